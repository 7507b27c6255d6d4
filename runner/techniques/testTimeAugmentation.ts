/** The mean of the predictions of several randomly transformed copies of an image. */
import { changesNothing } from '../../experiment/defaults';
import type { PredictTechnique } from './technique';
import { flipHorizontally } from './transform/flips';
import { drawParameters } from './transform/parameters';
import { createTransform } from './transform/transform';

export const testTimeAugmentation: PredictTechnique = {
  name: 'testTimeAugmentation',
  stage: 'predict',
  create({ testTimeAugmentation: settings }, size) {
    if (!settings) return undefined;
    const { samples, augmentation } = settings;
    // Flipping alone has two outcomes: taking turns gives both their half, where drawing may give one of them more.
    if (augmentation.horizontalFlip && changesNothing({ ...augmentation, horizontalFlip: false })) {
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
