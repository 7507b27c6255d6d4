import assert from 'node:assert/strict';
import type { Measured } from '../../../results/judge/difference';
import { planWords } from '../../../results/judge/plan';
import { nothingLearnedVerdict, verdictOf } from '../../../results/judge/words';
import { shortVerdict } from '../../../words/verdicts';

const measured = (rest: Partial<Measured> = {}): Measured => ({
  ...{ mean: 0.018, low: 0.009, high: 0.027, p: 0.004, test: 'paired', faces: 3589, seedsOnly: false, pairable: true },
  ...{ networks: [3, 3], pairs: [0.0182, 0.0147, 0.0188] },
  ...rest,
});
const alone = (p: number) => ({ adjustedP: p, compared: 1 });
const words = (rest: Partial<Measured> = {}, family = alone(rest.p ?? 0.004)): string =>
  verdictOf(measured(rest), 'accuracy', family).words;
const spread = { seeds: 1e-4, networks: 3, faces: 0, groups: 3000 };

describe('words about a difference', () => {
  it('say that it is real, and how much', () => {
    assert.equal(words(), 'Real: +1.8 points (0.9 to 2.7), 3 of 3 seeds better');
    const worse = { mean: -0.018, low: -0.027, high: -0.009, pairs: [-0.018, -0.02, 0.001] };
    assert.equal(words(worse), 'Real: −1.8 points (−2.7 to −0.9), 2 of 3 seeds worse');
    assert.equal(
      words({ test: 'unpaired', networks: [3, 4], pairs: [] }),
      'Real: +1.8 points (0.9 to 2.7), 3 against 4 networks, not paired by seed',
    );
  });

  it('say of how many comparisons it is one', () => {
    assert.equal(
      words({}, { adjustedP: 0.031, compared: 10 }),
      'Real: +1.8 points (0.9 to 2.7), 3 of 3 seeds better; 1 of 10 compared, adjusted p 0.031',
    );
    assert.equal(
      words({}, { adjustedP: 0.3, compared: 10 }),
      'Cannot tell: +1.8 points (0.9 to 2.7), 3 of 3 seeds better; one of 10 rows may look like this by chance (adjusted p 0.3)',
    );
  });

  it('call two seeds too few, however alike they are', () => {
    assert.equal(
      words({ networks: [2, 2], pairs: [0.018, 0.018] }),
      'Cannot tell: +1.8 points (0.9 to 2.7), 2 of 2 seeds better; two seeds are too few, so repeat with 3 or more',
    );
    assert.match(words({ test: 'unpaired', networks: [2, 5], pairs: [] }), /^Cannot tell: .*two seeds are too few/);
  });

  it('do not promise more than single networks can', () => {
    const single = { test: 'oneEach', networks: [1, 1], pairs: [0.018] } as const;
    assert.equal(
      words(single),
      'These two networks differ: +1.8 points (0.9 to 2.7) on the same 3,589 faces, p 0.004; one run each says nothing of the technique, so repeat with 3 seeds',
    );
    assert.equal(
      words({ ...single, p: 0.2 }),
      'Cannot tell: +1.8 points (0.9 to 2.7) on the same 3,589 faces, one network each; repeat with 3 seeds',
    );
    assert.equal(
      words({ test: 'oneAgainstSeveral', networks: [1, 5], pairs: [] }),
      'Cannot tell: +1.8 points (0.9 to 2.7), 1 against 5 networks; repeat both with the same seeds',
    );
  });

  it('do not promise more than missing predictions can', () => {
    assert.match(
      words({ seedsOnly: true }),
      /^Cannot tell: \+1\.8 points \(0\.9 to 2\.7\) by the choice of seeds alone; /,
    );
  });

  it('say nothing of networks that learned nothing', () => {
    const of = (row: number, baseline: number) =>
      nothingLearnedVerdict(measured(), 'accuracy', [
        ...(row > 0 ? [{ who: 'this row', unlearned: row, networks: 3 } as const] : []),
        ...(baseline > 0 ? [{ who: 'the baseline', unlearned: baseline, networks: 3 } as const] : []),
      ]);
    const says = (what: string) => ({
      verdict: 'nothingLearned',
      words: `Says nothing: +1.8 points (0.9 to 2.7), but ${what}`,
    });
    const some = (what: string) => ({
      verdict: 'unclear',
      words: `Cannot tell: +1.8 points (0.9 to 2.7); ${what} may have learned nothing`,
    });
    assert.equal(of(0, 0), undefined);
    assert.deepEqual(of(0, 3), says('the baseline learned nothing'));
    assert.deepEqual(of(3, 0), says('this row learned nothing'));
    assert.deepEqual(of(3, 3), says('neither this row nor the baseline learned anything'));
    assert.deepEqual(of(1, 0), some('1 of 3 networks of this row'));
    assert.deepEqual(of(1, 2), some('1 of 3 networks of this row and 2 of 3 networks of the baseline'));
    // What all of a row say outweighs what some of the other do.
    assert.deepEqual(of(1, 3), says('the baseline learned nothing'));
    assert.deepEqual(of(3, 1), says('this row learned nothing'));
  });

  it('know that a lower loss is better', () => {
    const { words: text } = verdictOf(measured(), 'loss', alone(0.004));
    assert.equal(text, 'Real: +0.018 (0.009 to 0.027), 3 of 3 seeds worse');
  });

  it('have one verdict, short or long', () => {
    const long = {
      real: /^Real: /,
      unclear: /^Cannot tell: /,
      oneRunEach: /^These two .*one run each/,
      nothingLearned: /^Says nothing: /,
    } as const;
    const short = { real: 'real', unclear: 'cannot tell', oneRunEach: 'one run each', nothingLearned: 'says nothing' };
    for (const test of ['paired', 'unpaired', 'oneAgainstSeveral', 'oneEach'] as const) {
      for (const p of [0.001, 0.049, 0.05, 0.2, 1]) {
        for (const seedsOnly of [false, true]) {
          const found = verdictOf(measured({ test, p, seedsOnly }), 'accuracy', alone(p));
          assert.match(found.words, long[found.verdict]);
          assert.equal(shortVerdict(found), short[found.verdict]);
          const isUnclear = p >= 0.05 || seedsOnly || test === 'oneAgainstSeveral';
          assert.equal(found.verdict === 'unclear', isUnclear, `${test} ${p}`);
        }
      }
    }
  });
});

describe('plans', () => {
  it('go by the spread, never by the difference', () => {
    const plans = [0, 0.001, 0.05].map((mean) => planWords(measured({ mean, spread }), 1));
    assert.equal(new Set(plans).size, 1);
    // statsmodels: 10 repeats have a power of 0.803 for 1 point at this spread, and 3 for 3.3 points.
    assert.equal(
      plans[0],
      '3 repeats usually find differences of 3.3 points or more; for 1 point plan 10 (5 to more than 50), and do not add more after you have looked.',
    );
  });

  it('ask more of a row among several, as the verdict does', () => {
    // statsmodels, TTestPower at alpha 0.005: 3 repeats find 10.36 standard deviations of 1 point in 80 % of cases.
    assert.match(planWords(measured({ spread }), 10)!, /^3 repeats usually find differences of 10\.4 points or more;/);
  });

  it('say when no number of repeats is enough', () => {
    assert.match(
      planWords(measured({ spread: { ...spread, faces: 1e-4 } }), 1)!,
      /; 3,589 faces are too few for 1 point, however many the repeats\.$/,
    );
  });

  it('are not made from two pairs', () => {
    assert.equal(planWords(measured({ spread: { ...spread, networks: 2 } }), 1), undefined);
    assert.equal(planWords(measured(), 1), undefined);
  });
});
