/** Size of the extension's bundle, and how long activate() takes in a real VS Code. */
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openBrowser, openWorkbench } from '../host/browser';
import { startHost } from '../host/server';
import { dist, root } from '../paths';
import { provisionVSCodeServer } from '../provision/vscode';
import { median } from './median';

const windows = 7;

/**
 * Runs in the extension host, so it is plain JavaScript: activates once, and measures the same as VS Code does:
 * loading the module, and the call of activate(). Messages between VS Code's processes are not the extension's work.
 */
const suite = (report: string): string => `
const vscode = require('vscode');
const fs = require('fs');
const Module = require('module');
exports.run = async () => {
  const extension = vscode.extensions.getExtension('fer-experiments.fer-experiments');
  const before = extension.isActive;
  let load, call;
  const original = Module._load;
  Module._load = function (request, ...rest) {
    const start = performance.now();
    const loaded = original.call(this, request, ...rest);
    if (load !== undefined || typeof request !== 'string' || !request.startsWith(extension.extensionPath)) return loaded;
    load = performance.now() - start;
    const activate = (context) => {
      const begun = performance.now();
      const result = loaded.activate(context);
      call = performance.now() - begun;
      return result;
    };
    return { ...loaded, activate };
  };
  await extension.activate();
  fs.writeFileSync(${JSON.stringify(report)}, JSON.stringify({ before, load, call }));
};
`;

export async function benchActivation(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'ferexp-activation-'));
  const report = path.join(folder, 'report.json');
  const module = path.join(folder, 'suite.js');
  await writeFile(module, suite(report));
  // Without an experiment file, nothing activates the extension before the measurement.
  const workspace = path.join(folder, 'empty');
  await mkdir(workspace);
  const server = await provisionVSCodeServer(console.error);
  const host = await startHost({ server, dataFolder: path.join(folder, 'data') });
  const browser = await openBrowser();
  const times: number[] = [];
  try {
    for (let i = 0; i < windows; i++) {
      await rm(report, { force: true });
      const page = await openWorkbench(browser, host.address({ folder: workspace, extension: root, suite: module }));
      while (!existsSync(report)) await new Promise((resolve) => setTimeout(resolve, 100));
      const { before, load, call } = JSON.parse(await readFile(report, 'utf8')) as {
        before: boolean;
        load?: number;
        call?: number;
      };
      if (before || load === undefined || call === undefined)
        throw new Error('The activation escaped the measurement.');
      times.push(load + call);
      await page.close();
    }
  } finally {
    await browser.close();
    await host.stop();
    await rm(folder, { recursive: true, force: true });
  }
  const { size } = await stat(path.join(dist, 'extension.js'));
  return [
    '### Extension',
    '',
    '| what | median | range | aim |',
    '| --- | --- | --- | --- |',
    `| load and activate, real VS Code, ${windows} windows | ${median(times).toFixed(1)} ms | ${Math.min(...times).toFixed(1)}–${Math.max(...times).toFixed(1)} ms | < 50 ms |`,
    `| bundle, minified | ${(size / 1000).toFixed(0)} kB | | < 300 kB |`,
  ].join('\n');
}
