import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { waitFor } from './waitFor';
import { activated, fileIn, open, openPanels } from './workspace';

const previews = (): number => openPanels().filter((type) => type.includes('ferexp.preview')).length;

describe('previewing augmentation', () => {
  before(async () => {
    await activated();
  });
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('opens one panel a file, beside the file, from the lens and from the command', async () => {
    const { document } = await open('tiny.ferexp.json');
    const lens = await waitFor(async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        document.uri,
        20,
      );
      return lenses.find(({ command }) => command?.title === '$(eye) Preview')?.command;
    }, 'lens on the augmentation');
    assert.deepEqual(lens.arguments, [{ file: fileIn('tiny.ferexp.json'), variant: 'flip' }]);
    await vscode.commands.executeCommand(lens.command, ...(lens.arguments ?? []));
    await waitFor(() => previews() === 1, 'preview panel');
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, document.uri.fsPath, 'typing goes on');
    await vscode.commands.executeCommand('ferexp.previewAugmentation', document.uri);
    assert.equal(previews(), 1);
    await open('language.ferexp.json');
    await vscode.commands.executeCommand('ferexp.previewAugmentation');
    await waitFor(() => previews() === 2, 'panel of the other file');
  });
});
