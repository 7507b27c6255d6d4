/** Focal loss (Lin et al., 2017): −Σ t (1 − p)^γ log p, so that faces which are already right count less. */
import type { Scalar, Tensor2D } from '@tensorflow/tfjs';
import type { CrossEntropy, TF } from '../engine/contract';
import type { LossTechnique } from './technique';

export const focalLoss: LossTechnique = {
  name: 'focalLoss',
  actsOn: 'loss',
  create({ focalLoss: settings }, { tf }) {
    if (!settings) return undefined;
    return () => focal(tf, settings.gamma);
  },
};

/**
 * With g = t · (γ p (1 − p)^(γ−1) log p − (1 − p)^γ), the slope by the logits is g − p Σ g. For γ below 1, p is kept a
 * little below 1, where the power has no slope.
 */
function focal(tf: TF, gamma: number): CrossEntropy {
  return (logits, targets, weights) => {
    const shifted = tf.sub(logits, tf.max(logits, 1, true));
    const logP = tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), 1, true)));
    const p = tf.exp(logP);
    const rest = tf.maximum(tf.sub(1, p), 1e-7);
    const factor = tf.pow(rest, gamma);
    const share = tf.div(weights, logits.shape[0]);
    const losses = tf.neg(tf.sum(tf.mul(targets, tf.mul(factor, logP)), 1));
    const growth = tf.mul(tf.mul(tf.mul(p, gamma), tf.div(factor, rest)), logP);
    const g = tf.mul(targets, tf.sub(growth, factor));
    const slope = tf.sub(g, tf.mul(p, tf.sum(g, 1, true)));
    return {
      value: tf.sum(tf.mul(losses, share)) as Scalar,
      slope: tf.mul(slope, tf.expandDims(share, 1)) as Tensor2D,
    };
  };
}
