/** Learns from a teacher's answers besides the labels (Hinton et al., 2015). */
import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import type { TF } from '../engine/contract';
import type { TeacherTechnique } from './technique';

export const distillation: TeacherTechnique = {
  name: 'distillation',
  actsOn: 'teacher',
  create({ distillation: settings }, tf) {
    if (!settings) return undefined;
    const { temperature, weight } = settings;
    return (loss, logits, answers, weights) => {
      const taught = imitation(tf, logits, answers, weights, temperature);
      return tf.add(tf.mul(loss, 1 - weight), tf.mul(taught, weight)) as Scalar;
    };
  },
};

/**
 * T² · KL(q ‖ p) with q = softmax(answers / T) and p = softmax(logits / T), as the mean over the batch of each face's
 * weight times its own: as plain cross-entropy is reduced. Its slope by the logits is T (p − q) · weight / batch.
 * @param logits `[batch, classes]`, of the network that learns
 * @param answers `[batch, classes]`, logits of the teacher
 * @param weights `[batch]`
 */
function imitation(tf: TF, logits: Tensor2D, answers: Tensor2D, weights: Tensor1D, temperature: number): Scalar {
  const share = tf.div(weights, logits.shape[0]);
  const soften = (values: Tensor): Tensor => {
    const shifted = tf.div(tf.sub(values, tf.max(values, 1, true)), temperature);
    return tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), 1, true)));
  };
  const logQ = soften(answers);
  const q = tf.exp(logQ);
  const loss = tf.customGrad((input, save) => {
    const logP = soften(input as Tensor);
    const divergence = tf.sum(tf.mul(q, tf.sub(logQ, logP)), 1);
    const slope = tf.mul(tf.mul(tf.sub(tf.exp(logP), q), temperature), tf.expandDims(share, 1));
    (save as (tensors: Tensor[]) => void)([slope]);
    return {
      value: tf.mul(tf.sum(tf.mul(divergence, share)), temperature ** 2),
      gradFunc: (dy: Tensor, saved: Tensor[]) => tf.mul(dy, saved[0]!),
    };
  });
  return loss(logits) as Scalar;
}
