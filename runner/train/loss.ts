/** What training descends: cross-entropy on logits with soft targets. */
import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import type { Engine, TargetRule, TF } from '../engine/contract';

/** For `bestAccepted`: the accepted mass all on the best accepted class, the rest of the row as it was. */
function bestAcceptedTargets(tf: TF, logits: Tensor2D, targets: Tensor2D): Tensor2D {
  const classes = targets.shape[1];
  const floor = tf.min(targets, 1, true);
  const accepted = tf.greater(targets, floor);
  const best = tf.argMax(tf.where(accepted, logits, tf.fill(logits.shape, -1e30)), 1);
  const mass = tf.sub(1, tf.mul(floor, classes));
  return tf.add(floor, tf.mul(tf.oneHot(best as Tensor1D, classes).toFloat(), mass)) as Tensor2D;
}

/**
 * The loss that training descends, differentiable in the logits.
 * @param logits `[batch, classes]`
 * @param targets `[batch, classes]`, rows sum to 1
 * @param weights `[batch]`
 */
export function crossEntropy(
  { tf, crossEntropy: compute }: Pick<Engine, 'tf' | 'crossEntropy'>,
  logits: Tensor2D,
  targets: Tensor2D,
  weights: Tensor1D,
  rule: TargetRule = 'distribution',
): Scalar {
  const loss = tf.customGrad((input, save) => {
    const z = input as Tensor2D;
    const goal = rule === 'bestAccepted' ? bestAcceptedTargets(tf, z, targets) : targets;
    const { value, slope } = compute(z, goal, weights);
    (save as (tensors: Tensor[]) => void)([slope]);
    return { value, gradFunc: (dy: Tensor, saved: Tensor[]) => tf.mul(dy, saved[0]!) };
  });
  return loss(logits) as Scalar;
}

/**
 * Where the target is the largest of its row: any of them where several tie, so that for the multi-target rule any
 * accepted class is right.
 * @param targets rows of `classes`
 * @returns 1 there, 0 elsewhere
 */
export function rightClasses(targets: Float32Array, classes: number): Float32Array {
  const right = new Float32Array(targets.length);
  for (let first = 0; first < targets.length; first += classes) {
    const row = targets.subarray(first, first + classes);
    const largest = Math.max(...row);
    row.forEach((target, c) => {
      if (target === largest) right[first + c] = 1;
    });
  }
  return right;
}

/**
 * How many rows' most probable class is right.
 * @param right `[batch, classes]`, from `rightClasses`
 */
export function correctCount(tf: TF, logits: Tensor2D, right: Tensor2D): Scalar {
  const chosen = tf.oneHot(tf.argMax(logits, 1) as Tensor1D, right.shape[1], 1, 0, 'float32');
  return tf.sum(tf.mul(chosen, right)) as Scalar;
}
