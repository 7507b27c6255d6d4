/**
 * Takes the statistics of batch normalisation again over training faces before each validation (Wu and Johnson, 2021).
 * Moving averages lag behind the weights: in the first epochs, a network that learns well can look as if it guessed.
 */
import type { WeightTechnique } from './technique';

export const preciseBatchNorm: WeightTechnique = {
  name: 'preciseBatchNorm',
  actsOn: 'weights',
  create({ preciseBatchNorm: settings }) {
    return settings && { statistics: settings.images };
  },
};
