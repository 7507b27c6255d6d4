import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mcnemarTest, wilsonInterval } from '../../../results/statistics/binomial';
import { estimate } from '../../../results/statistics/estimate';
import { pairedTest, type TestResult, welchTest } from '../../../results/statistics/student';
import fixed from '../../fixtures/statistics/statistics.json';
import reference from './tests.reference.json';

function close(actual: number, expected: number, what: string, tolerance = 1e-9): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual}, expected ${expected}`);
}

// jStat's distribution of t is good to about 2e-8.
function closeTest(actual: TestResult, expected: { p: number; low: number; high: number }): void {
  close(actual.low, expected.low, 'low');
  close(actual.high, expected.high, 'high');
  close(actual.p, expected.p, 'p', 1e-7);
}

const logFactorial = (count: number): number => {
  let sum = 0;
  for (let factor = 2; factor <= count; factor++) sum += Math.log(factor);
  return sum;
};

function multinomial(counts: readonly number[], chances: readonly number[]): number {
  const all = logFactorial(counts.reduce((sum, count) => sum + count, 0));
  const each = counts.map(
    (count, index) => (count === 0 ? 0 : count * Math.log(chances[index]!)) - logFactorial(count),
  );
  return Math.exp(each.reduce((sum, part) => sum + part, all));
}

const accuracies = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 10 });

describe(`statistics against ${reference.computedWith}`, () => {
  for (const { values, mean, low, high } of reference.mean) {
    it(`mean of ${values.join(', ')}`, () => {
      const actual = estimate(values);
      close(actual.mean, mean, 'mean');
      close(actual.low!, low, 'low');
      close(actual.high!, high, 'high');
      assert.equal(actual.minimum, Math.min(...values));
      assert.equal(actual.maximum, Math.max(...values));
      assert.equal(actual.count, values.length);
    });
  }

  for (const { a, b, ...expected } of reference.paired) {
    it(`paired t-test of ${a.length} pairs`, () => {
      closeTest(pairedTest(a.map((value, index) => value - b[index]!)), expected);
    });
  }

  for (const { a, b, ...expected } of reference.welch) {
    it(`Welch's t-test of ${a.length} and ${b.length} values`, () => {
      closeTest(welchTest(a, b), expected);
    });
  }

  for (const { b, c, n, ...expected } of fixed.twoNetworks) {
    it(`McNemar's exact test of ${b} against ${c} of ${n}, with Tango's interval`, () => {
      const actual = mcnemarTest(b, c, n);
      // Where the reference searches for the likeliest share, it is good to about 1e-8.
      close(actual.low, expected.low, 'low', 1e-7);
      close(actual.high, expected.high, 'high', 1e-7);
      close(actual.p, expected.p, 'p', 1e-7);
      close(actual.mean, (b - c) / n, 'mean');
    });
  }

  for (const { k, n, low, high } of reference.wilson) {
    it(`Wilson's interval of ${k} of ${n}`, () => {
      const actual = wilsonInterval(k / n, n);
      close(actual.low, low, 'low');
      close(actual.high, high, 'high');
    });
  }
});

describe('statistics', () => {
  it('gives a single value no interval', () => {
    assert.deepEqual(estimate([0.5]), { mean: 0.5, count: 1, minimum: 0.5, maximum: 0.5 });
  });

  it('never gives a p-value above 1, not even for no difference at all', () => {
    for (const count of [2, 3, 10]) {
      const { p } = pairedTest(new Array<number>(count).fill(0), 0.01);
      assert.ok(p <= 1 && p > 0.999, String(p));
    }
  });

  it('calls a difference significant exactly when its interval excludes 0', () => {
    const agrees = ({ p, low, high }: TestResult): boolean => p < 0.05 === (low > 0 || high < 0);
    fc.assert(
      fc.property(accuracies, (values) =>
        agrees(
          pairedTest(
            values.map((value) => value - 0.4),
            0.001,
          ),
        ),
      ),
    );
    fc.assert(fc.property(accuracies, accuracies, (a, b) => agrees(welchTest(a, b, 0.001))));
    fc.assert(fc.property(fc.nat(60), fc.nat(60), (b, c) => agrees(mcnemarTest(b, c, 200))));
  });

  it('has the mean of two networks inside of its interval, unless every face speaks for one of them', () => {
    const few = fc.tuple(fc.nat(8), fc.nat(8), fc.integer({ min: 9, max: 4000 }));
    fc.assert(
      fc.property(few, ([b, c, rest]) => {
        const { mean, low, high } = mcnemarTest(b, c, b + c + rest);
        assert.ok(low < mean && mean < high, `${b}, ${c}, ${rest}: ${low} to ${high}`);
      }),
    );
  });

  it('holds what two networks differ by on other faces, however seldom they disagree', () => {
    // Exact coverage: the chance of each outcome of n faces, by the multinomial distribution.
    for (const [b, c, n] of [
      [0, 0.005, 200],
      [0, 0.01, 200],
      [0.005, 0.02, 200],
      [0.02, 0.05, 200],
      [0.1, 0.05, 200],
    ] as const) {
      let held = 0;
      for (let first = 0; first <= n; first++) {
        for (let second = 0; first + second <= n; second++) {
          const chance = multinomial([first, second, n - first - second], [b, c, 1 - b - c]);
          // What is left out counts as missed.
          if (chance < 1e-6) continue;
          const { low, high } = mcnemarTest(first, second, n);
          if (low <= b - c && b - c <= high) held += chance;
        }
      }
      assert.ok(held > 0.945, `${b} and ${c} of ${n} faces: ${held}`);
    }
  });

  it('turns around with its arguments', () => {
    fc.assert(
      fc.property(accuracies, accuracies, (a, b) => {
        const forth = welchTest(a, b, 0.001);
        const back = welchTest(b, a, 0.001);
        close(forth.low, -back.high, 'low');
        close(forth.p, back.p, 'p');
      }),
    );
  });

  it('is not certain of pairs that agree by chance', () => {
    assert.deepEqual(pairedTest([0, 0, 0]), { mean: 0, low: 0, high: 0, p: 1 });
    const withResolution = pairedTest([0.01, 0.01], 1 / 100);
    assert.ok(withResolution.p > 0.3, String(withResolution.p));
    assert.ok(withResolution.low < 0 && withResolution.high > 0.02);
    // Without any face that only one gets right, it ends at z² / (n + z²), with z² = 3.8414588.
    const alike = mcnemarTest(0, 0, 10);
    close(alike.high, 3.8414588 / 13.8414588, 'high', 1e-7);
    close(alike.low, -alike.high, 'low');
    // t(0.975, 1) = 12.7062047 times one of 100 over √2; nothing without a step to go by.
    close(estimate([0.5, 0.5], 1 / 100).high!, 0.5898464, 'high', 1e-6);
    assert.equal(estimate([0.5, 0.5]).high, undefined);
    assert.equal(estimate([0.5], 1 / 100).high, undefined);
  });
});
