/** Applies one drawn transformation to one image, in Keras's order: geometry and flips, channel, brightness; contrast last. */
import type { ResolvedAugmentation } from '../../../experiment/types';
import type { ImageSize } from '../technique';
import { affineMatrix, paddingOf, transformAffine } from './affine';
import { flipHorizontally, flipVertically } from './flips';
import type { TransformParameters } from './parameters';
import { changeBrightness, changeContrast, shiftChannel } from './tones';

/**
 * @returns a function that changes an image of `size` in place (grey values 0–255, row by row); it reuses a buffer of its
 *   own
 */
export function createTransform(
  size: ImageSize,
  fillMode: ResolvedAugmentation['fillMode'],
): (image: Float32Array, parameters: TransformParameters) => void {
  const source = new Float32Array(size.width * size.height + paddingOf(size));
  return (image, parameters) => {
    const matrix = affineMatrix(parameters, size);
    // The position of flips in the order does not matter, so the affine transform does them if there is one.
    if (matrix) {
      source.set(image);
      transformAffine(source, image, size, matrix, fillMode, parameters);
    } else {
      if (parameters.horizontalFlip) flipHorizontally(image, size);
      if (parameters.verticalFlip) flipVertically(image, size);
    }
    if (parameters.channelShift !== undefined) shiftChannel(image, parameters.channelShift);
    if (parameters.brightness !== undefined) changeBrightness(image, parameters.brightness);
    if (parameters.contrast !== undefined) changeContrast(image, parameters.contrast);
  };
}
