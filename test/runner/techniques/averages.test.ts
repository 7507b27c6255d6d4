import assert from 'node:assert/strict';
import { createWeightStage } from '../../../runner/techniques';
import type { Moment } from '../../../runner/techniques/technique';

/** The average of a sequence of weights by the shares of a technique: step by step, epochs of `stepsPerEpoch`. */
function averageOf(
  techniques: Parameters<typeof createWeightStage>[0]['techniques'],
  weights: readonly number[],
  stepsPerEpoch: number,
) {
  const { share } = createWeightStage({ techniques })!;
  const epochs = weights.length / stepsPerEpoch;
  let [average, updates]: [number | undefined, number] = [undefined, 0];
  weights.forEach((weight, i) => {
    const ends = (i + 1) % stepsPerEpoch === 0;
    const moment: Moment = { updates, epochs, endedEpoch: ends ? (i + 1) / stepsPerEpoch : undefined };
    const part = share!(moment);
    if (part === 0) return;
    average = average === undefined ? weight : average + part * (weight - average);
    updates++;
  });
  return average;
}

const weights = Array.from({ length: 40 }, (_, i) => Math.sin(i) + i / 10);

describe('averages of the weights', () => {
  it('ema is the weighted sum that its decay says, smaller at first', () => {
    const decay = 0.8;
    // By hand: the average is the sum of each weight times its share times the decays of all later steps.
    const decays = weights.map((_, t) => (t === 0 ? 0 : Math.min(decay, (1 + t) / (10 + t))));
    const expected = weights.reduce(
      (sum, weight, t) => sum + weight * (1 - decays[t]!) * decays.slice(t + 1).reduce((product, d) => product * d, 1),
      0,
    );
    assert.ok(Math.abs(averageOf({ ema: { decay } }, weights, 10)! - expected) < 1e-12);
    assert.deepEqual([decays[1], decays[2]], [2 / 11, 3 / 12]);
  });

  it('swa is the plain mean of the weights after each epoch from its start', () => {
    const swa = { start: 0.5, statistics: 128 };
    // Eight epochs of five steps: those after the fifth to the eighth epoch.
    const ends = [24, 29, 34, 39].map((i) => weights[i]!);
    const mean = ends.reduce((sum, weight) => sum + weight, 0) / 4;
    assert.ok(Math.abs(averageOf({ swa }, weights, 5)! - mean) < 1e-12);
    assert.equal(averageOf({ swa: { ...swa, start: 0.9 } }, weights, 5), weights[39]);
  });

  it('statistics are taken over as many faces as preciseBatchNorm says, before swa’s own number', () => {
    assert.deepEqual(createWeightStage({ techniques: {} }), undefined);
    assert.deepEqual(createWeightStage({ techniques: { preciseBatchNorm: { images: 500 } } }), { statistics: 500 });
    const both = { swa: { start: 0.5, statistics: 128 }, preciseBatchNorm: { images: 500 } };
    assert.equal(createWeightStage({ techniques: both })!.statistics, 500);
  });
});
