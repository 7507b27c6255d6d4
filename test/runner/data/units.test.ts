import assert from 'node:assert/strict';
import { nearestShare } from '../../../runner/data/units';

describe('a share of persons', () => {
  const taken = (sizes: readonly number[], wanted: number) => nearestShare(sizes, (size) => size, wanted).length;

  it('is as many as come nearest to it', () => {
    const nine = Array<number>(9).fill(21);
    // Shares 0.1 to 0.5 of 189 faces of 9 persons: 0.9, 1.8, 2.7, 3.6 and 4.5 persons.
    assert.deepEqual(
      [19, 38, 57, 76, 95].map((wanted) => taken(nine, wanted)),
      [1, 2, 3, 4, 5],
    );
    assert.equal(taken([1, 1, 1, 1], 2), 2);
    assert.equal(taken([10, 30, 10], 12), 1);
  });

  it('is one at least and never all, so that neither part is empty', () => {
    assert.equal(taken([40, 40, 40], 1), 1);
    assert.equal(taken([40, 40, 40], 120), 2);
    assert.equal(taken([40], 20), 0);
    assert.equal(taken([], 20), 0);
  });
});
