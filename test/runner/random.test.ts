import assert from 'node:assert/strict';
import fc from 'fast-check';
import { philox, Random } from '../../runner/random';

const uint32 = fc.integer({ min: 0, max: 0xffffffff });

describe('random numbers', () => {
  // The known answers of Random123 (kat_vectors, philox4x32 10).
  const ones = 0xffffffff;
  const knownAnswers: readonly { counter: number[]; key: [number, number]; words: number[] }[] = [
    { counter: [0, 0, 0, 0], key: [0, 0], words: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8] },
    { counter: [ones, ones, ones, ones], key: [ones, ones], words: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd] },
    {
      counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      key: [0xa4093822, 0x299f31d0],
      words: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    },
  ];
  for (const { counter, key, words } of knownAnswers) {
    it(`gives Philox's known answer for counter ${counter.map((word) => word.toString(16)).join(' ')}`, () => {
      const out = new Uint32Array(4);
      philox(counter, ...key, out);
      assert.deepEqual([...out], words);
    });
  }

  const take = (random: Random, count: number) => Array.from({ length: count }, () => random.uint32());

  it('follows from seed, purpose, epoch and index alone', () => {
    fc.assert(
      fc.property(uint32, fc.string(), uint32, uint32, (seed, purpose, epoch, index) => {
        const undisturbed = take(new Random(seed, purpose, epoch, index), 9);
        const other = new Random(seed, `${purpose}!`, epoch, index);
        const random = new Random(seed, purpose, epoch, index);
        const interleaved = undisturbed.map(() => [other.uint32(), random.uint32()][1]);
        assert.deepEqual(interleaved, undisturbed);
      }),
    );
  });

  it('differs when any of seed, purpose, epoch and index does', () => {
    const streams = [
      new Random(1, 'shuffle', 2, 3),
      new Random(2, 'shuffle', 2, 3),
      new Random(1, 'split', 2, 3),
      new Random(1, 'shuffle', 3, 3),
      new Random(1, 'shuffle', 2, 4),
    ].map((random) => take(random, 4).join());
    assert.equal(new Set(streams).size, streams.length);
  });

  /** χ² of counts against equal shares. */
  const chiSquare = (counts: readonly number[]) => {
    const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  };
  // χ² with 9 degrees of freedom exceeds 33.7 once in 10,000 seeds; the seed here is fixed.
  const limit = 33.7;

  it('is uniform along one stream and across the first numbers of many', () => {
    const along = new Array<number>(10).fill(0);
    const across = new Array<number>(10).fill(0);
    const random = new Random(7, 'uniformity');
    for (let i = 0; i < 20_000; i++) {
      along[Math.floor(random.uniform() * 10)]!++;
      across[Math.floor(new Random(7, 'uniformity', 0, i).uniform() * 10)]!++;
    }
    assert.ok(chiSquare(along) < limit, `χ² ${chiSquare(along)}`);
    assert.ok(chiSquare(across) < limit, `χ² ${chiSquare(across)}`);
  });

  it('draws whole numbers below any limit, uniformly', () => {
    fc.assert(
      fc.property(uint32, fc.integer({ min: 1, max: 0xffffffff }), (seed, below) => {
        const value = new Random(seed, 'integer').integer(below);
        assert.ok(Number.isInteger(value) && value >= 0 && value < below);
      }),
    );
    const counts = new Array<number>(10).fill(0);
    const random = new Random(11, 'integer');
    for (let i = 0; i < 20_000; i++) counts[random.integer(10)]!++;
    assert.ok(chiSquare(counts) < limit, `χ² ${chiSquare(counts)}`);
  });

  it('draws normal numbers with mean 0, variance 1 and 68.27 % within one deviation', () => {
    const random = new Random(3, 'normal');
    const values = Array.from({ length: 40_000 }, () => random.normal());
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    const within = values.filter((value) => Math.abs(value) < 1).length / values.length;
    // Four standard errors each: 1/√n, √(2/n) and √(p(1−p)/n).
    assert.ok(Math.abs(mean) < 0.02, `mean ${mean}`);
    assert.ok(Math.abs(variance - 1) < 0.0283, `variance ${variance}`);
    assert.ok(Math.abs(within - 0.6827) < 0.0094, `within ${within}`);
  });

  it('draws gamma and beta numbers with the mean and variance of their shapes', () => {
    const moments = (draw: () => number) => {
      const values = Array.from({ length: 40_000 }, draw);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      return { mean, variance, standardError: Math.sqrt(variance / values.length) };
    };
    for (const shape of [0.2, 1, 2.5, 9]) {
      const random = new Random(3, 'gamma');
      const { mean, variance, standardError } = moments(() => random.gamma(shape));
      assert.ok(Math.abs(mean - shape) < 4 * standardError, `mean ${mean} of shape ${shape}`);
      assert.ok(Math.abs(variance / shape - 1) < 0.1, `variance ${variance} of shape ${shape}`);
    }
    for (const [a, b] of [
      [0.2, 0.2],
      [1, 1],
      [2, 5],
    ] as const) {
      const random = new Random(4, 'beta');
      const { mean, variance, standardError } = moments(() => random.beta(a, b));
      assert.ok(Math.abs(mean - a / (a + b)) < 4 * standardError, `mean ${mean} of ${a}, ${b}`);
      const expected = (a * b) / ((a + b) ** 2 * (a + b + 1));
      assert.ok(Math.abs(variance / expected - 1) < 0.05, `variance ${variance}, expected ${expected}`);
    }
  });

  it('draws beta numbers of 1, 1 uniformly', () => {
    const counts = new Array<number>(10).fill(0);
    const random = new Random(8, 'beta');
    for (let i = 0; i < 20_000; i++) counts[Math.floor(random.beta(1, 1) * 10)]!++;
    assert.ok(chiSquare(counts) < limit, `χ² ${chiSquare(counts)}`);
  });

  it('shuffles to a permutation, every position equally likely for an element', () => {
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 10_000; i++) {
      const items = new Random(5, 'shuffle', 0, i).shuffle(Uint8Array.from({ length: 10 }, (_, j) => j));
      assert.deepEqual([...items].sort(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      counts[items.indexOf(0)]!++;
    }
    assert.ok(chiSquare(counts) < limit, `χ² ${chiSquare(counts)}`);
  });
});
