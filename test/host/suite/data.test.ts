import assert from 'node:assert/strict';
import { readdir, rm, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { csvRows, generateFaces } from '../../../runner/data/synthetic';
import { waitFor } from './waitFor';
import { activated, fileIn, open, openPanels } from './workspace';

const panels = (): number => openPanels().filter((type) => type.includes('ferexp.data')).length;
const imported = async (): Promise<number> =>
  (await readdir(fileIn('.ferexp/cache')).catch(() => [])).filter((name) => name.endsWith('.faces')).length;

describe('showing the data', () => {
  before(async () => {
    await activated();
    const faces = await generateFaces({ training: 56, test: 14, seed: 1, labelNoise: 0 });
    await writeFile(fileIn('data/drawn.csv'), [...csvRows(faces)].join(''));
    const experiment = {
      version: 1,
      name: 'drawn',
      data: { source: 'data/drawn.csv' },
      model: { type: 'smallCnn' },
      training: { epochs: 1 },
    };
    await writeFile(fileIn('drawn.ferexp.json'), JSON.stringify(experiment, null, 2));
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rm(fileIn('drawn.ferexp.json'));
  });

  it('opens one panel a file, from the lens and from the command, and imports the faces', async () => {
    const { document } = await open('drawn.ferexp.json');
    const lens = await waitFor(async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        document.uri,
        20,
      );
      return lenses.find(({ command }) => command?.command === 'ferexp.showData')?.command;
    }, 'lens for the data');
    assert.deepEqual(lens.arguments, [{ file: fileIn('drawn.ferexp.json') }]);
    const before = await imported();
    await vscode.commands.executeCommand(lens.command, ...(lens.arguments ?? []));
    await waitFor(() => panels() === 1, 'data panel');
    await waitFor(async () => (await imported()) === before + 1, 'imported faces');
    await vscode.commands.executeCommand('ferexp.showData', document.uri);
    assert.equal(panels(), 1);
    // data/faces.csv has a header and no face: the panel opens and says so.
    await vscode.commands.executeCommand('ferexp.showData', vscode.Uri.file(fileIn('language.ferexp.json')));
    await waitFor(() => panels() === 2, 'panel of the other file');
  });

  it('audits the data, keeps what takes long, and opens one panel a file', async () => {
    const audits = (): number => openPanels().filter((type) => type.includes('ferexp.audit')).length;
    const { document } = await open('drawn.ferexp.json');
    await vscode.commands.executeCommand('ferexp.auditData', document.uri);
    await waitFor(() => audits() === 1, 'audit panel');
    await waitFor(async () => {
      const kept = await readdir(fileIn('.ferexp/cache/audit')).catch(() => []);
      return kept.some((name) => name.endsWith('.copies'));
    }, 'near copies that are kept');
    await vscode.commands.executeCommand('ferexp.auditData', document.uri);
    assert.equal(audits(), 1);
  });
});
