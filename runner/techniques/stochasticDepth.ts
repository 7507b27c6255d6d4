/** Leaves residual branches out of a step at random (Huang et al., 2016). */
import type { NetworkTechnique } from './technique';

export const stochasticDepth: NetworkTechnique = {
  name: 'stochasticDepth',
  actsOn: 'network',
  create({ stochasticDepth: settings }) {
    return settings && { survival: settings.survival };
  },
};
