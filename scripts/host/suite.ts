/**
 * Runs test/host/suite in the extension host of a real VS Code; see scripts/provision/editor.ts for which.
 * Usage: suite.ts REPORT.json [--grep PATTERN] FILE…
 */
import '../test/isolate';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build, type Plugin } from 'esbuild';
import { dist, root, testResults } from '../paths';
import { provisionEditor } from '../provision/editor';
import type { VSCodeServer } from '../provision/vscode';
import { openBrowser, openWorkbench } from './browser';
import { runInDesktop } from './desktop';
import { startHost } from './server';

const timeLimit = 15 * 60_000;

interface Choice {
  readonly report: string;
  /** Mocha's pattern of titles. */
  readonly grep?: string;
  /** Test files, relative to the root. */
  readonly files: readonly string[];
}

/** `host-tests` loads each chosen file on request, so that Mocha knows the file of each test. */
const chosenTests = (files: readonly string[]): Plugin => ({
  name: 'chosen-tests',
  setup(build) {
    build.onResolve({ filter: /^host-tests$/ }, ({ path: name }) => ({ path: name, namespace: 'chosen-tests' }));
    build.onLoad({ filter: /.*/, namespace: 'chosen-tests' }, () => {
      const entries = files.map((file) => `[${JSON.stringify(file)}, () => require(${JSON.stringify(`./${file}`)})]`);
      return { contents: `export const hostTests = [${entries.join(',\n')}];`, resolveDir: root };
    });
  },
});

/** Bundles the suite as one module, because the extension host cannot load TypeScript. A file beside it says where to report. */
async function bundleSuite({ report, grep, files }: Choice): Promise<string> {
  const outfile = path.join(dist, 'test', 'host-suite.js');
  await build({
    absWorkingDir: root,
    entryPoints: ['test/host/suite/index.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
    plugins: [chosenTests(files)],
    alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
    sourcemap: 'inline',
    logLevel: 'error',
  });
  await writeFile(path.join(dist, 'test', 'host-suite.json'), JSON.stringify({ report, grep }));
  return outfile;
}

async function workspace(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'ferexp-host-'));
  await cp(path.join(root, 'test', 'host', 'workspace'), folder, { recursive: true });
  await mkdir(path.join(folder, '.vscode'), { recursive: true });
  return folder;
}

async function waitForReport(report: string): Promise<void> {
  const started = Date.now();
  while (!existsSync(report)) {
    if (Date.now() - started > timeLimit) throw new Error('The suite wrote no report within 15 minutes.');
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

async function runInServer(server: VSCodeServer, { folder, dataFolder, suite, report }: Places): Promise<void> {
  const host = await startHost({ server, dataFolder });
  const browser = await openBrowser();
  try {
    const page = await openWorkbench(browser, host.address({ folder, extension: root, suite }));
    try {
      await waitForReport(report);
    } finally {
      await mkdir(testResults, { recursive: true });
      await page.screenshot({ path: path.join(testResults, 'host-suite.png') });
    }
  } finally {
    await browser.close();
    await host.stop();
  }
}

interface Places {
  /** The workspace. */
  readonly folder: string;
  /** Folder of the editor: settings, state, logs. */
  readonly dataFolder: string;
  /** The bundled suite. */
  readonly suite: string;
  readonly report: string;
}

async function runSuite(places: Places): Promise<void> {
  const editor = await provisionEditor(console.log);
  if (editor.kind === 'server') return runInServer(editor.server, places);
  try {
    await runInDesktop({ ...places, executable: editor.executable, extension: root });
  } catch (error) {
    // Failing tests are in the report.
    if (!existsSync(places.report)) throw error;
  }
}

function choiceOf(args: string[]): Choice {
  const { values, positionals } = parseArgs({ args, options: { grep: { type: 'string' } }, allowPositionals: true });
  const [report, ...files] = positionals;
  if (report === undefined || files.length === 0) throw new Error('Usage: suite.ts REPORT.json [--grep PATTERN] FILE…');
  return { ...values, report, files };
}

async function main(): Promise<void> {
  const choice = choiceOf(process.argv.slice(2));
  const { report } = choice;
  await rm(report, { force: true });
  // The suite in the editor only writes: without the folder, this would wait until the time limit.
  await mkdir(path.dirname(report), { recursive: true });
  const suite = await bundleSuite(choice);
  const folder = await workspace();
  const dataFolder = await mkdtemp(path.join(os.tmpdir(), 'ferexp-host-data-'));
  try {
    await runSuite({ folder, dataFolder, suite, report });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const { stats, failures, passes } = JSON.parse(await readFile(report, 'utf8')) as {
    stats: { passes: number; failures: number; pending: number };
    passes: string[];
    failures: { title: string; message: string }[];
  };
  for (const title of passes) console.log(`  ✔ ${title}`);
  for (const failure of failures) console.log(`  ✘ ${failure.title}\n    ${failure.message}`);
  console.log(`${stats.passes} passing, ${stats.failures} failing, ${stats.pending} pending`);
  if (stats.failures > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
