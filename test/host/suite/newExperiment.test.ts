import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { parseExperiment } from '../../../experiment/parse';
import { activated, fileIn, folder } from './workspace';

describe('New Experiment', () => {
  before(async () => {
    await activated();
  });
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('writes a valid file from a template and opens it', async () => {
    const options = { template: 'study', name: 'from-template', folder: folder() };
    const file = await vscode.commands.executeCommand<string>('ferexp.newExperiment', options);
    assert.equal(file, fileIn('from-template.ferexp.json'));
    assert.equal(parseExperiment(readFileSync(file, 'utf8')).file?.name, 'from-template');
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, file);
  });

  it('never replaces a file', async () => {
    const options = { template: 'quick', name: 'language', folder: folder() };
    const before = readFileSync(fileIn('language.ferexp.json'), 'utf8');
    assert.equal(await vscode.commands.executeCommand('ferexp.newExperiment', options), undefined);
    assert.equal(readFileSync(fileIn('language.ferexp.json'), 'utf8'), before);
  });

  it("copies the study's experiments, and keeps what a person made of them", async () => {
    const first = await vscode.commands.executeCommand<string>('ferexp.openStudy');
    const files = readdirSync(path.dirname(first)).filter((name) => name.endsWith('.ferexp.json'));
    assert.ok(files.length >= 13, `${files.length} files`);
    const changed = path.join(path.dirname(first), files[0]!);
    writeFileSync(changed, '{}');
    assert.equal(await vscode.commands.executeCommand('ferexp.openStudy'), first);
    assert.equal(readFileSync(changed, 'utf8'), '{}');
    assert.equal(parseExperiment(readFileSync(first, 'utf8')).file?.name, 'fer-3-custom-cnn');
    rmSync(path.dirname(first), { recursive: true });
  });

  it('opens the quick example, the same one again', async () => {
    const first = await vscode.commands.executeCommand<string>('ferexp.openQuickExample');
    assert.equal(await vscode.commands.executeCommand<string>('ferexp.openQuickExample'), first);
    assert.equal(parseExperiment(readFileSync(first, 'utf8')).file?.data.source, 'synthetic');
  });
});
