/** Training set × test set by the command: what runs, and the numbers, computed again from the kept predictions. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { SetMatrix } from '../../schemas/messages/dataSets';
import { readPredictions } from '../../storage/run/predictions';
import { encodeGrey } from '../../runner/faces/png';
import { smallSets } from '../fixtures/dataSets/trees';
import { ferexp } from './command';
import { runsOf, tiny } from './project';
import { temporaryFolder } from './support';

const names = ['raf-db', 'jaffe', 'kdef'] as const;
const ofSet = (name: string): (typeof smallSets)[number] => smallSets.find(({ layout }) => layout === name)!;

/** Without neutral, as a set may be. */
const withoutNeutral = {
  AN: 'angry',
  DI: 'disgust',
  FE: 'fear',
  HA: 'happy',
  SA: 'sad',
  SU: 'surprise',
  NE: 'leaveOut',
};

describe('training set × test set', () => {
  const folder = temporaryFolder();
  const file = 'across.ferexp.json';

  function unpack(changes: Readonly<Record<string, object>> = {}): void {
    for (const name of names) {
      for (const [inside, content] of Object.entries(ofSet(name).files)) {
        const target = path.join(folder.path, 'sets', name, inside);
        mkdirSync(path.dirname(target), { recursive: true });
        writeFileSync(target, content);
      }
    }
    const dataSets = Object.fromEntries(
      names.map((name) => {
        const { layout, data } = ofSet(name);
        return [name, { source: `sets/${name}`, layout, ...data, ...changes[name] }];
      }),
    );
    const experiment = {
      ...tiny,
      name: 'across',
      dataSets,
      data: { source: 'raf-db', validation: tiny.data.validation },
      matrix: { 'data.source': names },
      repeats: 2,
    };
    mkdirSync(path.join(folder.path, '.vscode'), { recursive: true });
    writeFileSync(path.join(folder.path, file), JSON.stringify(experiment, null, 2));
  }

  async function matrix(): Promise<SetMatrix> {
    const { code, out, err } = await ferexp(folder.path, ['compare', 'across', '--sets', '--format', 'json']);
    assert.equal(code, 0, err);
    return JSON.parse(out) as SetMatrix;
  }

  it('trains once for each set and seed, and tests each network on all of them', async () => {
    unpack();
    const { code, err } = await ferexp(folder.path, ['run', file]);
    assert.equal(code, 0, err);
    const runs = await runsOf(folder.path);
    assert.equal(runs.length, 6);
    for (const { directory, resolved, summary } of runs) {
      const others = names.filter((name) => name !== resolved.dataSet);
      const tested = Object.keys(summary!.splits).filter((split) => split.startsWith('set-'));
      assert.deepEqual(
        tested,
        others.map((name) => `set-${name}`),
      );
      const log = readFileSync(path.join(directory, 'events.jsonl'), 'utf8');
      assert.equal(log.match(/"type":"epoch"/g)?.length, 1, 'trained once');
    }
    const again = await ferexp(folder.path, ['run', file]);
    assert.match(again.out + again.err, /done before|already|nothing/i);
    assert.equal((await runsOf(folder.path)).length, 6);

    const found = await matrix();
    assert.deepEqual(found.sets, names);
    assert.deepEqual(
      found.rows.map(({ set, cells }) => [set, cells.map((cell) => cell!.same)]),
      names.map((name) => [name, names.map((other) => other === name)]),
    );
    for (const { set, cells } of found.rows) {
      for (const [column, cell] of cells.entries()) {
        const tested = names[column]!;
        const [shares, recalls]: [number[], number[]] = [[], []];
        for (const run of runs.filter(({ resolved }) => resolved.dataSet === set)) {
          const split = tested === set ? 'test' : `set-${tested}`;
          const { probabilities, labels, classNames } = await readPredictions(run.directory, split);
          const right = Array.from(labels, (label, face) => {
            const answers = [...probabilities.subarray(face * classNames.length, (face + 1) * classNames.length)];
            return Number(answers.indexOf(Math.max(...answers)) === label);
          });
          const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
          shares.push(mean(right));
          const each = [...new Set(labels)].map((c) => mean(right.filter((_, face) => labels[face] === c)));
          recalls.push(mean(each));
          assert.equal(cell!.faces, labels.length);
        }
        const { accuracy, balancedAccuracy } = cell!.estimates;
        assert.ok(Math.abs(accuracy.mean - (shares[0]! + shares[1]!) / 2) < 1e-9);
        assert.ok(Math.abs(balancedAccuracy.mean - (recalls[0]! + recalls[1]!) / 2) < 1e-9);
        assert.ok(accuracy.low! <= accuracy.mean && accuracy.mean <= accuracy.high!);
        assert.deepEqual([accuracy.count, cell!.otherFaces], [2, false]);
      }
    }
    assert.ok(found.notes.some((note) => note.includes('their difference says nothing of a network')));

    const figure = await ferexp(folder.path, ['compare', 'across', '--figure', 'sets', '-o', 'sets.svg']);
    assert.equal(figure.code, 0, figure.err);
    const svg = readFileSync(path.join(folder.path, 'sets.svg'), 'utf8');
    for (const name of names) assert.ok(svg.includes(name), name);
    assert.equal((await ferexp(folder.path, ['compare', 'across', '--figure', 'sets', '-o', 'sets.pdf'])).code, 0);
    const csv = (await ferexp(folder.path, ['compare', 'across', '--sets', '--format', 'csv'])).out.trim().split('\n');
    assert.equal(csv.length, 10);
    const shown = await ferexp(folder.path, ['compare', 'across', '--sets', '--metric', 'balancedAccuracy']);
    assert.match(shown.out, /same set/);
    const bundled = await ferexp(folder.path, ['bundle', 'across', '-o', 'bundle']);
    assert.equal(bundled.code, 0, bundled.err);
    assert.equal((await ferexp(folder.path, ['verify', 'bundle'])).code, 0);
  });

  it('tests on a set that has test faces alone, and names a set that cannot be tested on', async () => {
    unpack();
    const source = path.join(folder.path, 'sets', 'only');
    for (const [index, name] of ['happy', 'sad'].entries()) {
      const grey = new Uint8Array(48 * 48).map((_, at) => (at * (index + 2)) % 256);
      mkdirSync(path.join(source, 'test', name), { recursive: true });
      writeFileSync(path.join(source, 'test', name, '1.png'), Buffer.from(encodeGrey(grey, 48, 48), 'base64'));
    }
    const dataSets = { first: { source: 'synthetic', synthetic: { training: 80, test: 24 } }, only: { source } };
    const experiment = {
      ...tiny,
      name: 'across',
      dataSets,
      data: { source: 'first', validation: tiny.data.validation },
    };
    writeFileSync(path.join(folder.path, file), JSON.stringify(experiment, null, 2));
    const { code, err } = await ferexp(folder.path, ['run', file]);
    assert.equal(code, 0, err);
    const [run] = await runsOf(folder.path);
    assert.equal(run!.summary!.splits['set-only']!.examples, 2);
    const shown = ['figure', run!.header.runId, '--kind', 'mistakes', '--split', 'set-only', '-o', 'only.svg'];
    assert.equal((await ferexp(folder.path, shown)).code, 0);
    const trained = { ...experiment, name: 'on-it', data: { ...experiment.data, source: 'only' } };
    writeFileSync(path.join(folder.path, 'on-it.ferexp.json'), JSON.stringify(trained, null, 2));
    const refused = await ferexp(folder.path, ['run', 'on-it.ferexp.json']);
    assert.notEqual(refused.code, 0);
    assert.match(refused.err, /training split is empty/);
  });

  it('counts the classes that all sets have alone, and says so', async () => {
    unpack({ jaffe: { classes: withoutNeutral } });
    const { code, err } = await ferexp(folder.path, ['run', file]);
    assert.equal(code, 0, err);
    const found = await matrix();
    assert.deepEqual(found.classes, ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise']);
    assert.ok(
      found.notes.some((note) => /training faces of jaffe show no neutral/.test(note)),
      found.notes.join('\n'),
    );
    const run = (await runsOf(folder.path)).find(({ resolved }) => resolved.dataSet === 'jaffe')!;
    const { labels, classNames } = await readPredictions(run.directory, 'set-raf-db');
    const neutral = classNames.indexOf('neutral');
    const row = found.rows.find(({ set }) => set === 'jaffe')!;
    assert.equal(row.cells[0]!.faces, [...labels].filter((label) => label !== neutral).length);
  });

  it('says how many test faces a network was trained on', async () => {
    unpack();
    const dataSets = { first: { source: 'synthetic', synthetic: { training: 80, test: 24 } }, second: {} };
    dataSets.second = { source: 'sets/raf-db', layout: 'raf-db' };
    const copied = { ...dataSets, third: { source: 'sets/raf-db', layout: 'raf-db', holdOut: { fraction: 0.5 } } };
    const experiment = {
      ...tiny,
      name: 'across',
      dataSets: copied,
      data: { source: 'second', validation: tiny.data.validation },
    };
    writeFileSync(path.join(folder.path, file), JSON.stringify(experiment, null, 2));
    const { code, err } = await ferexp(folder.path, ['run', file]);
    assert.equal(code, 0, err);
    const { rows, notes } = await matrix();
    const [cells] = rows.map(({ cells }) => cells.map((cell) => cell!.seen));
    assert.equal(cells![0], 0);
    assert.ok(cells![2]! > 0);
    assert.ok(notes.some((note) => /of third (is|are) byte-identical to a training or validation face/.test(note)));
    // One network: an interval over faces alone.
    assert.ok(notes.some((note) => note.startsWith('Intervals of one network')));
  });

  for (const [title, change, message] of [
    ['a folder is missing', { jaffe: { source: 'sets/none' } }, '"sets/none" does not exist'],
    ['nothing says the test faces', { jaffe: { holdOut: undefined } }, 'Nothing says which faces are for the test'],
  ] as const) {
    it(`checks every set before anything trains, at its place: ${title}`, async () => {
      unpack(change);
      const { code, err } = await ferexp(folder.path, ['run', file]);
      assert.equal(code, 2);
      assert.ok(err.includes(message), err);
      assert.match(err, /across\.ferexp\.json:\d+:\d+/);
      assert.equal(err.split(message).length, 2, `said once: ${err}`);
      assert.deepEqual(await runsOf(folder.path), []);
    });
  }

  for (const [title, change, message] of [
    [
      'data and the set say the same',
      { data: { source: 'raf-db', layout: 'kdef' } },
      'Both data and dataSets.raf-db have "layout"',
    ],
    ['a name cannot name a file', { dataSets: { 'Raf DB': { source: 'x' } } }, 'Try "raf-db"'],
    ['a set is called synthetic', { dataSets: { synthetic: { source: 'x' } } }, 'cannot be called "synthetic"'],
  ] as const) {
    it(`are refused where ${title}`, async () => {
      unpack();
      const text = JSON.parse(readFileSync(path.join(folder.path, file), 'utf8')) as object;
      writeFileSync(path.join(folder.path, file), JSON.stringify({ ...text, ...change }, null, 2));
      const { code, err } = await ferexp(folder.path, ['validate', file]);
      assert.equal(code, 2);
      assert.ok(err.includes(message), err);
    });
  }
});
