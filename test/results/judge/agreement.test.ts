import assert from 'node:assert/strict';
import { agreementOf } from '../../../results/judge/agreement';
import { metricWords } from '../../../words/metrics';
import { within } from '../../../words/numbers';
import reference from '../../fixtures/scikit-learn/metrics.json';

const near = (actual: number | undefined, expected: number) =>
  assert.ok(actual !== undefined && Math.abs(actual - expected) < 1e-12, `${actual}, expected ${expected}`);

describe('agreement with the labels', () => {
  it('is scikit-learn’s', () => {
    const { balancedAccuracy, kappa, mcc } = agreementOf(reference.confusion);
    near(balancedAccuracy, reference.balancedAccuracy);
    near(kappa, reference.kappa);
    near(mcc, reference.mcc);
  });

  it('is none beyond chance where a network names one class', () => {
    // scikit-learn: cohen_kappa_score and matthews_corrcoef are 0, and NaN and 0 where there is one class alone.
    assert.deepEqual(
      agreementOf([
        [3, 0],
        [2, 0],
      ]),
      { balancedAccuracy: 0.5, kappa: 0, mcc: 0 },
    );
    assert.deepEqual(
      agreementOf([
        [3, 0],
        [0, 0],
      ]),
      { balancedAccuracy: 1, mcc: 0 },
    );
  });

  it('is shown within what is possible', () => {
    const { words } = metricWords.testKappa;
    assert.equal(within(words(-0.02, { low: -0.03, high: -0.01 })), '−0.020 ± 0.010');
    assert.equal(within(words(0.98, { low: 0.94, high: 1.02 })), '0.980 (0.940 to 1.000)');
    assert.equal(within(metricWords.testLoss.words(0.1, { low: -0.1, high: 0.3 })), '0.100 (0.000 to 0.300)');
  });
});
