import type { Scalar, Tensor2D } from '@tensorflow/tfjs';
import type { CrossEntropy, TF } from './contract';

/** Softmax cross-entropy from plain operations: for engines without a fused one, and the reference for engines with one. */
export function composedCrossEntropy(tf: TF): CrossEntropy {
  return (logits, targets, weights) => {
    const shifted = tf.sub(logits, tf.max(logits, 1, true));
    const logProbabilities = tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), 1, true)));
    const losses = tf.neg(tf.sum(tf.mul(targets, logProbabilities), 1));
    const share = tf.div(weights, logits.shape[0]);
    return {
      value: tf.sum(tf.mul(losses, share)) as Scalar,
      slope: tf.mul(tf.sub(tf.exp(logProbabilities), targets), tf.expandDims(share, 1)) as Tensor2D,
    };
  };
}
