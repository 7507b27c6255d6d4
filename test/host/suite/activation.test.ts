import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { activated, extensionId } from './workspace';

describe('activation', () => {
  it('happens by itself in a folder with an experiment, and takes less than 50 ms with loading', async () => {
    const { activationMs } = await activated();
    const extension = vscode.extensions.getExtension(extensionId)!;
    // Copies, so that each is read and compiled anew: the one that runs was loaded before this suite.
    const temporary = mkdtempSync(path.join(os.tmpdir(), 'ferexp-load-'));
    try {
      // The fastest of five: what else keeps this machine busy is not the extension's doing.
      const loads = [1, 2, 3, 4, 5].map((copy) => {
        const file = path.join(temporary, `extension${copy}.js`);
        copyFileSync(path.join(extension.extensionPath, 'dist', 'extension.js'), file);
        const started = performance.now();
        createRequire(__filename)(file);
        return performance.now() - started;
      });
      const loadMs = Math.min(...loads);
      const total = loadMs + activationMs;
      assert.ok(total < 50, `loading ${loadMs.toFixed(1)} ms and activating ${activationMs.toFixed(1)} ms`);
    } finally {
      rmSync(temporary, { recursive: true });
    }
  });

  it('registers every command that the manifest contributes', async () => {
    await activated();
    const { packageJSON } = vscode.extensions.getExtension(extensionId)!;
    const { commands } = (packageJSON as { contributes: { commands: { command: string }[] } }).contributes;
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      commands.map(({ command }) => command).filter((command) => !registered.has(command)),
      [],
    );
  });
});
