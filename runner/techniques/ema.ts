/** An exponential moving average of the weights (Polyak and Juditsky, 1992), which is evaluated instead of the last ones. */
import type { WeightTechnique } from './technique';

export const ema: WeightTechnique = {
  name: 'ema',
  actsOn: 'weights',
  create({ ema: settings }) {
    if (!settings) return undefined;
    // It begins with the first step's weights. The warm-up is TensorFlow's: min(β, (1 + t) / (10 + t)).
    return {
      share: ({ updates }) => (updates === 0 ? 1 : 1 - Math.min(settings.decay, (1 + updates) / (10 + updates))),
    };
  },
};
