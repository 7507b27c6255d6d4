/** The loss that training minimizes: cross-entropy of logits with soft targets. */
import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import type { Engine, TargetRule, TF } from '../engine/contract';

/** For `bestAccepted`: moves all accepted mass to the most probable accepted class; the rest of a row is unchanged. */
function bestAcceptedTargets(tf: TF, logits: Tensor2D, targets: Tensor2D): Tensor2D {
  const classes = targets.shape[1];
  const floor = tf.min(targets, 1, true);
  const accepted = tf.greater(targets, floor);
  const best = tf.argMax(tf.where(accepted, logits, tf.fill(logits.shape, -1e30)), 1);
  const mass = tf.sub(1, tf.mul(floor, classes));
  return tf.add(floor, tf.mul(tf.oneHot(best as Tensor1D, classes).toFloat(), mass)) as Tensor2D;
}

/**
 * The loss that training minimizes, differentiable with respect to the logits.
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
 * Marks the classes that count as right: those with the largest target of their row. Several can tie; with the
 * multi-target rule, that makes any accepted class right.
 * @param targets rows of `classes` values
 * @returns 1 for a right class, 0 for the others
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
 * The number of rows whose most probable class is right.
 * @param right `[batch, classes]`, from `rightClasses`
 */
export function correctCount(tf: TF, logits: Tensor2D, right: Tensor2D): Scalar {
  const chosen = tf.oneHot(tf.argMax(logits, 1) as Tensor1D, right.shape[1], 1, 0, 'float32');
  return tf.sum(tf.mul(chosen, right)) as Scalar;
}
