/** Results from elsewhere on the command line: they stand beside runs here, and nothing is done with them that they cannot. */
import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ComparisonView } from '../../schemas/messages/comparison';
import { csvOf, importedClasses, importProject, reference, stored } from '../fixtures/import/project';
import { ferexp } from './command';
import { temporaryFolder } from './support';

describe('ferexp import', function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  const write = (name: string, content: string | Buffer): void => writeFileSync(path.join(folder.path, name), content);
  const run = (...args: readonly string[]) => ferexp(folder.path, args);
  const imports = (file: string, name: string, ...rest: readonly string[]) =>
    run('import', file, '--experiment', 'faces.ferexp.json', '--name', name, ...rest);
  const viewOf = async (...args: readonly string[]): Promise<ComparisonView> =>
    JSON.parse((await run('compare', '--json', ...args)).out) as ComparisonView;
  const runIds = (): string[] => readdirSync(path.join(folder.path, '.ferexp', 'runs', 'faces')).sort();

  beforeEach(() => importProject(folder.path));

  it('puts the result beside a run of the experiment, compared face by face', async () => {
    const trained = await run('run', 'faces.ferexp.json', '--variant', 'base');
    assert.equal(trained.code, 0, trained.err);
    write('torch.npy', stored('float32.npy'));
    const { code, out, err } = await imports('torch.npy', 'torch', '--framework', 'PyTorch', '--seed', '3');
    assert.equal(code, 0, err);
    assert.match(
      out,
      /^torch \(imported, PyTorch, seed 3\): 62\.9 % of 70 test faces right \(51\.1 to 73\.2 % on other faces\), macro-F1 0\.626, loss 1\.178$/m,
    );
    assert.match(err, /The numbers of classes are read as the order of the experiment’s labels: 0 angry/);
    assert.match(err, /Compare it with: ferexp compare faces/);

    const view = await viewOf('faces');
    assert.deepEqual(
      view.rows.map(({ variant }) => variant),
      ['base', 'torch'],
    );
    const [, row] = view.rows;
    assert.equal(row!.imported?.framework, 'PyTorch');
    assert.equal(row!.difference?.test, 'oneEach');
    assert.ok(
      row!.notes.every((note) => !note.startsWith('No difference')),
      row!.notes.join(),
    );
    // Unknown settings make no columns, and nothing of a training is shown.
    assert.deepEqual(view.differing, []);
    for (const metric of ['trainingSeconds', 'bestEpoch', 'bestValidationAccuracy', 'trainAccuracy'] as const) {
      assert.equal(row!.metrics[metric], undefined, metric);
    }
    assert.ok(Math.abs(row!.metrics.testKappa!.mean - reference.kappa) < 1e-12);
    assert.deepEqual(Object.keys(row!.settings), [
      'data.source',
      'data.fraction',
      'data.labels.scheme',
      'data.labels.unknown',
      'data.test',
    ]);

    const table = (await run('compare', 'faces')).out;
    assert.match(table, /torch \(imported, PyTorch\)/);
    assert.match(
      table,
      /What it was trained on, and what its epoch was chosen by, was not stated:\s+its accuracy may be too high\./,
    );
    const csv = (await run('compare', 'faces', '--format', 'csv')).out;
    assert.match(csv, /^row,faces,torch,"imported, PyTorch",/m);
    assert.match((await run('compare', 'faces', '--format', 'markdown')).out, /torch \(imported, PyTorch\)/);
    assert.match((await run('compare', 'faces', '--format', 'latex')).out, /torch \(imported, PyTorch\)/);

    // Running the experiment again does not take the import for done, nor run it.
    const dry = JSON.parse((await run('run', 'faces.ferexp.json', '--dry-run', '--json')).out) as {
      runs: { variant: string }[];
    };
    assert.deepEqual(
      dry.runs.map(({ variant }) => variant),
      ['flip'],
    );
  });

  it('shows a stated setting, and the others as unknown', async () => {
    const trained = await run('run', 'faces.ferexp.json', '--set', 'techniques.augmentation.rotation=0');
    assert.equal(trained.code, 0, trained.err);
    write('a.csv', csvOf());
    assert.equal((await imports('a.csv', 'torch', '--epochs', '40')).code, 0);
    const { out } = await run('compare', 'faces');
    const head = out
      .split('\n')[1]!
      .split('│')
      .map((cell) => cell.trim());
    const row = out
      .split('\n')
      .find((line) => line.includes('torch'))!
      .split('│')
      .map((cell) => cell.trim());
    assert.equal(row[head.indexOf('epochs')], '40');
    assert.equal(row[head.indexOf('augmentation.horizontalFlip')], 'unknown');
  });

  it('makes repeats of one row of several imports under one name', async () => {
    for (const seed of [1, 2, 3]) {
      write(`${seed}.csv`, csvOf({ columns: (row) => reference.probabilities[(row + 7 * seed) % 70]! }));
      assert.equal((await imports(`${seed}.csv`, 'torch', '--seed', String(seed), '--framework', 'PyTorch')).code, 0);
    }
    write('4.csv', csvOf());
    assert.equal((await imports('4.csv', 'torch', '--framework', 'PyTorch')).code, 0);
    const { rows } = await viewOf('faces');
    assert.equal(rows.length, 1);
    assert.deepEqual(rows[0]!.basis.seeds, [1, 2, 3]);
    assert.equal(rows[0]!.metrics.testAccuracy?.count, 4);
    assert.deepEqual(
      rows[0]!.runs.map(({ repeat }) => repeat),
      [1, 2, 3, 4],
    );
    assert.match(rows[0]!.notes.join(' '), /The seed of 1 network is unknown: it is paired with nothing\./);

    const twice = await imports('2.csv', 'torch');
    assert.equal(twice.code, 2);
    const known = rows[0]!.runs[1]!.runId;
    assert.ok(
      twice.err.includes(`2.csv was imported as torch before: it is the run ${known}, and one network counts once.`),
      twice.err,
    );
    const renamed = await imports('2.csv', 'other');
    assert.equal(renamed.code, 0);
    assert.ok(renamed.err.includes(`The same file is also the run ${known}: both rows are one network.`), renamed.err);
    write('5.csv', csvOf({ rows: [...reference.labels.keys()], columns: (row) => reference.probabilities[69 - row]! }));
    const keras = await imports('5.csv', 'torch', '--framework', 'Keras');
    assert.equal(keras.code, 2);
    assert.match(
      keras.err,
      /“Keras” was stated, and “PyTorch” of the run .*: runs of one name are repeats of one network/,
    );
  });

  it('notices the answers of one network in files of two forms', async () => {
    write('float32.npy', stored('float32.npy'));
    write('float64.npy', stored('float64.npy'));
    const first = await imports('float32.npy', 'torch', '--seed', '1');
    assert.doesNotMatch(first.err, /for every test face/);
    const second = await imports('float64.npy', 'torch', '--seed', '2');
    assert.equal(second.code, 0);
    assert.match(
      second.err,
      /The run \S+torch\S* names the same class for every test face: if it is the same network, delete/,
    );
  });

  it('says why a result cannot be resumed, explained or started from', async () => {
    write('a.csv', csvOf());
    assert.equal((await imports('a.csv', 'torch')).code, 0);
    const [id] = runIds();
    for (const command of ['resume', 'explain']) {
      const { code, err } = await run(command, id!);
      assert.equal(code, 2, command);
      assert.match(err, new RegExp(`The run ${id} was imported from a\\.csv: there is no`));
      assert.match(err, /Its network is where it was trained/);
    }
    write(
      'child.ferexp.json',
      JSON.stringify({
        ...{
          version: 1,
          name: 'child',
          data: { source: 'faces.csv', validation: 'publicTest', test: ['privateTest'] },
        },
        ...{ model: { type: 'smallCnn' }, training: { epochs: 1 }, initFrom: { run: `.ferexp/runs/faces/${id}` } },
      }),
    );
    const child = await run('run', 'child.ferexp.json');
    assert.equal(child.code, 2);
    assert.match(child.err, /was imported: there are its predictions, and no network to start from/);
    const curves = await run('figure', id!, '--kind', 'loss');
    assert.equal(curves.code, 2);
    assert.match(curves.err, /was imported from a\.csv: there are no curves/);
    assert.equal((await run('figure', id!)).code, 0);
    const mistakes = await run('figure', id!, '--kind', 'mistakes');
    assert.equal(mistakes.code, 0, mistakes.err);
  });

  it('is listed with what is known of it', async () => {
    write('a.csv', csvOf({ header: ['class'], columns: (row) => [importedClasses[reference.labels[row]!]!] }));
    const { code, err } = await imports('a.csv', 'torch', '--note', 'from a colleague');
    assert.equal(code, 0, err);
    assert.match(err, /The file has classes alone: loss and Brier score stay unknown\./);
    const [listed] = JSON.parse((await run('list', '--json')).out) as Record<string, unknown>[];
    for (const unknown of ['seed', 'repeats', 'epochs', 'engine']) assert.ok(!(unknown in listed!), unknown);
    assert.equal((listed!['imported'] as { note: string }).note, 'from a colleague');
    assert.match((await run('list')).out, /torch \(imported\)/);
    const { rows } = await viewOf('faces', '--metric', 'brier');
    assert.equal(rows[0]!.metrics.testLoss, undefined);
  });

  it('warns where the result is no better than guessing, which another order of rows gives', async () => {
    const shifted = csvOf({ columns: (row) => reference.probabilities[(row + 1) % 70]! });
    write('a.csv', shifted);
    const { code, err } = await imports('a.csv', 'torch');
    assert.equal(code, 0);
    assert.match(
      err,
      /Its accuracy is no better than guessing: most likely the rows or the classes are in another order/,
    );
  });

  it('refuses names that cannot be, and data that is not there', async () => {
    write('a.csv', csvOf());
    for (const [name, message] of [
      ['base', /"base" cannot name a result/],
      ['flip', /faces has a variant "flip" of its own/],
      ['../up', /cannot name a result\. Use lower-case letters/],
    ] as const) {
      const { code, err } = await imports('a.csv', name);
      assert.equal(code, 2, name);
      assert.match(err, message);
    }
    const missing = await imports('none.csv', 'torch');
    assert.equal(missing.code, 2);
    assert.match(missing.err, /Cannot read the predictions .*none\.csv|Could not read/);
    const nameless = await run('import', 'a.csv', '--experiment', 'faces.ferexp.json');
    assert.equal(nameless.code, 2);
    assert.match(nameless.err, /required option '--name <name>' not specified/);
  });
});
