/** Logit-adjusted loss (Menon et al., 2021): trains on z + τ log π, with the share π of each class in the training faces. */
import type { Tensor2D } from '@tensorflow/tfjs';
import type { LossTechnique } from './technique';

export const logitAdjustment: LossTechnique = {
  name: 'logitAdjustment',
  actsOn: 'loss',
  create({ logitAdjustment: settings }, { tf, classCounts }) {
    if (!settings) return undefined;
    const total = classCounts.reduce((sum, count) => sum + count, 0);
    // A class without training faces keeps its logit: log 0 would rule it out.
    const offsets = classCounts.map((count) => (count > 0 ? settings.tau * Math.log(count / total) : 0));
    return (inner) => (logits, targets, weights) =>
      inner(tf.add(logits, tf.tensor1d(offsets)) as Tensor2D, targets, weights);
  },
};
