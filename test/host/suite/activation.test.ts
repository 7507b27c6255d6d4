import assert from 'node:assert/strict';
import { parse } from 'jsonc-parser';
import * as vscode from 'vscode';
import { desktopVersion } from '../../../scripts/provision/desktopVersion';
import { waitFor } from './waitFor';
import { activated, extensionId } from './workspace';

describe('the editor', () => {
  it('is of the version that the download of its own would have', () => {
    assert.equal(vscode.version, desktopVersion);
  });
});

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

  it('gives Run and Show Results keys that nothing else of the editor has', async () => {
    const { packageJSON } = vscode.extensions.getExtension(extensionId)!;
    const { keybindings } = (packageJSON as { contributes: { keybindings: { command: string; key: string }[] } })
      .contributes;
    assert.deepEqual(keybindings.map(({ command }) => command).sort(), ['ferexp.run', 'ferexp.showResults']);
    const defaults = vscode.Uri.parse('vscode://defaultsettings/keybindings.json');
    const text = (await vscode.workspace.openTextDocument(defaults)).getText();
    const all = parse(text) as { key: string; command: string }[];
    assert.ok(all.length > 500, `${all.length} keybindings`);
    const parts = (key: string): string => key.split(' ')[0]!.split('+').sort().join('+');
    for (const { key } of keybindings) {
      const others = all.filter((other) => parts(other.key) === parts(key) && !other.command.startsWith('ferexp.'));
      assert.deepEqual(others, []);
    }
  });
});
