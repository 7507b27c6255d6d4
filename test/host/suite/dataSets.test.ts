/** Data sets of other people in the editor: the file is checked, trains and shows its data; a person in two splits is told. */
import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { smallSets, type Tree } from '../../fixtures/dataSets/trees';
import { waitFor } from './waitFor';
import { activated, fileIn, open, openPanels, runsOf } from './workspace';

const root = 'other-sets';

async function unpack(name: string, files: Tree): Promise<void> {
  for (const [file, content] of Object.entries(files)) {
    const target = fileIn(path.join(root, name, file));
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, content);
  }
}

async function writeExperiment(name: string, data: object): Promise<string> {
  const experiment = {
    version: 1,
    name,
    engine: 'wasm',
    data: { source: `${root}/${name}`, validation: { fraction: 0.25, seed: 1, stratified: false }, ...data },
    model: { type: 'smallCnn' },
    training: { epochs: 1, batchSize: 16 },
  };
  const file = fileIn(`${name}.ferexp.json`);
  await writeFile(file, JSON.stringify(experiment, null, 2));
  return file;
}

describe('other people’s data sets in the editor', () => {
  const written: string[] = [];
  before(() => activated());
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    // Their runs too: other tests start where no speed of this network is known.
    const runs = written.map((file) => fileIn(path.join('.ferexp/runs', path.basename(file, '.ferexp.json'))));
    for (const left of [...written, ...runs, fileIn(root)]) await rm(left, { recursive: true, force: true });
    for (const file of written) {
      await waitFor(async () => (await runsOf(path.basename(file, '.ferexp.json'))).length === 0, 'deleted runs');
    }
  });

  const errorsOf = (file: string): string[] =>
    vscode.languages
      .getDiagnostics(vscode.Uri.file(file))
      .flatMap(({ severity, message }) => (severity === vscode.DiagnosticSeverity.Error ? [message] : []));

  for (const { layout, files, data } of smallSets) {
    it(`are checked, shown and trained on: ${layout}`, async () => {
      const name = `set-${layout.replace(/\W/g, '')}`;
      await unpack(name, files);
      const file = await writeExperiment(name, { layout, ...data });
      written.push(file);
      await open(path.basename(file));
      assert.deepEqual(errorsOf(file), []);
      await vscode.commands.executeCommand('ferexp.showData', vscode.Uri.file(file));
      await waitFor(() => openPanels().some((type) => type.includes('ferexp.data')), 'data panel');
      await vscode.commands.executeCommand('ferexp.run', vscode.Uri.file(file));
      const [run] = await waitFor(async () => {
        const runs = await runsOf(name);
        return runs.some(({ header }) => ['completed', 'failed'].includes(header.state)) ? runs : undefined;
      }, 'trained run');
      assert.equal(run!.header.state, 'completed', run!.header.message);
      assert.ok(run!.summary!.splits['test']!.examples > 0);
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    });
  }

  it('are tested on one another, and the comparison has training set × test set', async () => {
    const names = ['raf-db', 'jaffe'] as const;
    const sets = names.map((name) => {
      const { layout, files, data } = smallSets.find((set) => set.layout === name)!;
      return { name, files, settings: { source: `${root}/matrix-${name}`, layout, ...data } };
    });
    for (const { name, files } of sets) await unpack(`matrix-${name}`, files);
    const file = await writeExperiment('across', { source: 'raf-db' });
    written.push(file);
    const experiment = JSON.parse(await readFile(file, 'utf8')) as object;
    const dataSets = Object.fromEntries(sets.map(({ name, settings }) => [name, settings]));
    await writeFile(file, JSON.stringify({ ...experiment, dataSets, matrix: { 'data.source': names } }, null, 2));
    const editor = await open(path.basename(file));
    assert.deepEqual(errorsOf(file), []);
    const source = editor.document.getText().indexOf('"raf-db",\n    "validation"') + 2;
    const offered = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      editor.document.uri,
      editor.document.positionAt(source),
    );
    assert.ok(offered.items.some(({ label, detail }) => label === 'jaffe' && detail === 'Data set of this file'));
    await vscode.commands.executeCommand('ferexp.run', vscode.Uri.file(file));
    const runs = await waitFor(async () => {
      const all = await runsOf('across');
      return all.length === 2 && all.every(({ header }) => header.state === 'completed') && all;
    }, 'two trained runs');
    for (const { resolved, summary } of runs) {
      const other = names.find((name) => name !== resolved.dataSet)!;
      assert.ok(summary!.splits[`set-${other}`]!.examples > 0);
    }
    await vscode.commands.executeCommand('ferexp.showResults', vscode.Uri.file(file));
    await waitFor(() => openPanels().some((type) => type.includes('ferexp.comparison')), 'comparison panel');
  });

  it('fail to train where a person is in two splits, and the run names two faces', async () => {
    const pictures = Object.entries(smallSets[0]!.files)
      .filter(([name]) => /\.(png|jpg)$/.test(name))
      .slice(0, 3);
    const lines = [
      'subject,split,file,emotion',
      'anna,train,0.png,happy',
      'anna,test,1.png,sad',
      'ben,train,2.png,fear',
    ];
    const files = Object.fromEntries(pictures.map(([, picture], at) => [`${at}.png`, picture]));
    await unpack('leaked', { ...files, 'list.csv': `${lines.join('\n')}\n` });
    const file = await writeExperiment('leaked', { layout: { list: 'list.csv' } });
    written.push(file);
    await open(path.basename(file));
    await vscode.commands.executeCommand('ferexp.run', vscode.Uri.file(file));
    const run = await waitFor(async () => {
      const [first] = await runsOf('leaked');
      return first?.header.state === 'failed' && first;
    }, 'failed run');
    assert.match(run.header.message!, /anna/);
    assert.match(run.header.message!, /0\.png.*1\.png/);
  });
});
