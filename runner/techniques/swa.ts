/** Stochastic weight averaging (Izmailov et al., 2018): the plain mean of the weights after each of the last epochs. */
import type { WeightTechnique } from './technique';

export const swa: WeightTechnique = {
  name: 'swa',
  actsOn: 'weights',
  create({ swa: settings }) {
    if (!settings) return undefined;
    const { start, statistics } = settings;
    return {
      share: ({ updates, endedEpoch, epochs }) =>
        endedEpoch === undefined || endedEpoch <= Math.floor(start * epochs) ? 0 : 1 / (updates + 1),
      statistics,
    };
  },
};
