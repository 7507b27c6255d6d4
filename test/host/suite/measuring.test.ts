import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { measurementsFile } from '../../../schemas/measurements';
import { waitFor } from './waitFor';
import { activated, fileIn, folder, open } from './workspace';

async function hintTexts(editor: vscode.TextEditor): Promise<string> {
  const range = new vscode.Range(0, 0, editor.document.lineCount, 0);
  const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
    'vscode.executeInlayHintProvider',
    editor.document.uri,
    range,
  );
  return hints.map(({ label }) => (typeof label === 'string' ? label : '')).join('\n');
}

describe('measuring engines', () => {
  const earlier = process.env['FEREXP_ENGINE_DIR'];
  const engines = () => path.join(folder(), 'engines');

  before(async () => {
    await activated();
    // The extension and what it starts keep figures here, and find no engine but the embedded one.
    process.env['FEREXP_ENGINE_DIR'] = engines();
  });
  after(async () => {
    if (earlier === undefined) delete process.env['FEREXP_ENGINE_DIR'];
    else process.env['FEREXP_ENGINE_DIR'] = earlier;
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('shows the figures as a page, keeps them, and the file then says how long a run takes', async () => {
    const editor = await open('tiny.ferexp.json');
    assert.doesNotMatch(await hintTexts(editor), /≈/);
    await vscode.commands.executeCommand('ferexp.bench', vscode.Uri.file(fileIn('tiny.ferexp.json')));
    const page = vscode.window.activeTextEditor?.document;
    assert.deepEqual([page?.isUntitled, page?.languageId], [true, 'markdown']);
    assert.match(
      page!.getText(),
      /^# Engines on this machine\n[^]*\| smallCnn \| 16 \| wasm \|[^]*tiny\.ferexp\.json, 2 runs: about /,
    );
    assert.ok(existsSync(path.join(engines(), measurementsFile)));
    await waitFor(async () => /steps, ≈ \d+ s on wasm/.test(await hintTexts(editor)), 'hint of time');
  });
});
