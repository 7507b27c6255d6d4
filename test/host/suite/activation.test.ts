import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { waitFor } from './waitFor';
import { activated, extensionId } from './workspace';

describe('activation', () => {
  it('happens by itself in a folder with an experiment', async () => {
    const extension = vscode.extensions.getExtension(extensionId);
    assert.ok(extension);
    // Nobody asks for it: the file in the folder does.
    assert.ok(await waitFor(() => extension.isActive, 'activation'));
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
