import assert from 'node:assert/strict';
import { join } from 'node:path';

import type { ResolvedData } from '../../../experiment/types';
import { type Dataset, splitNames } from '../../../runner/data/dataset';
import { type DataReport, inspectData } from '../../../runner/data/inspect';
import { loadDataset } from '../../../runner/data/load';
import { ferClasses } from '../../../runner/data/labels/classes';
import { generateFaces } from '../../../runner/data/synthetic';
import { resolvedData, temporaryFolder, userErrorOf } from './support';

const voteHeader = 'Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF';

/** A row of fer2013.csv whose pixels are all this grey. */
const row = (emotion: number, grey: number, usage: string): string =>
  `${emotion},${Array.from({ length: 2304 }, () => grey).join(' ')},${usage}`;

const rows = [
  ...Array.from({ length: 10 }, (_, i) => row(i % 7, i, 'Training')),
  row(3, 0, 'PublicTest'), // Identical to a training image of another class.
  row(4, 50, 'PublicTest'),
  row(1, 1, 'PrivateTest'), // Identical to a training image of the same class.
  row(2, 51, 'PrivateTest'),
];
const csv = ['emotion,pixels,Usage', ...rows].join('\n');

describe('loading a data set', () => {
  const folder = temporaryFolder();
  const options = (): Parameters<typeof loadDataset>[1] => ({
    baseDirectory: folder.path(),
    cacheDirectory: join(folder.path(), 'cache'),
    onProgress: () => undefined,
  });
  const load = async (changes: Partial<ResolvedData> = {}): Promise<Dataset> => {
    await folder.write('fer2013.csv', csv);
    return loadDataset(resolvedData(changes), options());
  };
  const inspect = async (votes?: string): Promise<DataReport> => {
    await folder.write('fer2013.csv', csv);
    return inspectData('fer2013.csv', { ...options(), votes });
  };

  it('gives images, one-hot targets, splits and what is worth knowing', async () => {
    const data = await load();
    assert.equal(data.pixels.length, 14 * 48 * 48);
    assert.deepEqual(data.classNames, ferClasses);
    assert.deepEqual([data.splits.train.length, data.splits.validation.length], [8, 2]);
    assert.deepEqual([...data.splits.test], [10, 11, 12, 13]);
    for (let i = 0; i < 14; i++) {
      const target = [...data.targets.subarray(i * 7, (i + 1) * 7)];
      assert.deepEqual(
        target,
        Array.from({ length: 7 }, (_, c) => (c === data.labels[i] ? 1 : 0)),
      );
    }
    assert.deepEqual([...data.testUnseen!], [11, 13]);
    assert.match(data.warnings[0]!, /^No training image shows sad: the network cannot learn it/);
    assert.match(data.warnings[1]!, /^2 of 4 test images are byte-identical to a training or validation image/);
    assert.match(data.warnings[2]!, /^1 group of identical images carries different labels\.$/);
  });

  it('counts a test image as seen only by the images of this experiment', async () => {
    const data = await load({ test: ['publicTest'], fraction: 0.05 });
    const used = [...data.splits.train, ...data.splits.validation];
    const seen = [...data.splits.test].filter((image) => image === 10 && used.includes(0));
    assert.equal(data.testUnseen?.length ?? data.splits.test.length, data.splits.test.length - seen.length);
  });

  it('counts identical images with different labels only among those of this experiment', async () => {
    for (const fraction of [1, 0.6, 0.3, 0.05]) {
      const data = await load({ fraction });
      const used = [...data.splits.train, ...data.splits.validation, ...data.splits.test];
      const pixelsOf = (image: number) => data.pixels.subarray(image * 48 * 48, (image + 1) * 48 * 48).join();
      const labelsOf = new Map<string, Set<number>>();
      for (const image of used) {
        labelsOf.set(pixelsOf(image), (labelsOf.get(pixelsOf(image)) ?? new Set()).add(data.labels[image]!));
      }
      const conflicting = [...labelsOf.values()].filter(({ size }) => size > 1).length;
      const told = data.warnings.filter((warning) => warning.includes('different labels'));
      assert.equal(told.length, Math.min(1, conflicting), `fraction ${fraction}`);
      if (conflicting > 0) assert.match(told[0]!, new RegExp(`^${conflicting} group`));
    }
  });

  it('has a fingerprint of images, labels and splits', async () => {
    const print = async (changes: Partial<ResolvedData>): Promise<string> => (await load(changes)).fingerprint;
    const validation = { fraction: 0.2, seed: 124, stratified: false, keepDuplicatesTogether: false };
    assert.equal(await print({}), await print({}));
    assert.notEqual(await print({ validation: { ...validation, fraction: 0.3 } }), await print({}));
    assert.notEqual(await print({ test: ['privateTest'] }), await print({}));
  });

  const votes = (): Promise<string> =>
    folder.write(
      'votes.csv',
      [
        voteHeader,
        ...Array.from({ length: 8 }, () => 'Training,x,2,8,0,0,0,0,0,0,0,0'),
        'Training,x,6,2,2,0,0,0,0,0,0,0',
        'Training,x,4,4,2,0,0,0,0,0,0,0', // No majority, but a distribution.
        'PublicTest,x,3,3,4,0,0,0,0,0,0,0', // No majority: not evaluated.
        'PublicTest,x,0,0,0,6,4,0,0,0,0,0',
        'PrivateTest,x,0,0,0,0,0,0,0,0,9,0', // Unknown.
        'PrivateTest,x,0,0,0,0,0,0,10,0,0,0',
      ].join('\n'),
    );

  it('trains on FER+ votes by the rule and evaluates by the majority', async () => {
    await votes();
    const labels = { scheme: 'fer+', votes: 'votes.csv', rule: 'crossEntropy', unknown: 'remove' } as const;
    const data = await load({ labels });
    assert.ok(data.splits.train.includes(9));
    const target = (image: number): number[] => [...data.targets.subarray(image * 8, image * 8 + 3)];
    assert.deepEqual(target(9), [0.5, 0.5, 0]);
    assert.deepEqual(data.labels[9], 255);
    assert.deepEqual([...data.splits.test], [11, 13]);
    assert.deepEqual([...data.targets.subarray(11 * 8, 12 * 8)], [0, 0, 0, 1, 0, 0, 0, 0]);
    assert.deepEqual([...data.targets.subarray(12 * 8, 13 * 8)], [0, 0, 0, 0, 0, 0, 0, 0]);
    for (const image of data.splits.validation) assert.equal(data.targets[image * 8 + data.labels[image]!], 1);
    assert.match(
      data.warnings[0]!,
      /rule crossEntropy drops 0 training images .* 2 public and private test images without a majority/,
    );

    const majority = await load({ labels: { ...labels, rule: 'majority' } });
    assert.ok(!majority.splits.train.includes(9));
    assert.deepEqual(majority.splits.validation, data.splits.validation);
  });

  it('has the votes that are named, also with FER2013’s own labels, which do not need them', async () => {
    await votes();
    const labels = { scheme: 'fer', rule: 'majority', unknown: 'remove' } as const;
    const alone = await load({ labels });
    const compared = await load({ labels: { ...labels, votes: 'votes.csv' } });
    assert.equal(alone.votes, undefined);
    assert.deepEqual([...compared.votes!.subarray(80, 90)], [6, 2, 2, 0, 0, 0, 0, 0, 0, 0]);
    assert.deepEqual([compared.fingerprint, compared.warnings], [alone.fingerprint, alone.warnings]);
    await folder.write('votes.csv', [voteHeader, 'Training,x,2,8,0,0,0,0,0,0,0,0'].join('\n'));
    const others = await load({ labels: { ...labels, votes: 'votes.csv' } });
    assert.equal(others.votes, undefined);
    assert.match(
      others.warnings.join('\n'),
      /The run is not compared with the votes of people: The FER\+ votes have 1 rows but the data has 14 images/,
    );
  });

  it('refuses FER+ without votes and for generated faces', async () => {
    const fer: ResolvedData['labels'] = { scheme: 'fer+', rule: 'majority', unknown: 'remove' };
    assert.match((await userErrorOf(() => load({ labels: fer }))).message, /labels\.votes is missing/);
    const synthetic = { training: 14, test: 14, seed: 1, labelNoise: 0 };
    const data = { source: 'synthetic', synthetic, labels: { ...fer, votes: 'v.csv' } };
    assert.match((await userErrorOf(() => load(data))).message, /Generated faces have no FER\+ votes/);
  });

  it('draws generated faces', async () => {
    const synthetic = { training: 28, test: 14, seed: 1, labelNoise: 0 };
    const data = await load({ source: 'synthetic', synthetic });
    assert.deepEqual(data.pixels, (await generateFaces(synthetic)).pixels);
    assert.deepEqual(
      splitNames.map((name) => data.splits[name].length),
      [22, 6, 14],
    );
    assert.equal(data.testUnseen, undefined);
    assert.deepEqual(data.warnings, []);
  });

  it('is reported by inspectData', async () => {
    await votes();
    const report = await inspect('votes.csv');
    assert.equal(report.source, join(folder.path(), 'fer2013.csv'));
    assert.equal(report.count, 14);
    assert.deepEqual(report.usages, [
      { usage: 'Training', count: 10, classes: [2, 2, 2, 1, 1, 1, 1] },
      { usage: 'PublicTest', count: 2, classes: [0, 0, 0, 1, 1, 0, 0] },
      { usage: 'PrivateTest', count: 2, classes: [0, 1, 1, 0, 0, 0, 0] },
    ]);
    assert.equal(report.duplicates.unique, 12);
    assert.equal(report.duplicates.conflicting, 1);
    const [majority] = report.ferPlus!.rules;
    assert.deepEqual(majority!.usages[0], {
      usage: 'Training',
      count: 9,
      dropped: 1,
      classes: [1, 8, 0, 0, 0, 0, 0, 0],
      reasons: { unknown: 0, notAFace: 0, disagreement: 1 },
      withUnknown: { count: 9, classes: [1, 8, 0, 0, 0, 0, 0, 0, 0, 0] },
    });
    assert.deepEqual(
      majority!.usages.map(({ count }) => count),
      [9, 1, 1],
    );
    assert.equal(report.fromCache, false);
    assert.equal((await inspect()).fromCache, false);
    assert.equal((await inspectData('fer2013.csv', options())).fromCache, true);
    const synthetic = { training: 20, test: 14, seed: 1, labelNoise: 0 };
    assert.equal((await inspectData('synthetic', { ...options(), synthetic })).count, 34);
  });
});
