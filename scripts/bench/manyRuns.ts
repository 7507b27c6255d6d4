/**
 * Measures ten thousand runs in a real VS Code: how long until the tree shows its means, and the memory of the extension host;
 * and the page that compares them.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { ownFolder, runsRootIn } from '../../experiment/project';
import { writeFakeRun } from '../../test/fixtures/runs';
import { openBrowser, showWorkbench } from '../host/browser';
import { startHost } from '../host/server';
import { root } from '../paths';
import { provisionVSCodeServer } from '../provision/vscode';
import { median } from './median';

/** As test/ui/filterTimes.ts prints them, in milliseconds. */
interface FilterTimes {
  readonly median: number;
  readonly slowest: number;
  readonly longestTask: number;
}

const experiments = 5;
const variants = 100;
const repeats = 20;
const windows = 7;

interface Report {
  readonly ready?: number;
  readonly rows?: number;
  readonly megabytes: number;
  /** Process of the extension host. */
  readonly pid: number;
}

/** Runs in the extension host, so it is plain JavaScript. Without runs, the extension is not active: the host alone. */
const suite = (report: string): string => `
const vscode = require('vscode');
const fs = require('fs');
const settled = () => new Promise((resolve) => setTimeout(resolve, 5000));
exports.run = async () => {
  const extension = vscode.extensions.getExtension('fer-experiments.fer-experiments');
  const result = { pid: process.pid };
  if (vscode.workspace.workspaceFolders[0].name !== 'empty') {
    const { ready, experiments } = await extension.activate();
    result.ready = await ready;
    const nodes = experiments.getChildren().flatMap((node) => [node, ...experiments.getChildren(node)]);
    result.rows = nodes.filter((node) => / runs: /.test(String(experiments.getTreeItem(node).description))).length;
  }
  await settled();
  result.megabytes = process.memoryUsage().rss / 1e6;
  fs.writeFileSync(${JSON.stringify(report)}, JSON.stringify(result));
};
`;

async function writeProject(folder: string): Promise<void> {
  for (let experiment = 0; experiment < experiments; experiment++) {
    const name = `experiment-${experiment}`;
    const patches = Array.from({ length: variants - 1 }, (_, index) => [
      `smoothing-${index + 1}`,
      { techniques: { labelSmoothing: { epsilon: (index + 1) / 1000 } } },
    ]);
    const file = {
      ...{ version: 1, name, data: { source: 'synthetic' }, model: { type: 'smallCnn' }, training: { epochs: 3 } },
      ...{ variants: Object.fromEntries(patches) as object, repeats },
    };
    await writeFile(path.join(folder, `${name}.ferexp.json`), JSON.stringify(file, null, 2));
    for (let variant = 0; variant < variants; variant++) {
      for (let repeat = 0; repeat < repeats; repeat++) {
        writeFakeRun(runsRootIn(folder), {
          ...{ experiment: name, variant: variant === 0 ? 'base' : `smoothing-${variant}`, repeat, repeats },
          techniques: variant === 0 ? {} : { labelSmoothing: { epsilon: variant / 1000 } },
          startedAt: new Date(Date.UTC(2026, 0, 1) + (variant * repeats + repeat) * 60_000).toISOString(),
        });
      }
    }
  }
}

/** A window that closes still works for a while: the next one is measured alone. */
async function ended(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** @param browser what a window stores for the next one is in the browser's context */
async function measure(browser: BrowserContext, address: string, report: string): Promise<Report> {
  await rm(report, { force: true });
  const page = await browser.newPage();
  try {
    await showWorkbench(page, address);
    while (!existsSync(report)) await new Promise((resolve) => setTimeout(resolve, 100));
  } finally {
    await page.close();
  }
  const reported = JSON.parse(await readFile(report, 'utf8')) as Report;
  await ended(reported.pid);
  return reported;
}

/** What the page of all runs takes to filter, in a browser. @param runs their root */
function filterTimes(runs: string): FilterTimes {
  const script = path.join(root, 'test', 'ui', 'filterTimes.ts');
  return JSON.parse(
    execFileSync(process.execPath, ['--import', 'tsx', script, runs], { encoding: 'utf8' }),
  ) as FilterTimes;
}

export async function benchManyRuns(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'ferexp-many-'));
  const report = path.join(folder, 'report.json');
  const module = path.join(folder, 'suite.js');
  await writeFile(module, suite(report));
  const [empty, many] = [path.join(folder, 'empty'), path.join(folder, 'many')];
  await Promise.all([empty, many].map((each) => mkdir(path.join(each, '.vscode'), { recursive: true })));
  await writeProject(many);
  const server = await provisionVSCodeServer(console.error);
  const host = await startHost({ server, dataFolder: path.join(folder, 'data') });
  const browser = await openBrowser();
  try {
    const alone: Report[] = [];
    const first: Report[] = [];
    const again: Report[] = [];
    const addressOf = (opened: string) => host.address({ folder: opened, extension: root, suite: module });
    for (let window = 0; window < windows; window++) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      alone.push(await measure(context, addressOf(empty), report));
      await rm(path.join(many, ownFolder, 'cache'), { recursive: true, force: true });
      first.push(await measure(context, addressOf(many), report));
      // What a window stores when it has been quiet for a while.
      execFileSync(process.execPath, [path.join(root, 'dist', 'ferexp.js'), 'list', '--json'], {
        cwd: many,
        maxBuffer: 1e9,
      });
      again.push(await measure(context, addressOf(many), report));
      await context.close();
    }
    const filter = filterTimes(runsRootIn(many));
    const milliseconds = (value: number): string => `${value.toFixed(0)} ms`;
    const ofHost = median(alone.map(({ megabytes }) => megabytes));
    const lineOf = (what: string, reports: readonly Report[]): string[] => {
      const times = reports.map((each) => each.ready ?? Number.NaN);
      const seconds = `${(median(times) / 1000).toFixed(2)} s (${times.map((each) => (each / 1000).toFixed(2)).join(', ')})`;
      const memory = median(reports.map(({ megabytes }) => megabytes)) - ofHost;
      return [
        `| ${what}: from activation to a tree with ${reports[0]?.rows ?? 0} means | ${seconds} |`,
        `| ${what}: memory of the extension host above the host alone | ${memory.toFixed(0)} MB |`,
      ];
    };
    return [
      `### ${(experiments * variants * repeats).toLocaleString('en')} runs (${experiments} experiments × ${variants} variants × ${repeats} repeats), real VS Code, median of ${windows} windows`,
      '',
      '| what | measured |',
      '| --- | ---: |',
      ...lineOf('first window', first),
      ...lineOf('once indexed', again),
      `| page of all runs: from a key in the filter to the drawn frame, median (slowest) | ${milliseconds(filter.median)} (${milliseconds(filter.slowest)}) |`,
      `| page of all runs: longest task while typing | ${filter.longestTask === 0 ? 'none over 50 ms' : milliseconds(filter.longestTask)} |`,
    ].join('\n');
  } finally {
    await browser.close();
    await host.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
