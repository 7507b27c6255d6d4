/** Weighs classes by their effective number of faces (Cui et al., 2019): (1 − β) / (1 − βⁿ), scaled to a mean of 1 over the classes. */
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import type { LossTechnique } from './technique';

export const classBalancedLoss: LossTechnique = {
  name: 'classBalancedLoss',
  actsOn: 'loss',
  create({ classBalancedLoss: settings }, { tf, classCounts }) {
    if (!settings) return undefined;
    const classWeights = effectiveWeights(classCounts, settings.beta);
    // −Σ α t log p is the plain loss of the targets α t / s with the weight s = Σ α t.
    return (inner) => (logits, targets, weights) => {
      const weighted = tf.mul(targets, tf.tensor1d(classWeights));
      const sum = tf.sum(weighted, 1, true);
      return inner(logits, tf.div(weighted, sum) as Tensor2D, tf.mul(weights, tf.reshape(sum, [-1])) as Tensor1D);
    };
  },
};

/**
 * @param counts of training faces of each class
 * @returns the weight of each class; 1 for one without faces, and the mean of the others is 1
 */
export function effectiveWeights(counts: readonly number[], beta: number): number[] {
  const raw = counts.map((count) => (count > 0 ? (1 - beta) / (1 - beta ** count) : undefined));
  const present = raw.filter((weight) => weight !== undefined);
  const scale = present.length / present.reduce((sum, weight) => sum + weight, 0);
  return raw.map((weight) => (weight === undefined ? 1 : weight * scale));
}
