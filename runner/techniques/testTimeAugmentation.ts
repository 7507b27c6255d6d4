/** The mean of the predictions of several randomly transformed copies of an image. */
import type { ResolvedAugmentation } from '../../experiment/types';
import type { PredictTechnique } from './technique';
import { flipHorizontally } from './transform/affine';
import { drawParameters } from './transform/parameters';
import { createTransform } from './transform/transform';

export const testTimeAugmentation: PredictTechnique = {
  name: 'testTimeAugmentation',
  stage: 'predict',
  create({ testTimeAugmentation: settings }, size) {
    if (!settings) return undefined;
    const { samples, augmentation } = settings;
    // Flipping alone has two outcomes: taking turns gives both their half, where drawing may give one of them more.
    if (onlyFlips(augmentation)) {
      return {
        samples,
        transform: (image, draw) => {
          if (draw.epoch % 2 === 1) flipHorizontally(image, size);
        },
      };
    }
    const transform = createTransform(size, augmentation.fillMode);
    return {
      samples,
      transform: (image, draw) => transform(image, drawParameters(augmentation, 'test-time-augmentation', draw)),
    };
  },
};

function onlyFlips(settings: ResolvedAugmentation): boolean {
  const { horizontalFlip, rotation, shear, widthShift, heightShift, zoom, brightness, contrast } = settings;
  const still = rotation === 0 && shear === 0 && widthShift === 0 && heightShift === 0;
  return horizontalFlip && still && zoom[0] === 1 && zoom[1] === 1 && !brightness && !contrast;
}
