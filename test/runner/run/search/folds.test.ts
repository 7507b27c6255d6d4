import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Dataset } from '../../../../runner/data/dataset';
import { noLabel } from '../../../../runner/data/labels/targets';
import { foldDatasets } from '../../../../runner/run/search/folds';
import { UserError } from '../../../../schemas/userError';

/** One pixel an image: images of the same grey are identical. */
function datasetOf(
  train: readonly number[],
  count: number,
  greys: (image: number) => number,
  without: number[] = [],
): Dataset {
  return {
    width: 1,
    height: 1,
    channels: 1,
    classNames: ['a', 'b'],
    pixels: Uint8Array.from({ length: count }, (_, image) => greys(image)),
    targets: new Float32Array(2 * count),
    labels: Uint8Array.from({ length: count }, (_, image) => (without.includes(image) ? noLabel : image % 2)),
    splits: { train: Uint32Array.from(train), validation: Uint32Array.of(count - 2), test: Uint32Array.of(count - 1) },
    usage: new Uint8Array(count),
    fingerprint: 'data',
    warnings: [],
  };
}

const range = (count: number) => Array.from({ length: count }, (_, index) => index);
const options = { folds: 3, seed: 4, keepDuplicatesTogether: false };

describe('folds', () => {
  it('part the training images: each validates once, and trains in all other folds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 8 }), fc.integer({ min: 8, max: 60 }), fc.nat(), (folds, images, seed) => {
        const dataset = datasetOf(range(images), images + 2, (image) => image);
        const parts = foldDatasets(dataset, { folds, seed, keepDuplicatesTogether: false });
        assert.equal(parts.length, folds);
        const validating = parts.flatMap(({ splits }) => [...splits.validation]).sort((a, b) => a - b);
        assert.deepEqual(validating, range(images));
        for (const { splits } of parts) {
          assert.deepEqual(
            [...splits.train, ...splits.validation].sort((a, b) => a - b),
            range(images),
          );
          assert.ok(splits.validation.length - Math.floor(images / folds) <= 1);
          // What is held out of the search stays out of it.
          assert.equal(splits.test.length, 0);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('follow from the seed', () => {
    const dataset = datasetOf(range(30), 32, (image) => image);
    const parts = (seed: number) =>
      foldDatasets(dataset, { ...options, seed }).map(({ splits }) => [...splits.validation]);
    assert.deepEqual(parts(1), parts(1));
    assert.notDeepEqual(parts(1), parts(2));
  });

  it('keep identical images together where that is asked for', () => {
    const dataset = datasetOf(range(40), 42, (image) => image % 13);
    const apart = (keepDuplicatesTogether: boolean) =>
      foldDatasets(dataset, { ...options, keepDuplicatesTogether }).some(({ splits }) => {
        const trained = new Set([...splits.train].map((image) => dataset.pixels[image]));
        return [...splits.validation].some((image) => trained.has(dataset.pixels[image]));
      });
    assert.equal(apart(false), true);
    assert.equal(apart(true), false);
  });

  it('judge by images with a majority only, of which each fold has its share', () => {
    const without = range(60).filter((image) => image % 3 !== 0);
    const dataset = datasetOf(range(60), 62, (image) => image, without);
    const parts = foldDatasets(dataset, options);
    for (const { splits } of parts) {
      assert.ok(splits.validation.every((image) => dataset.labels[image] !== noLabel));
      assert.ok(splits.validation.length >= 6 && splits.validation.length <= 7, String(splits.validation.length));
      // A third of all is held out, with a majority or without.
      assert.equal(splits.train.length, 40);
    }
  });

  it('need as many images', () => {
    const dataset = datasetOf(range(4), 6, (image) => Math.min(image, 1));
    assert.equal(foldDatasets(dataset, { ...options, folds: 4 }).length, 4);
    const refuses = (given: Partial<typeof options>, words: RegExp) =>
      assert.throws(
        () => foldDatasets(dataset, { ...options, ...given }),
        (error) => error instanceof UserError && words.test(error.message),
      );
    refuses({ folds: 5 }, /^5 folds cannot be made of 4 training images\./);
    refuses({ folds: 3, keepDuplicatesTogether: true }, /^3 folds cannot be made of 2 training images that differ/);
  });
});
