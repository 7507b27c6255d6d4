import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { waitFor } from './waitFor';
import { activated } from './workspace';

describe('a setting that is wrong', () => {
  const set = (value: string | undefined): Thenable<void> =>
    vscode.workspace.getConfiguration('ferexp').update('node', value, vscode.ConfigurationTarget.Workspace);

  afterEach(() => set(undefined));

  it('is told in Engines and Data, which come back when it is mended', async () => {
    const { engines, data } = await activated();
    const labels = async (): Promise<string[]> => {
      const items = [
        ...(await engines.getChildren()).map((node) => engines.getTreeItem(node)),
        ...(await data.getChildren()).map((node) => data.getTreeItem(node)),
      ];
      return items.map(({ label }) => String(label));
    };
    await set('/nowhere/node');
    const wrong = await waitFor(async () => {
      const found = (await labels()).filter((label) => /^The setting ferexp\.node is "\/nowhere\/node"/.test(label));
      return found.length === 2 && found;
    }, 'words in both views');
    assert.equal(wrong.length, 2);
    const [row] = (await engines.getChildren()).map((node) => engines.getTreeItem(node));
    assert.match(String(row?.description), /Change the setting ferexp\.node/);
    assert.deepEqual(row?.command?.arguments, ['ferexp.node']);
    await set(undefined);
    await waitFor(async () => {
      const found = await labels();
      return found.some((label) => /WebAssembly|Embedded/i.test(label)) && found.includes('faces.csv');
    }, 'engines and data');
  });
});
