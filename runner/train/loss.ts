/** Cross-entropy on logits with soft targets, with its gradient written out: softmax − target. */
import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import type { TF } from '../engine/engine';

/**
 * `distribution`: −Σ tᵢ log pᵢ. `bestAccepted`: −log of the probability of the accepted class that the network finds
 * most probable (FER+ paper's multi-target rule, Barsoum et al., 2016); accepted are the classes with more than the
 * row's smallest target, so that it composes with label smoothing.
 */
export type TargetRule = 'distribution' | 'bestAccepted';

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
 * Mean over the batch of weight · cross-entropy, as Keras reduces it (by the number of examples, not of weights).
 * @param logits `[batch, classes]`
 * @param targets `[batch, classes]`, rows sum to 1
 * @param weights `[batch]`
 */
export function crossEntropy(
  tf: TF,
  logits: Tensor2D,
  targets: Tensor2D,
  weights: Tensor1D,
  rule: TargetRule = 'distribution',
): Scalar {
  const loss = tf.customGrad((input, save) => {
    const z = input as Tensor2D;
    const goal = rule === 'bestAccepted' ? bestAcceptedTargets(tf, z, targets) : targets;
    const shifted = tf.sub(z, tf.max(z, 1, true));
    const logProbabilities = tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), 1, true)));
    const examples = tf.neg(tf.sum(tf.mul(goal, logProbabilities), 1));
    const share = tf.div(weights, z.shape[0]);
    const value = tf.sum(tf.mul(examples, share)) as Scalar;
    const slope = tf.mul(tf.sub(tf.exp(logProbabilities), goal), tf.expandDims(share, 1));
    (save as (tensors: Tensor[]) => void)([slope]);
    return { value, gradFunc: (dy: Tensor, saved: Tensor[]) => tf.mul(dy, saved[0]!) };
  });
  return loss(logits) as Scalar;
}

/**
 * How many rows' most probable class has the largest target of its row: any of them where several tie, so that for the
 * multi-target rule any accepted class is right.
 */
export function correctCount(tf: TF, logits: Tensor2D, targets: Tensor2D): Scalar {
  const chosen = tf.oneHot(tf.argMax(logits, 1) as Tensor1D, targets.shape[1]).toFloat();
  const reached = tf.sum(tf.mul(chosen, targets), 1);
  return tf.sum(tf.greaterEqual(reached, tf.max(targets, 1)).toFloat()) as Scalar;
}
