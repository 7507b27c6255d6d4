import assert from 'node:assert/strict';
import fc from 'fast-check';
import { shareOf, shareSizes } from '../../../runner/parallel/shares';
import { SharedMean } from '../../../runner/parallel/sharedMean';
import { assertClose, uniformValues } from '../engine/kernelCases';

describe('embedded engine: shares of a batch', () => {
  it('are even, and small batches go to fewer copies', () => {
    assert.deepEqual(shareSizes(32, 2), [16, 16]);
    assert.deepEqual(shareSizes(35, 3), [12, 12, 11]);
    assert.deepEqual(shareSizes(23, 4), [12, 11, 0, 0]);
    assert.deepEqual(shareSizes(5, 4), [5, 0, 0, 0]);
  });

  it('hold every image once, in order, with its target and weight', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 9 }), (count, copies) => {
        const [images, targets, weights] = [
          uniformValues(count * 6, 1),
          uniformValues(count * 2, 2),
          uniformValues(count, 3),
        ];
        const batch = { count, height: 3, width: 2, images, targets, weights };
        const sizes = shareSizes(count, copies);
        const parts = sizes.flatMap((_, copy) => shareOf(batch, sizes, copy) ?? []);
        assert.deepEqual(
          parts.map((part) => part.count),
          sizes.filter((size) => size > 0),
        );
        for (const key of ['images', 'targets', 'weights'] as const) {
          assert.deepEqual(
            parts.flatMap((part) => [...part[key]]),
            [...batch[key]],
          );
        }
      }),
    );
  });
});

describe('embedded engine: mean in shared memory', () => {
  it('is the weighted sum at every position, whoever sums it, and leaves slots without a share alone', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9000 }), fc.integer({ min: 1, max: 5 }), (length, copies) => {
        const shared = new SharedMean(SharedMean.allocate(length, copies), copies);
        // The last copy has no share of the batch, unless it is the only one.
        const sizes = Array.from({ length: copies }, (_, copy) => (copies > 1 && copy === copies - 1 ? 0 : copy + 1));
        const shares = sizes.map((size) => size / sizes.reduce((sum, other) => sum + other));
        for (let copy = 0; copy < copies; copy++) {
          shared.slot(copy).set(uniformValues(length, copy));
          if (shares[copy] === 0) shared.slot(copy).fill(NaN);
        }
        for (let copy = copies - 1; copy >= 0; copy--) shared.reduce(copy, shares);
        const expected = Float64Array.from({ length }, (_, i) =>
          shares.reduce((sum, share, copy) => (share > 0 ? sum + share * shared.slot(copy)[i]! : sum), 0),
        );
        assertClose(shared.mean, expected, 2e-7, 'mean');
        // Whoever sums a position, and when, it is the same sum.
        const again = new SharedMean(SharedMean.allocate(length, copies), copies);
        for (let copy = 0; copy < copies; copy++) again.slot(copy).set(shared.slot(copy));
        for (let copy = 0; copy < copies; copy++) again.reduce(copy, shares);
        assert.deepEqual(again.mean, shared.mean);
      }),
      { numRuns: 40 },
    );
  });

  it('is seen by all who hold the buffer', () => {
    const buffer = SharedMean.allocate(3, 2);
    const [first, second] = [new SharedMean(buffer, 2), new SharedMean(buffer, 2)];
    first.slot(0).set([2, 4, 6]);
    second.slot(1).set([4, 8, 12]);
    first.reduce(0, [0.5, 0.5]);
    second.reduce(1, [0.5, 0.5]);
    assert.deepEqual([...first.mean], [3, 6, 9]);
  });
});
