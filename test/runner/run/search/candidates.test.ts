import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ResolvedSearch } from '../../../../experiment/types';
import { candidatesOf } from '../../../../runner/run/search/candidates';

const search = (given: Partial<ResolvedSearch>): ResolvedSearch => ({
  method: 'random',
  samples: 10,
  folds: 3,
  epochs: 5,
  monitor: 'validationAccuracy',
  over: {},
  settings: { model: { type: 'smallCnn' }, training: { epochs: 1 } },
  ...given,
});

describe('candidates of a search', () => {
  it('of a grid are all combinations in the order of the file', () => {
    const found = candidatesOf(search({ method: 'grid', over: { a: [1, 2], b: ['x', null] } }), 1);
    assert.deepEqual(found, [
      { a: 1, b: 'x' },
      { a: 1, b: null },
      { a: 2, b: 'x' },
      { a: 2, b: null },
    ]);
  });

  it('drawn at random lie in their range, differ, and begin alike however many there are', () => {
    const scale = fc.constantFrom('linear' as const, 'log' as const);
    const range = fc.tuple(
      fc.double({ min: 1e-6, max: 100, noNaN: true }),
      fc.double({ min: 1, max: 1e4, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.nat(), range, scale, fc.integer({ min: 2, max: 30 }), (seed, [min, factor], how, samples) => {
        const over = { value: { min, max: min * factor + 1e-3, scale: how, integer: false } };
        const found = candidatesOf(search({ over, samples }), seed).map(({ value }) => value as number);
        assert.ok(found.every((value) => value >= over.value.min && value <= over.value.max));
        assert.equal(new Set(found).size, found.length);
        const fewer = candidatesOf(search({ over, samples: samples - 1 }), seed);
        assert.deepEqual(
          fewer.map(({ value }) => value),
          found.slice(0, fewer.length),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('spread evenly over the scale', () => {
    const shareBelow = (scale: 'linear' | 'log', limit: number) => {
      const over = { rate: { min: 1e-5, max: 1e-1, scale, integer: false } };
      const values = candidatesOf(search({ over, samples: 1000 }), 7).map(({ rate }) => rate as number);
      return values.filter((value) => value < limit).length / values.length;
    };
    // Of the four decades two lie below 1e-3; of the numbers a hundredth.
    assert.ok(Math.abs(shareBelow('log', 1e-3) - 0.5) < 0.05);
    assert.ok(Math.abs(shareBelow('linear', 1e-3) - 0.01) < 0.01);
  });

  it('of whole numbers and lists try each once where there are as many samples, and are as likely', () => {
    const over = { size: { min: 2.5, max: 6.2, scale: 'linear' as const, integer: true }, kind: ['a', 'b'] };
    const found = candidatesOf(search({ over, samples: 100 }), 3);
    assert.deepEqual(found.map(({ size, kind }) => `${String(size)}${String(kind)}`).sort(), [
      '3a',
      '3b',
      '4a',
      '4b',
      '5a',
      '5b',
      '6a',
      '6b',
    ]);
    const first = Array.from({ length: 2000 }, (_, seed) => candidatesOf(search({ over, samples: 1 }), seed)[0]!);
    for (const size of [3, 4, 5, 6]) {
      const share = first.filter((candidate) => candidate['size'] === size).length / first.length;
      assert.ok(Math.abs(share - 0.25) < 0.04, `${size}: ${share}`);
    }
  });

  it('are the same for the same seed, and others for another', () => {
    const over = { rate: { min: 0, max: 1, scale: 'linear' as const, integer: false } };
    assert.deepEqual(candidatesOf(search({ over }), 5), candidatesOf(search({ over }), 5));
    assert.notDeepEqual(candidatesOf(search({ over }), 5), candidatesOf(search({ over }), 6));
  });
});
