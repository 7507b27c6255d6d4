import fc from 'fast-check';
import assert from 'node:assert/strict';

import { findDuplicates, reportDuplicates } from '../../../runner/data/duplicates';
import { noLabel } from '../../../runner/data/labels/targets';
import { makeSplits, type SplitOptions, type Splits } from '../../../runner/data/splits';
import { facesOf, userErrorOf } from './support';

interface Row {
  emotion: number;
  usage: number;
  grey: number;
  /** Whether the votes have a majority, and whether the rule gives a target: without one there is no majority. */
  kept: 'both' | 'target' | 'none';
}

const rows = fc.array(
  fc.record<Row>({
    emotion: fc.nat(6),
    usage: fc.nat(2),
    // Few different images, so that many are identical.
    grey: fc.nat(40),
    kept: fc.constantFrom('both', 'both', 'both', 'target', 'none'),
  }),
  { minLength: 5, maxLength: 120 },
);

const validationShare = fc.record({
  fraction: fc.double({ min: 0.05, max: 0.95, noNaN: true }),
  seed: fc.nat(),
  stratified: fc.boolean(),
  keepDuplicatesTogether: fc.boolean(),
});

function split(
  data: readonly Row[],
  options: Partial<SplitOptions>,
): Splits & { firstOf: Uint32Array; labels: Uint8Array } {
  const faces = facesOf(data);
  const labels = Uint8Array.from(data, (row) => (row.kept === 'both' ? row.emotion : noLabel));
  const hasTarget = Uint8Array.from(data, (row) => (row.kept === 'none' ? 0 : 1));
  const { firstOf } = findDuplicates(faces);
  const all: SplitOptions = {
    validation: { fraction: 0.2, seed: 123, stratified: false, keepDuplicatesTogether: false },
    test: ['publicTest', 'privateTest'],
    fraction: 1,
    ...options,
  };
  return { ...makeSplits(faces.usage, { labels, hasTarget }, firstOf, all), firstOf, labels };
}

/** Adds what every split needs, so that none is empty. */
const complete = (data: readonly Row[]): Row[] => [
  ...data,
  ...[0, 1, 2].flatMap((usage) =>
    Array.from({ length: 20 }, (_, i): Row => ({ emotion: i % 7, usage, grey: 100 + 20 * usage + i, kept: 'both' })),
  ),
];

const manyRows = (count: number): Row[] =>
  Array.from({ length: count }, (_, i): Row => ({
    emotion: i % 10 === 0 ? 1 : 3,
    usage: i < count * 0.8 ? 0 : 1 + (i % 2),
    grey: i,
    kept: 'both',
  }));

describe('splits', () => {
  it('are disjoint, ascending and complete', () => {
    fc.assert(
      fc.property(rows, validationShare, (data, validation) => {
        const all = complete(data);
        const { train, validation: held, test, firstOf } = split(all, { validation });
        const together = [...train, ...held, ...test];
        assert.equal(new Set(together).size, together.length);
        for (const images of [train, held, test])
          assert.deepEqual(
            [...images],
            [...images].sort((a, b) => a - b),
          );
        for (const image of train) assert.ok(all[image]!.usage === 0 && all[image]!.kept !== 'none');
        for (const image of held) assert.ok(all[image]!.usage === 0 && all[image]!.kept === 'both');
        all.forEach(({ usage, kept }, image) => {
          if (usage > 0) assert.equal(test.includes(image), kept === 'both');
          else if (kept === 'both') assert.ok(train.includes(image) || held.includes(image));
          else if (kept === 'target' && !validation.keepDuplicatesTogether) assert.ok(train.includes(image));
        });
        const labelled = all.filter(({ usage, kept }) => usage === 0 && kept === 'both').length;
        const wanted = Math.round(validation.fraction * labelled);
        if (!validation.keepDuplicatesTogether) {
          assert.equal(held.length, wanted);
          return;
        }
        assert.ok(held.length <= wanted);
        const trained = new Set([...train].map((image) => firstOf[image]));
        assert.ok(held.every((image) => !trained.has(firstOf[image])));
      }),
      { numRuns: 200 },
    );
  });

  it('hold out the share that was asked for', () => {
    const data = manyRows(1000);
    for (const fraction of [0.1, 0.2, 0.5]) {
      const validation = { fraction, seed: 7, stratified: false, keepDuplicatesTogether: false };
      const { train, validation: held } = split(data, { validation });
      assert.equal(held.length, 800 * fraction);
      assert.equal(train.length, 800 * (1 - fraction));
      const stratified = split(data, { validation: { ...validation, stratified: true } });
      assert.equal(stratified.validation.filter((image) => data[image]!.emotion === 1).length, 80 * fraction);
      assert.equal(stratified.validation.length, 800 * fraction);
    }
  });

  it('follow from the seed', () => {
    const data = manyRows(1000);
    const heldOut = (seed: number): number[] => [
      ...split(data, { validation: { fraction: 0.2, seed, stratified: false, keepDuplicatesTogether: false } })
        .validation,
    ];
    assert.deepEqual(heldOut(1), heldOut(1));
    const both = heldOut(1).filter((image) => heldOut(2).includes(image)).length;
    // Two independent draws of 160 of 800 share 32 ± 4.5.
    assert.ok(both > 14 && both < 50, `${both}`);
  });

  it('validate on the same images whatever rule trains', () => {
    const data = complete(manyRows(300).map((row, i): Row => ({ ...row, kept: i % 5 === 0 ? 'target' : 'both' })));
    const majority = data.map((row): Row => ({ ...row, kept: row.kept === 'both' ? 'both' : 'none' }));
    assert.deepEqual(split(data, {}).validation, split(majority, {}).validation);
  });

  it('take the official parts', () => {
    const data = manyRows(100);
    const { train, validation, test } = split(data, { validation: 'publicTest', test: ['privateTest'] });
    assert.equal(train.length, 80);
    assert.ok(validation.length === 10 && validation.every((image) => data[image]!.usage === 1));
    assert.ok(test.length === 10 && test.every((image) => data[image]!.usage === 2));
    assert.ok(split(data, { test: ['publicTest'] }).test.every((image) => data[image]!.usage === 1));
  });

  it('shrink to a fraction, the smaller within the larger', () => {
    const data = manyRows(1000);
    const whole = split(data, {});
    const half = split(data, { fraction: 0.5 });
    const tenth = split(data, { fraction: 0.1 });
    for (const name of ['train', 'validation', 'test'] as const) {
      assert.equal(half[name].length, whole[name].length / 2);
      assert.equal(tenth[name].length, whole[name].length / 10);
      assert.ok(half[name].every((image) => whole[name].includes(image)));
      assert.ok(tenth[name].every((image) => half[name].includes(image)));
    }
    assert.equal(split(data, { fraction: 1e-9 }).test.length, 1);
  });

  it('tell what is missing where one would be empty', async () => {
    const data = manyRows(100);
    const messageOf = async (some: readonly Row[], options: Partial<SplitOptions>): Promise<string> =>
      (await userErrorOf(() => split(some, options))).message;
    const without = (usage: number): Row[] => data.filter((row) => row.usage !== usage);
    assert.match(await messageOf(without(0), {}), /training split is empty/);
    assert.match(
      await messageOf(without(2), { test: ['privateTest'] }),
      /test split is empty: the data has no images of privateTest/,
    );
    assert.match(
      await messageOf(without(1), { validation: 'publicTest', test: ['privateTest'] }),
      /no publicTest images/,
    );
    assert.match(
      await messageOf(data, {
        validation: { fraction: 0.001, seed: 1, stratified: false, keepDuplicatesTogether: false },
      }),
      /0\.001 of the training images is less than one/,
    );
    assert.match(await messageOf(data, { validation: 'publicTest' }), /both use publicTest/);
  });
});

describe('duplicates', () => {
  it('are found exactly', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ minLength: 9, maxLength: 9, max: 1 }), { minLength: 1, maxLength: 60 }),
        (images) => {
          const pixels = Uint8Array.from(images.flatMap((image) => [...image]));
          const { firstOf, unique } = findDuplicates({ pixels, count: images.length, width: 3, height: 3 });
          const texts = images.map((image) => image.join());
          assert.deepEqual(
            [...firstOf],
            texts.map((text) => texts.indexOf(text)),
          );
          assert.equal(unique, new Set(texts).size);
        },
      ),
    );
  });

  it('are told from images of the same hash', () => {
    // Among 300,000 different images some ten pairs share a 32-bit hash.
    const count = 300_000;
    const words = new Uint32Array(2 * count);
    for (let i = 0; i < count; i++) words.set([Math.imul(i, 0x9e3779b1), Math.imul(i, 0x85ebca6b)], 2 * i);
    const { unique } = findDuplicates({ pixels: new Uint8Array(words.buffer), count, width: 4, height: 2 });
    assert.equal(unique, count);
  });

  it('are reported within and across parts, with their conflicts', () => {
    const faces = facesOf([
      { emotion: 0, usage: 0, grey: 1 },
      { emotion: 0, usage: 0, grey: 1 },
      { emotion: 2, usage: 1, grey: 1 },
      { emotion: 3, usage: 1, grey: 2 },
      { emotion: 3, usage: 2, grey: 2 },
      { emotion: 3, usage: 2, grey: 2 },
      { emotion: 4, usage: 2, grey: 3 },
    ]);
    assert.deepEqual(reportDuplicates(faces, findDuplicates(faces)), {
      unique: 3,
      copies: 4,
      groups: 2,
      conflicting: 1,
      within: { Training: 1, PublicTest: 0, PrivateTest: 1 },
      across: [
        { of: 'PublicTest', in: 'Training', count: 1 },
        { of: 'PrivateTest', in: 'Training', count: 0 },
        { of: 'PrivateTest', in: 'PublicTest', count: 2 },
      ],
    });
  });
});
