import assert from 'node:assert/strict';
import { mcnemarVerdict, pairedVerdict, pointsWords, shortVerdict, welchVerdict } from '../../results/differenceWords';
import { pairedTest, type TestResult } from '../../results/statistics';
import { estimateWords, statusWords } from '../../results/words';

describe('words', () => {
  it('say where a run stands', () => {
    const header = { state: 'running', stopping: false, epochs: 30 } as const;
    const splits = { test: { accuracy: 0.841 } } as never;
    assert.equal(statusWords(header), 'starting');
    assert.equal(statusWords({ ...header, epoch: 12 }), 'running 12/30');
    assert.equal(statusWords({ ...header, epoch: 12, stopping: true }), 'stopping 12/30');
    assert.equal(statusWords({ ...header, epoch: 30, phase: { phase: 'evaluating' } }), 'evaluating');
    assert.equal(statusWords({ ...header, state: 'queued' }), 'queued');
    assert.equal(statusWords({ ...header, state: 'completed' }, { splits }), 'done 84.1 %');
    assert.equal(statusWords({ ...header, state: 'completed' }, { splits: {} }), 'done');
    assert.equal(statusWords({ ...header, state: 'cancelled' }), 'stopped');
    assert.equal(statusWords({ ...header, state: 'interrupted' }), 'interrupted');
    assert.equal(statusWords({ ...header, state: 'failed' }), 'failed');
  });

  it('say how many runs an estimate is of', () => {
    assert.equal(
      estimateWords({ mean: 0.841, halfWidth: 0.004, count: 3, minimum: 0.83, maximum: 0.85 }),
      '84.1 % ± 0.4, 3 runs',
    );
    assert.equal(estimateWords({ mean: 0.841, count: 1, minimum: 0.841, maximum: 0.841 }), '84.1 %, 1 run');
  });
});

describe('words about a difference', () => {
  const resolution = 1 / 510;
  const paired = (...differences: number[]): string =>
    pairedVerdict(pairedTest(differences, resolution), differences, resolution).words;
  const all = {
    unpaired: (result: TestResult) => welchVerdict(result, 3, 4),
    single: (result: TestResult) => mcnemarVerdict(result, 7178),
  };

  it('say that it is real, and how much', () => {
    assert.equal(paired(0.0182, 0.0147, 0.0188), 'Real: +1.7 points (1.2 to 2.3), 3 of 3 seeds better');
    assert.equal(paired(-0.0182, -0.0147, -0.0188), 'Real: −1.7 points (−2.3 to −1.2), 3 of 3 seeds worse');
  });

  it('say that nobody can tell, and how many repeats might', () => {
    assert.equal(
      paired(0.012, -0.004, 0.009, 0.001),
      'Cannot tell: +0.5 points (−0.7 to 1.6), 3 of 4 seeds better; needs more repeats (about 13 in all if it stays like this)',
    );
    assert.equal(
      paired(0.01, -0.01, 0.0002),
      'Cannot tell: 0.0 points (−2.5 to 2.5), 2 of 3 seeds better; needs more repeats (more than 50 in all if it stays like this)',
    );
  });

  it('are not certain of no difference because a few seeds agree', () => {
    // t(0.975, 1) = 12.706205 and t(0.975, 2) = 4.302653, times one face in 510 over √2 and √3.
    assert.equal(paired(0, 0), 'Cannot tell: 0.0 points (−1.8 to 1.8), the same accuracy on 2 of 2 seeds');
    assert.equal(paired(0, 0, 0), 'Cannot tell: 0.0 points (−0.5 to 0.5), the same accuracy on 3 of 3 seeds');
  });

  it('count the repeats that are needed with the spread that the test took', () => {
    // One face more on both seeds: t = √n passes t(0.975, n − 1) first with 7.
    assert.match(paired(resolution, resolution), /needs more repeats \(about 7 in all if it stays like this\)$/);
  });

  it('have one verdict, short or long', () => {
    const long = { real: /^Real: /, unclear: /^Cannot tell: /, oneRunEach: /^These two .*one run each/ } as const;
    const short = { real: '', unclear: 'cannot tell', oneRunEach: 'one run each' } as const;
    for (const verdictOf of Object.values(all)) {
      for (const p of [0.001, 0.049, 0.05, 0.2, 1]) {
        const found = verdictOf({ mean: 0.018, low: 0.009, high: 0.027, p });
        assert.ok(found.verdict !== 'nothingLearned');
        assert.match(found.words, long[found.verdict]);
        assert.equal(shortVerdict(found), short[found.verdict]);
        assert.equal(found.verdict === 'unclear', p >= 0.05);
      }
    }
  });

  it('do not promise more than single runs and unpaired runs can', () => {
    const result = { mean: 0.018, low: 0.009, high: 0.027, p: 0.001 };
    assert.equal(
      all.single(result).words,
      'These two networks differ: +1.8 points (0.9 to 2.7) on the same 7,178 images; one run each says nothing of the technique, so repeat with 3 seeds',
    );
    assert.match(
      mcnemarVerdict({ ...result, p: 0.2 }, 700).words,
      /^Cannot tell: .* on the same 700 images, one run each; needs/,
    );
    assert.equal(all.unpaired(result).words, 'Real: +1.8 points (0.9 to 2.7), 3 against 4 runs with other seeds');
    assert.match(all.unpaired({ ...result, p: 0.06 }).words, /^Cannot tell: .*; needs more repeats$/);
    assert.equal(pointsWords({ mean: 0.12, low: 0.08, high: 0.16 }), '+12 points (8 to 16)');
  });
});
