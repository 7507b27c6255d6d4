/** Combines several predictions of an image into one: of random copies of it, or of a fixed set. */
import { changesNothing } from '../../experiment/techniques/augmentation';
import type { ResolvedAugmentation, ResolvedTestTimeAugmentation } from '../../experiment/types';
import type { ImageSize, PixelFunction, PredictTechnique } from './technique';
import { createCrop, fiveCrops } from './transform/crops';
import { flipHorizontally } from './transform/flips';
import { drawParameters } from './transform/parameters';
import { createTransform } from './transform/transform';

export const testTimeAugmentation: PredictTechnique = {
  name: 'testTimeAugmentation',
  actsOn: 'predictions',
  create({ testTimeAugmentation: settings }, size) {
    if (!settings) return undefined;
    const { samples, combine } = settings;
    return { samples, combine, transform: copies(settings, size) };
  },
};

function copies(settings: ResolvedTestTimeAugmentation, size: ImageSize): PixelFunction {
  switch (settings.set) {
    case 'random':
      return randomCopies(settings.augmentation, size);
    case 'flip':
      return inTurn([unchanged, mirrored(size)]);
    case 'fiveCrop':
      return inTurn(crops(size, settings.cropSize));
    case 'tenCrop':
      return inTurn(mirroredToo(crops(size, settings.cropSize), size));
  }
}

function randomCopies(augmentation: ResolvedAugmentation, size: ImageSize): PixelFunction {
  // Flipping alone has two outcomes. Taking turns uses both equally often; drawing may not.
  if (augmentation.horizontalFlip && changesNothing({ ...augmentation, horizontalFlip: false })) {
    return inTurn([unchanged, mirrored(size)]);
  }
  const transform = createTransform(size, augmentation.fillMode);
  return (image, draw) => transform(image, drawParameters(augmentation, 'test-time-augmentation', draw));
}

type Change = (image: Float32Array) => void;

const unchanged: Change = () => undefined;

const mirrored =
  (size: ImageSize): Change =>
  (image) =>
    flipHorizontally(image, size);

const crops = (size: ImageSize, cropSize: number): Change[] =>
  fiveCrops(size, cropSize).map((crop) => createCrop(size, crop));

/** The changes, followed by each of them with its result mirrored. */
const mirroredToo = (changes: readonly Change[], size: ImageSize): Change[] => {
  const mirror = mirrored(size);
  const both = changes.map((change): Change => (image) => {
    change(image);
    mirror(image);
  });
  return [...changes, ...both];
};

/** Takes the changes in turn, by the number of the prediction. */
function inTurn(changes: readonly Change[]): PixelFunction {
  return (image, { epoch }) => changes[epoch % changes.length]!(image);
}
