import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { composedCrossEntropy } from '../../../runner/engine/composedCrossEntropy';
import { correctCount, crossEntropy, rightClasses } from '../../../runner/train/loss';
import type { TargetRule } from '../../../runner/engine/contract';

const engine = { tf, crossEntropy: composedCrossEntropy(tf) };

const logits = [
  [2, -1, 0.5],
  [0.1, 0.3, -2],
  [-40, 60, 0],
];
const weights = [1, 0.25, 3];

const softmax = (row: readonly number[]) => {
  const powers = row.map((value) => Math.exp(value - Math.max(...row)));
  return powers.map((power) => power / powers.reduce((sum, one) => sum + one, 0));
};
/** −Σ tᵢ log pᵢ in double precision. */
const entropy = (row: readonly number[], target: readonly number[]) =>
  softmax(row).reduce((sum, probability, index) => sum - (target[index]! && target[index]! * Math.log(probability)), 0);
const weighted = (losses: readonly number[]) =>
  losses.reduce((sum, loss, row) => sum + weights[row]! * loss, 0) / losses.length;

function evaluate(rows: number[][], targets: number[][], rule: TargetRule): { value: number; slope: number[][] } {
  return tf.tidy(() => {
    const loss = (input: tf.Tensor) =>
      crossEntropy(engine, input as tf.Tensor2D, tf.tensor2d(targets), tf.tensor1d(weights), rule);
    const { value, grad } = tf.valueAndGrad(loss)(tf.tensor2d(rows));
    return { value: value.dataSync()[0]!, slope: grad.arraySync() as number[][] };
  });
}

function countCorrect(targets: number[][]): number {
  const right = rightClasses(Float32Array.from(targets.flat()), 3);
  return tf.tidy(() => correctCount(tf, tf.tensor2d(logits), tf.tensor2d(right, [3, 3])).dataSync()[0]!);
}

function assertClose(actual: number, expected: number, tolerance: number): void {
  assert.ok(
    Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)),
    `${actual} against ${expected}`,
  );
}

describe('cross-entropy on logits', () => {
  before(() => tf.setBackend('cpu'));

  const soft = [
    [0.7, 0.2, 0.1],
    [0, 1, 0],
    [0.1, 0.9, 0],
  ];

  it('is the weighted mean over the batch of −Σ t log p, large logits included', () => {
    const expected = weighted(logits.map((row, index) => entropy(row, soft[index]!)));
    assertClose(evaluate(logits, soft, 'distribution').value, expected, 1e-6);
  });

  it('has the gradient w (p − t) / n', () => {
    const { slope } = evaluate(logits, soft, 'distribution');
    logits.forEach((row, index) => {
      softmax(row).forEach((probability, c) => {
        assertClose(slope[index]![c]!, (weights[index]! * (probability - soft[index]![c]!)) / 3, 1e-6);
      });
    });
  });

  describe('for the multi-target rule', () => {
    /** Two, one and two accepted classes. */
    const accepted = [
      [0.5, 0.5, 0],
      [0, 0, 1],
      [0.5, 0, 0.5],
    ];

    it('is −log of the best accepted class', () => {
      const best = [0, 2, 2].map((c, row) => -Math.log(softmax(logits[row]!)[c]!));
      assertClose(evaluate(logits, accepted, 'bestAccepted').value, weighted(best), 1e-6);
    });

    it('has the gradient that finite differences give', () => {
      const { slope } = evaluate(logits.slice(0, 2).concat([[0.4, 1, 0.2]]), accepted, 'bestAccepted');
      const rows = logits.slice(0, 2).concat([[0.4, 1, 0.2]]);
      const step = 1e-2;
      rows.forEach((row, index) => {
        row.forEach((_, c) => {
          const moved = (by: number) =>
            rows.map((other, r) => other.map((z, k) => (r === index && k === c ? z + by : z)));
          const loss = (by: number) => evaluate(moved(by), accepted, 'bestAccepted').value;
          assertClose(slope[index]![c]!, (loss(step) - loss(-step)) / (2 * step), 2e-4);
        });
      });
    });

    it('composes with label smoothing: the accepted mass on the best class, the rest as it was', () => {
      const epsilon = 0.3;
      const smooth = (rows: number[][]) => rows.map((row) => row.map((t) => t * (1 - epsilon) + epsilon / 3));
      const chosen = [
        [1, 0, 0],
        [0, 0, 1],
        [0, 0, 1],
      ];
      const expected = weighted(smooth(chosen).map((target, row) => entropy(logits[row]!, target)));
      assertClose(evaluate(logits, smooth(accepted), 'bestAccepted').value, expected, 1e-6);
    });

    it('counts any accepted class as right', () => {
      assert.equal(countCorrect(accepted), 1);
    });
  });

  it('takes for right the classes of the largest target of a row, and no other that is voted for', () => {
    const targets = Float32Array.from([0.7, 0.2, 0.1, 0.45, 0.45, 0.1, 0, 0, 1]);
    assert.deepEqual([...rightClasses(targets, 3)], [1, 0, 0, 1, 1, 0, 0, 0, 1]);
  });

  it('counts rows whose most probable class has the largest target', () => {
    assert.equal(countCorrect(soft), 3);
  });
});
