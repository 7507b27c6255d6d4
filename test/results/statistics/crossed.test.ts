import assert from 'node:assert/strict';
import { crossedMean, crossedPairs, crossedRows, facesTest } from '../../../results/statistics/crossed';
import { holm } from '../../../results/statistics/holm';
import { detectable, power, repeatsFor, seedsVariance, type Spread } from '../../../results/statistics/planning';
import reference from '../../fixtures/statistics/statistics.json';

function close(actual: number, expected: number, what: string, tolerance = 1e-9): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual}, expected ${expected}`);
}

describe('seeds and faces, against SciPy and statsmodels', () => {
  for (const { first, second, paired, groups: groupOf, ...expected } of reference.crossed) {
    it(`${paired ? 'paired' : 'unpaired'}: ${first.length} and ${second.length} networks, ${groupOf.length} faces`, () => {
      const groups = { groupOf, groups: Math.max(...groupOf) + 1 };
      const actual = paired ? crossedPairs(first, second, groups) : crossedRows(first, second, groups);
      close(actual.mean, expected.mean, 'mean');
      // jStat's distribution of t is good to about 2e-8 at whole degrees of freedom, and to 1e-6 between them.
      close(actual.low, expected.low, 'low', 1e-6);
      close(actual.high, expected.high, 'high', 1e-6);
      close(actual.p, expected.p, 'p', 1e-6);
      close(actual.theseFaces.low, expected.theseFaces.low, 'low on these faces', 1e-6);
      close(actual.theseFaces.high, expected.theseFaces.high, 'high on these faces', 1e-6);
      if ('spread' in actual) {
        const { seeds, faces } = (actual as { spread: Spread }).spread;
        close(seeds, expected.spread.seeds, 'variance from seed to seed');
        close(faces, expected.spread.faces, 'variance of the faces');
      }
    });
  }

  it('are a difference of means where nothing is paired', () => {
    const { first, second, groups: groupOf } = reference.crossed[3]!;
    const groups = { groupOf, groups: Math.max(...groupOf) + 1 };
    const { mean } = crossedRows(first, second, groups);
    close(mean, crossedMean(first, groups).mean - crossedMean(second, groups).mean, 'difference');
    close(crossedRows(second, first, groups).low, -crossedRows(first, second, groups).high, 'turned around');
  });

  it('take one face where nothing varies, not certainty', () => {
    const same = [new Uint8Array(50).fill(1), new Uint8Array(50).fill(1), new Uint8Array(50).fill(1)];
    const groups = { groupOf: Array.from({ length: 50 }, (_, face) => face), groups: 50 };
    const { mean, low, high, p } = crossedPairs(same, same, groups);
    // t(0.975, 2) = 4.302653 times one of 50 faces.
    assert.equal(mean, 0);
    close(high, 4.302653 / 50, 'high', 1e-6);
    close(low, -4.302653 / 50, 'low', 1e-6);
    close(p, 1, 'p', 1e-7);
  });

  it('lend a single network the spread of the others', () => {
    const { first, second, groups: groupOf } = reference.crossed[0]!;
    const groups = { groupOf, groups: Math.max(...groupOf) + 1 };
    const alone = crossedRows([first[0]!], second, groups);
    const width = ({ low, high }: { low: number; high: number }): number => high - low;
    assert.ok(width(alone) > width(crossedRows(first, second, groups)));
    close(crossedRows(second, [first[0]!], groups).high, -alone.low, 'turned around');
  });

  it('count a picture once, however often it is there', () => {
    const values = Array.from({ length: 40 }, (_, face) => Number(face % 3 === 0));
    const none = new Array<number>(40).fill(0);
    const apart = { groupOf: values.map((_, face) => face), groups: 40 };
    const twice = { groupOf: [...apart.groupOf, ...apart.groupOf], groups: 40 };
    const once = facesTest(values, none, apart);
    const doubled = facesTest([...values, ...values], [...none, ...none], twice);
    close(doubled.low, once.low, 'low');
    close(doubled.p, once.p, 'p');
  });
});

describe('Holm’s method, against statsmodels', () => {
  for (const { p, adjusted } of reference.holm) {
    it(`of ${p.join(', ')}`, () => {
      const actual = holm(p);
      adjusted.forEach((value, index) => close(actual[index]!, value, `p ${p[index]}`));
    });
  }
});

describe('planning, against SciPy and statsmodels', () => {
  for (const { power: expected, difference, ...spread } of reference.power) {
    it(`power of ${spread.networks} repeats for ${difference}`, () => {
      // Between whole degrees of freedom jStat's noncentral t is coarse.
      close(power(difference, spread.networks, spread), expected, 'power', spread.faces === 0 ? 1e-5 : 5e-3);
    });
  }

  it('finds the repeats and the difference of 80 % power', () => {
    const spread: Spread = { seeds: 1e-4, networks: 3, faces: 0, groups: 100 };
    // statsmodels gives 10 repeats a power of 0.803 for this difference.
    assert.equal(repeatsFor(0.01, spread, 50), 10);
    close(detectable(10, spread), 0.00996, 'difference', 1e-4);
    assert.equal(repeatsFor(0.001, spread, 50), undefined);
    // The faces alone hide it: no number of repeats helps.
    assert.equal(repeatsFor(0.01, { ...spread, faces: 1e-4 }, 1000), undefined);
  });

  it('knows how little three repeats say of the spread', () => {
    const { variance, networks, low, high } = reference.chiSquare;
    const actual = seedsVariance({ seeds: variance, networks, faces: 0, groups: 10 });
    close(actual.low, low, 'low', 1e-9);
    close(actual.high, high, 'high', 1e-7);
  });
});
