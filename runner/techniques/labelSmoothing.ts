/** Softer targets (Szegedy et al., 2016), as Keras's losses compute them: y · (1 − ε) + ε / classes. */
import type { LabelTechnique } from './technique';

export const labelSmoothing: LabelTechnique = {
  name: 'labelSmoothing',
  actsOn: 'labels',
  create({ labelSmoothing: settings }, classes) {
    if (!settings) return undefined;
    const keep = 1 - settings.epsilon;
    const share = settings.epsilon / classes;
    return (target) => {
      for (let i = 0; i < classes; i++) target[i] = target[i]! * keep + share;
    };
  },
};
