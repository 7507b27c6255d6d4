import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PNG } from 'pngjs';
import { parseExperiment } from '../../../experiment/parse';
import { resolveRuns } from '../../../experiment/resolve';
import type { ResolvedExperiment } from '../../../experiment/types';
import { FaceCatalogue } from '../../../runner/faces/catalogue';
import type { FaceFilter } from '../../../schemas/faces';

/** A tiny FER2013: each line is class, grey value of all pixels, part, ten votes (neutral … contempt, unknown, NF). */
const rows: readonly (readonly [number, number, string, string])[] = [
  [3, 10, 'Training', '0,10,0,0,0,0,0,0,0,0'], // 0 happy, happiness
  [3, 20, 'Training', '8,2,0,0,0,0,0,0,0,0'], // 1 happy, neutral: disagrees
  [4, 30, 'Training', '0,0,0,10,0,0,0,0,0,0'], // 2 same pixels as 3 and 6
  [6, 30, 'Training', '10,0,0,0,0,0,0,0,0,0'], // 3 conflicting label
  [0, 40, 'Training', '0,0,0,0,0,0,0,0,10,0'], // 4 unknown
  [0, 50, 'Training', '0,0,0,0,0,0,0,0,0,10'], // 5 not a face
  [4, 30, 'PublicTest', '0,0,0,10,0,0,0,0,0,0'], // 6 leaked
  [0, 60, 'PublicTest', '0,0,0,0,10,0,0,0,0,0'], // 7
  [0, 70, 'PrivateTest', '3,0,3,0,4,0,0,0,0,0'], // 8 no majority
  [5, 80, 'PrivateTest', '0,0,10,0,0,0,0,0,0,0'], // 9
  [3, 90, 'Training', '0,10,0,0,0,0,0,0,0,0'], // 10
  [3, 91, 'Training', '0,10,0,0,0,0,0,0,0,0'], // 11
];

describe('the catalogue of faces', () => {
  let folder: string;
  let catalogue: FaceCatalogue;

  before(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'ferexp-faces-'));
    const pixels = (grey: number) => new Array(48 * 48).fill(grey).join(' ');
    writeFileSync(
      path.join(folder, 'fer.csv'),
      `emotion,pixels,Usage\n${rows.map(([emotion, grey, usage]) => `${emotion},${pixels(grey)},${usage}\n`).join('')}`,
    );
    const columns = 'neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF';
    writeFileSync(
      path.join(folder, 'votes.csv'),
      `Usage,Image name,${columns}\n${rows.map(([, , usage, votes], i) => `${usage},fer${i}.png,${votes}\n`).join('')}`,
    );
    catalogue = await open({ scheme: 'fer+', votes: 'votes.csv' });
  });
  after(() => rmSync(folder, { recursive: true }));

  function resolve(labels: object, more: object = {}): ResolvedExperiment {
    const { file, problems } = parseExperiment(
      JSON.stringify({
        version: 1,
        name: 'faces',
        data: { source: 'fer.csv', labels, validation: { fraction: 0.2 }, ...more },
        model: { type: 'smallCnn' },
        training: { epochs: 1 },
      }),
    );
    assert.ok(file, JSON.stringify(problems));
    return resolveRuns(file, { path: path.join(folder, 'faces.ferexp.json') })[0]!;
  }
  const open = (labels: object, more?: object) => FaceCatalogue.open(resolve(labels, more), () => undefined);
  const ids = (filter: FaceFilter, from = catalogue) => from.list(filter, 0, 100).faces.map(({ id }) => id);

  it('counts splits, parts and what the label rule dropped, by reason', () => {
    const { splits, dropped, traits, images, unique, groups, conflictingGroups } = catalogue.overview();
    const counts = Object.fromEntries(splits.map(({ split, count }) => [split, count]));
    assert.deepEqual(counts, { train: 5, validation: 1, test: 3, publicTest: 2, privateTest: 1 });
    const test = splits.find(({ split }) => split === 'test')!;
    // neutral, happiness, surprise, sadness, anger, disgust, fear, contempt
    assert.deepEqual(test.classes, [0, 0, 1, 1, 1, 0, 0, 0]);
    assert.deepEqual(dropped, [
      { reason: 'The annotators could not tell the expression', training: 1, test: 0 },
      { reason: 'The annotators saw no face', training: 1, test: 0 },
      { reason: 'The votes do not agree enough', training: 0, test: 1 },
    ]);
    assert.deepEqual(traits, {
      disagree: 1,
      duplicate: 3,
      conflicting: 3,
      leaked: 1,
      dropped: 3,
      excluded: 0,
      unused: 0,
    });
    assert.deepEqual([images, unique, groups, conflictingGroups], [12, 10, 1, 1]);
  });

  it('finds faces by split, class and trait, all at once', () => {
    assert.deepEqual(ids({ trait: 'disagree' }), [1]);
    assert.deepEqual(ids({ trait: 'leaked' }), [6]);
    assert.deepEqual(ids({ trait: 'conflicting' }), [2, 3, 6]);
    assert.deepEqual(ids({ trait: 'dropped' }), [4, 5, 8]);
    assert.deepEqual(ids({ split: 'publicTest' }), [6, 7]);
    assert.deepEqual(ids({ split: 'test', label: 3 }), [6]);
    assert.deepEqual(ids({ split: 'publicTest', trait: 'disagree' }), []);
    assert.equal(ids({}).length, 12);
  });

  it('gives a page of faces: how many fit, and those from an offset on', () => {
    const page = catalogue.list({ trait: 'dropped' }, 1, 1);
    assert.equal(page.total, 3);
    assert.deepEqual(
      page.faces.map(({ id }) => id),
      [5],
    );
  });

  it('tells both labels, the votes, and which images are the same', () => {
    const [face] = catalogue.faces([6]);
    const { voteNames, ferNames, classNames } = catalogue.overview();
    assert.equal(ferNames[face!.fer], 'sad');
    assert.equal(voteNames![face!.ferPlus!], 'sadness');
    assert.equal(classNames[face!.label!], 'sadness');
    assert.deepEqual(face!.votes, [0, 0, 0, 10, 0, 0, 0, 0, 0, 0]);
    assert.deepEqual(face!.identical, [2, 3]);
    assert.deepEqual(face!.traits, ['duplicate', 'conflicting', 'leaked']);
    assert.deepEqual([face!.split, face!.part], ['test', 'PublicTest']);
    const [dropped] = catalogue.faces([4]);
    assert.equal(dropped!.dropped, 'The annotators could not tell the expression');
    assert.equal(dropped!.split, undefined);
    assert.equal(dropped!.label, undefined);
  });

  it('draws the pixels of the source', () => {
    for (const { id, image } of catalogue.faces([0, 9])) {
      const { width, height, data } = PNG.sync.read(Buffer.from(image, 'base64'));
      assert.deepEqual([width, height, data[0], data.at(-4)], [48, 48, rows[id]![1], rows[id]![1]]);
    }
  });

  it('knows the votes of an experiment that trains on FER labels but names them', async () => {
    const fer = await open({ scheme: 'fer', votes: 'votes.csv' });
    assert.deepEqual(ids({ trait: 'disagree' }, fer), [1]);
    assert.deepEqual(fer.overview().traits.dropped, 0);
    const without = await open({ scheme: 'fer' });
    assert.equal(without.overview().voteNames, undefined);
    assert.equal(without.faces([0])[0]!.votes, undefined);
  });

  it('says what is in no split', async () => {
    const part = await open({ scheme: 'fer' }, { test: ['privateTest'] });
    assert.deepEqual(ids({ trait: 'unused' }, part), [6, 7]);
    assert.deepEqual(
      part.overview().splits.map(({ split }) => split),
      ['train', 'validation', 'test'],
    );
  });

  it('refuses a face that there is not', () => {
    assert.throws(() => catalogue.faces([12]), /There is no face 12: the data has 12 images/);
  });

  it('is not shown with the votes of other faces, whatever labels train', async () => {
    const face = new Array(48 * 48).fill(5).join(' ');
    const count = 120;
    const table = (line: (i: number) => string) => Array.from({ length: count }, (_, i) => line(i)).join('');
    writeFileSync(
      path.join(folder, 'many.csv'),
      `emotion,pixels,Usage\n${table((i) => `${i % 7},${face},${i % 2 === 0 ? 'Training' : 'PrivateTest'}\n`)}`,
    );
    const columns = 'neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF';
    writeFileSync(
      path.join(folder, 'other.csv'),
      `Usage,Image name,${columns}\n${table((i) => `${i % 2 === 0 ? 'Training' : 'PrivateTest'},x,10,0,0,0,0,0,0,0,0,0\n`)}`,
    );
    for (const scheme of ['fer', 'fer+']) {
      const resolved = resolve({ scheme, votes: 'other.csv' }, { source: 'many.csv' });
      await assert.rejects(
        FaceCatalogue.open(resolved, () => undefined),
        {
          message: /FER label of 14\.2 % of 120 faces, and of 67 to 71 %/,
          exitCode: 2,
        },
      );
    }
  });
});
