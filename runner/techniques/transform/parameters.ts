/** Draws the transformation of an image from the configured ranges, as a pure function of the settings and the draw. */
import type { ResolvedAugmentation } from '../../../experiment/types';
import { Random } from '../../random';
import type { Draw } from '../technique';

/** The shares of the width (left, right) and the height (top, bottom) that are cut off. */
export interface EdgeCrop {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** One drawn transformation of one image. */
export interface TransformParameters {
  /** Degrees. */
  readonly rotation: number;
  /** Degrees. */
  readonly shear: number;
  /** Share of the width; positive moves the content to the left, as in Keras. */
  readonly widthShift: number;
  /** Share of the height; positive moves the content up. */
  readonly heightShift: number;
  /** Factors for the distance from the centre at which the source is read; below 1, the content grows. */
  readonly zoomX: number;
  readonly zoomY: number;
  readonly horizontalFlip: boolean;
  readonly verticalFlip: boolean;
  /** Shares of the width or height that are cut off; absent when off. */
  readonly edgeCrop?: EdgeCrop;
  /** Added to all grey values; absent when off. */
  readonly channelShift?: number;
  /** Factor of the grey values; absent when off. */
  readonly brightness?: number;
  /** Factor of the distance to the image's mean; absent when off. */
  readonly contrast?: number;
}

/**
 * Draws the transformation of one image. Every parameter has its own random stream, so that switching one on or changing
 * its range does not affect the others.
 * @param purpose what the images are used for, so that training and prediction draw differently
 */
export function drawParameters(settings: ResolvedAugmentation, purpose: string, draw: Draw): TransformParameters {
  const { edgeCrop, channelShift, brightness, contrast } = settings;
  return {
    rotation: symmetric(purpose, 'rotation', draw, settings.rotation),
    shear: symmetric(purpose, 'shear', draw, settings.shear),
    widthShift: symmetric(purpose, 'widthShift', draw, settings.widthShift),
    heightShift: symmetric(purpose, 'heightShift', draw, settings.heightShift),
    zoomX: between(purpose, 'zoomX', draw, settings.zoom[0], settings.zoom[1]),
    zoomY: between(purpose, 'zoomY', draw, settings.zoom[0], settings.zoom[1]),
    horizontalFlip: settings.horizontalFlip && between(purpose, 'horizontalFlip', draw, 0, 1) < 0.5,
    verticalFlip: settings.verticalFlip && between(purpose, 'verticalFlip', draw, 0, 1) < 0.5,
    ...(edgeCrop > 0 && {
      edgeCrop: {
        left: between(purpose, 'edgeCrop/left', draw, 0, edgeCrop),
        right: between(purpose, 'edgeCrop/right', draw, 0, edgeCrop),
        top: between(purpose, 'edgeCrop/top', draw, 0, edgeCrop),
        bottom: between(purpose, 'edgeCrop/bottom', draw, 0, edgeCrop),
      },
    }),
    ...(channelShift > 0 && { channelShift: symmetric(purpose, 'channelShift', draw, channelShift) }),
    ...(brightness && { brightness: between(purpose, 'brightness', draw, brightness[0], brightness[1]) }),
    ...(contrast && { contrast: between(purpose, 'contrast', draw, contrast[0], contrast[1]) }),
  };
}

// No closures in the function that is called for every image: creating them costs more than the draws.

function symmetric(purpose: string, parameter: string, draw: Draw, limit: number): number {
  return limit === 0 ? 0 : between(purpose, parameter, draw, -limit, limit);
}

function between(purpose: string, parameter: string, draw: Draw, low: number, high: number): number {
  if (low === high) return low;
  return new Random(draw.seed, `${purpose}/${parameter}`, draw.epoch, draw.example).between(low, high);
}
