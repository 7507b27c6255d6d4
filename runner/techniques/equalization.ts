/** Spreads the grey values of every face: over the whole face, or tile by tile with limited contrast. */
import type { FaceTechnique } from './technique';
import { createClahe, equalizeHistogram } from './transform/equalize';

export const equalization: FaceTechnique = {
  name: 'equalization',
  actsOn: 'faces',
  create({ equalization: settings }, size) {
    if (!settings) return undefined;
    return settings.method === 'histogram' ? equalizeHistogram : createClahe(settings, size);
  },
};
