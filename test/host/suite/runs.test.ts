import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { RunRecord } from '../../../results/runIndex';
import { runFiles, type RunState } from '../../../schemas/runDirectory';
import { waitFor } from './waitFor';
import { activated, fileIn, folder, open, openPanels, replace, runsOf } from './workspace';

/** Until all runs of the experiment, `count` at least, are in one of the states. */
function untilAll(experiment: string, count: number, states: readonly RunState[], seconds: number) {
  return waitFor(
    async () => {
      const runs = await runsOf(experiment);
      return runs.length >= count && runs.every(({ header }) => states.includes(header.state)) && runs;
    },
    `${count} runs of ${experiment} that are ${states.join(' or ')}`,
    seconds,
  );
}

const execute = <T>(command: string, ...args: unknown[]): Thenable<T> =>
  vscode.commands.executeCommand<T>(command, ...args);

describe('running an experiment', () => {
  before(async () => {
    await activated();
  });
  after(() => execute('workbench.action.closeAllEditors'));

  it('trains all variants to the end, from the file as it stands in the editor, and opens the live panel', async () => {
    const editor = await open('tiny.ferexp.json');
    await replace(editor, '"epochs": 2', '"epochs": 3');
    assert.ok(editor.document.isDirty);
    await execute('ferexp.run', vscode.Uri.file(fileIn('tiny.ferexp.json')));
    assert.ok(!editor.document.isDirty, 'the file was saved');
    await waitFor(() => openPanels().some((type) => type.includes('ferexp.run')), 'run panel');
    const runs = await untilAll('tiny', 2, ['completed', 'failed', 'interrupted'], 110);
    assert.deepEqual(
      runs.map(({ header, summary }) => [header.variant, header.state, summary?.epochsRun]).sort(),
      [
        ['base', 'completed', 3],
        ['flip', 'completed', 3],
      ],
      runs.map(({ header }) => header.message).join('\n'),
    );
    for (const { summary } of runs) assert.equal(summary?.splits['test']?.examples, 14);
  });

  it('shows the last result above the file', async () => {
    const uri = vscode.Uri.file(fileIn('tiny.ferexp.json'));
    await waitFor(async () => {
      const lenses = await execute<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 20);
      return lenses.some(({ command }) => /\$\(graph\) \d+(\.\d)? %, 1 run/.test(command?.title ?? ''));
    }, 'lens with a result');
  });

  it('compares the variants and exports the table', async () => {
    await execute('ferexp.showResults', vscode.Uri.file(fileIn('tiny.ferexp.json')));
    await waitFor(() => openPanels().some((type) => type.includes('ferexp.comparison')), 'comparison panel');
    const file = path.join(folder(), 'table.md');
    await execute('ferexp.compare', { experiments: ['tiny'], exportTo: { format: 'markdown', file } });
    const table = readFileSync(file, 'utf8');
    assert.match(table, /\| *base/);
    assert.match(table, /\| *flip/);
    await execute('ferexp.compare', { experiments: ['tiny'], exportTo: { format: 'csv', file: `${file}.csv` } });
    assert.match(readFileSync(`${file}.csv`, 'utf8'), /flip/);
  });

  it('exports what others need to compute the table again, verifies it, and writes a model card', async () => {
    const bundle = path.join(folder(), 'tiny-bundle');
    await execute('ferexp.exportBundle', vscode.Uri.file(fileIn('tiny.ferexp.json')), bundle);
    await execute('ferexp.verifyBundle', vscode.Uri.file(path.join(bundle, 'bundle.json')));
    const shown = () => vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.match(shown(), /│ flip .*verified The bundle, .* the table follows from the runs\./s);
    const [run] = await runsOf('tiny');
    await execute('ferexp.modelCard', run!.directory);
    assert.match(shown(), /^# tiny, \w+, seed \d+\n.*## Law/s);
    rmSync(bundle, { recursive: true });
  });

  it('exports the network of a run', async () => {
    const [run] = await runsOf('tiny');
    const file = path.join(folder(), 'tiny.onnx');
    await execute('ferexp.exportModel', run!.directory, { format: 'onnx', file });
    assert.ok(readFileSync(file).includes(run!.header.runId));
    rmSync(file);
    const page = path.join(folder(), 'tiny.html');
    await execute('ferexp.exportModel', run!.directory, { format: 'demo', file: page });
    const html = readFileSync(page, 'utf8');
    assert.ok(html.includes(`"run":"${run!.header.runId}"`) && html.includes('Regulation (EU) 2024/1689'));
    rmSync(page);
  });

  it('stars runs, and shows what changed between two', async () => {
    const runs = await runsOf('tiny');
    for (const { directory } of runs) await execute('ferexp.star', directory);
    assert.ok((await runsOf('tiny')).every(({ header, summary }) => header.starred && summary));
    await execute('ferexp.unstar', runs[0]!.directory);
    assert.deepEqual(
      (await runsOf('tiny')).map(({ directory, header }) => [directory, header.starred]),
      runs.map(({ directory }, index) => [directory, index === 0 ? undefined : true]),
    );
    // As the tree does it for two selected rows.
    const rows = runs.map((record) => ({ kind: 'run', directory: record.directory, record }));
    const untitled = (): number => vscode.workspace.textDocuments.filter(({ isUntitled }) => isUntitled).length;
    const before = untitled();
    await execute('ferexp.whatChanged', rows[0], rows);
    await waitFor(() => openPanels().some((type) => type.includes('markdown.preview')), 'preview');
    const said = /^# What changed between two runs\n.*\| techniques\..*\| .*two networks/s;
    const shown = await waitFor(
      () => vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'ferexp-difference'),
      'document of the preview',
    );
    assert.match(shown.getText(), said);
    assert.equal(untitled(), before, 'there is nothing to be saved');
    const file = path.join(folder(), 'changed.md');
    await execute('ferexp.exportWhatChanged', rows[0], rows, file);
    assert.equal(readFileSync(file, 'utf8'), shown.getText());
    rmSync(file);
  });

  it('makes an ensemble of selected runs, which stands in the comparison as one network', async () => {
    const [first, second] = await runsOf('tiny');
    const rows = [first!, second!].map((record) => ({ kind: 'run', directory: record.directory, record }));
    await execute('ferexp.makeEnsemble', rows[0], rows, { name: 'both', combine: 'mean' });
    const made = (await runsOf('tiny')).find(({ header }) => header.variant === 'both')!;
    assert.deepEqual(
      made.resolved.imported?.ensemble?.members.map(({ run }) => run).sort(),
      [first!.header.runId, second!.header.runId].sort(),
    );
    await execute('ferexp.delete', made.directory, { confirmed: 'permanently' });
    await waitFor(async () => (await runsOf('tiny')).length === 2, 'deleted ensemble');
  });

  it('refuses a file with errors', async () => {
    const editor = await open('language.ferexp.json');
    await replace(editor, 'smallCnn', 'hugeCnn');
    await editor.document.save();
    await execute('ferexp.run', editor.document.uri);
    await replace(editor, 'hugeCnn', 'smallCnn');
    await editor.document.save();
    assert.deepEqual(await runsOf('language'), []);
  });

  it('stops with a checkpoint and goes on from it', async () => {
    await execute('ferexp.run', vscode.Uri.file(fileIn('long.ferexp.json')));
    const trains = ({ header }: RunRecord): boolean => header.state === 'running' && (header.epoch ?? 0) >= 2;
    await waitFor(async () => (await runsOf('long')).some(trains), 'second epoch', 60);
    await execute('ferexp.stop', { file: fileIn('long.ferexp.json') });
    const [stopped] = await untilAll('long', 1, ['cancelled', 'failed', 'interrupted'], 30);
    assert.equal(stopped?.header.state, 'cancelled', stopped?.header.message ?? '');
    assert.ok(stopped.header.resumable);
    const { directory } = stopped;
    const eventsOf = (): string => readFileSync(path.join(directory, runFiles.events), 'utf8');
    await execute('ferexp.resume', directory);
    const [, resumed] = await waitFor(() => /"resumedFromEpoch":(\d+)/.exec(eventsOf()) ?? undefined, 'resume', 60);
    const next = new RegExp(`"type":"epoch","epoch":${Number(resumed) + 2},`);
    await waitFor(() => next.test(eventsOf()), 'second epoch after the resume', 60);
    assert.equal((await runsOf('long')).length, 1, 'it went on in the same run');
    await execute('ferexp.stop', directory);
    await untilAll('long', 1, ['cancelled'], 30);
  });

  it('deletes a run', async () => {
    const [run] = await runsOf('long');
    assert.ok(run);
    // The server build has no trash.
    await execute('ferexp.delete', run.directory, { confirmed: 'permanently' });
    assert.ok(!existsSync(run.directory));
  });
});
