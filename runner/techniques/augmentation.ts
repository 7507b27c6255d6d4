/** Random changes to training images, with the meaning of Keras's `ImageDataGenerator`. */
import type { PixelTechnique } from './technique';
import { drawParameters } from './transform/parameters';
import { createTransform } from './transform/transform';

export const augmentation: PixelTechnique = {
  name: 'augmentation',
  actsOn: 'pixels',
  create({ augmentation: settings }, size) {
    if (!settings) return undefined;
    const transform = createTransform(size, settings.fillMode);
    return (image, draw) => transform(image, drawParameters(settings, 'augmentation', draw));
  },
};
