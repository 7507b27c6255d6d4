/** Trusts each face as far as a unit of the network says, and corrects labels (Wang et al., 2020). */
import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import type { TF } from '../engine/contract';
import type { ImportanceTechnique } from './technique';

export const selfCure: ImportanceTechnique = {
  name: 'selfCure',
  actsOn: 'importance',
  create({ selfCure: settings }, tf) {
    if (!settings) return undefined;
    const { relabelFrom, relabelMargin, rankMargin, highShare } = settings;
    return {
      relabelFrom,
      weigh: (importances, logits) => ({
        logits: tf.mul(logits, tf.expandDims(importances, 1)) as Tensor2D,
        penalty: rankPenalty(tf, importances, highShare, rankMargin),
      }),
      relabel: (importances, logits, targets) => surer(importances, logits, targets, highShare, relabelMargin),
    };
  },
};

/** The faces of a batch by falling importance; of equal ones, the first comes first. The first `high` are the high group. */
function ranked(
  importances: Float32Array,
  highShare: number,
): { readonly order: readonly number[]; readonly high: number } {
  const order = [...importances.keys()].sort((a, b) => importances[b]! - importances[a]! || a - b);
  return { order, high: Math.floor(order.length * highShare) };
}

/** max(0, margin − (mean of the high group − mean of the low group)); 0 for a batch that is too small for two groups. */
function rankPenalty(tf: TF, importances: Tensor1D, highShare: number, margin: number): Scalar {
  const { order, high } = ranked(importances.dataSync() as Float32Array, highShare);
  if (high === 0) return tf.scalar(0);
  const signs = new Float32Array(order.length);
  order.forEach((face, rank) => (signs[face] = rank < high ? -1 / high : 1 / (order.length - high)));
  const gap = tf.sum(tf.mul(importances, tf.tensor1d(signs)));
  return tf.relu(tf.add(gap, margin)) as Scalar;
}

/** Only in the low group: where another class is more probable than the label by more than the margin. */
function surer(
  importances: Float32Array,
  logits: Float32Array,
  targets: Float32Array,
  highShare: number,
  margin: number,
): Int8Array {
  const classes = logits.length / importances.length;
  const { order, high } = ranked(importances, highShare);
  const labels = new Int8Array(importances.length).fill(-1);
  if (high === 0) return labels;
  for (const face of order.slice(high)) {
    const row = logits.subarray(face * classes, (face + 1) * classes);
    const target = targets.subarray(face * classes, (face + 1) * classes);
    const largest = Math.max(...row);
    const powers = Array.from(row, (logit) => Math.exp(logit - largest));
    const sum = powers.reduce((all, power) => all + power, 0);
    const best = row.indexOf(largest);
    const label = target.indexOf(Math.max(...target));
    if ((powers[best]! - powers[label]!) / sum > margin) labels[face] = best;
  }
  return labels;
}
