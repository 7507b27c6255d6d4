import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Combination } from '../../../experiment/types';
import { createCombiner } from '../../../runner/evaluate/combination';

/** Of one image with three classes unless told otherwise. */
function combine(combination: Combination, predictions: readonly (readonly number[])[], classes = 3): number[] {
  const combiner = createCombiner(combination, predictions[0]!.length / classes, classes);
  for (const prediction of predictions) combiner.add(Float32Array.from(prediction));
  return [...combiner.combined()];
}
function assertNear(actual: readonly number[], wanted: readonly number[], tolerance = 1e-6) {
  assert.equal(actual.length, wanted.length);
  actual.forEach((value, i) => assert.ok(Math.abs(value - wanted[i]!) <= tolerance, `${value}, not ${wanted[i]}`));
}
const combinations = ['mean', 'geometricMean', 'vote'] as const;
const argmax = (values: readonly number[]) => values.indexOf(Math.max(...values));

/** Logits of some predictions of one image, with their softmax. */
const softmax = (logits: readonly number[]) => {
  const powers = logits.map((logit) => Math.exp(logit));
  return powers.map((power) => power / powers.reduce((sum, one) => sum + one, 0));
};
const logits = fc
  .record({ classes: fc.integer({ min: 2, max: 8 }), count: fc.integer({ min: 1, max: 9 }) })
  .chain(({ classes, count }) =>
    fc.array(fc.array(fc.double({ min: -8, max: 8, noNaN: true }), { minLength: classes, maxLength: classes }), {
      minLength: count,
      maxLength: count,
    }),
  );

describe('predictions that become one', () => {
  it('by their mean', () => {
    assertNear(
      combine('mean', [
        [0.6, 0.3, 0.1],
        [0.2, 0.3, 0.5],
      ]),
      [0.4, 0.3, 0.3],
    );
  });

  it('by their geometric mean, scaled to a sum of 1', () => {
    const roots = [0.6 * 0.2, 0.3 * 0.3, 0.1 * 0.5].map(Math.sqrt);
    const total = roots.reduce((sum, root) => sum + root, 0);
    assertNear(
      combine('geometricMean', [
        [0.6, 0.3, 0.1],
        [0.2, 0.3, 0.5],
      ]),
      roots.map((root) => root / total),
    );
  });

  it('by votes, with the mean as one vote more', () => {
    const predictions = [
      [0.4, 0.35, 0.25],
      [0.4, 0.35, 0.25],
      [0, 1, 0],
    ];
    assertNear(combine('vote', predictions), [(2 + 0.8 / 3) / 4, (1 + 1.7 / 3) / 4, (0 + 0.5 / 3) / 4]);
    // Two of three win, though the mean is for the other.
    assert.equal(argmax(combine('vote', predictions)), 0);
    assert.equal(argmax(combine('mean', predictions)), 1);
  });

  it('by the mean where votes are equal', () => {
    const predictions = [
      [0.6, 0.4, 0],
      [0.1, 0.9, 0],
    ];
    assert.equal(argmax(combine('vote', predictions)), 1);
  });

  it('image by image', () => {
    const first = [0.7, 0.3, 0.2, 0.8];
    const second = [0.5, 0.5, 0.4, 0.6];
    for (const combination of combinations) {
      assert.deepEqual(combine(combination, [first, second], 2), [
        ...combine(combination, [first.slice(0, 2), second.slice(0, 2)], 2),
        ...combine(combination, [first.slice(2), second.slice(2)], 2),
      ]);
    }
  });

  it('geometrically, as the softmax of the mean logits', () => {
    fc.assert(
      fc.property(logits, (given) => {
        const classes = given[0]!.length;
        const means = Array.from(
          { length: classes },
          (_, c) => given.reduce((sum, one) => sum + one[c]!, 0) / given.length,
        );
        assertNear(combine('geometricMean', given.map(softmax), classes), softmax(means), 1e-5);
      }),
    );
  });

  it('geometrically without a veto for good by what underflows', () => {
    const [sure, unsure] = combine('geometricMean', [
      [1, 0, 0],
      ...Array.from({ length: 50 }, () => [0.01, 0.98, 0.01]),
    ]);
    assert.ok(unsure! > sure!);
    assertNear(combine('geometricMean', [[1, 0, 0]]), [1, 0, 0]);
  });

  it('by votes, as counting them does', () => {
    fc.assert(
      fc.property(logits, (given) => {
        const predictions = given.map((one) => [...Float32Array.from(softmax(one))]);
        const votes = predictions[0]!.map((_, c) => predictions.filter((one) => argmax(one) === c).length);
        const winner = argmax(combine('vote', predictions, votes.length));
        assert.equal(votes[winner], Math.max(...votes));
      }),
    );
  });

  it('as probabilities, as itself when there is one, and in any order', () => {
    fc.assert(
      fc.property(logits, fc.constantFrom(...combinations), (given, combination) => {
        const predictions = given.map(softmax);
        const classes = given[0]!.length;
        const combined = combine(combination, predictions, classes);
        assert.ok(Math.abs(combined.reduce((sum, share) => sum + share, 0) - 1) < 1e-5);
        assert.ok(combined.every((share) => share >= 0 && share <= 1));
        assertNear(combine(combination, predictions.toReversed(), classes), combined);
        if (combination !== 'vote') assertNear(combine(combination, [predictions[0]!], classes), predictions[0]!);
      }),
    );
  });

  it('the same, asked on the way or at the end', () => {
    fc.assert(
      fc.property(logits, fc.constantFrom(...combinations), (given, combination) => {
        const predictions = given.map(softmax);
        const classes = given[0]!.length;
        const combiner = createCombiner(combination, 1, classes);
        predictions.forEach((prediction, i) => {
          combiner.add(Float32Array.from(prediction));
          assert.deepEqual([...combiner.combined()], combine(combination, predictions.slice(0, i + 1), classes));
        });
      }),
    );
  });
});
