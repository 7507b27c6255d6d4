/** Which transformation an image gets: drawn from ranges, as a pure function of what the draw follows from. */
import type { ResolvedAugmentation } from '../../../experiment/types';
import { Random } from '../../random';
import type { Draw } from '../technique';

/** Shares of the width (left and right) and of the height (top and bottom) that are cut off. */
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
  /** Factors of the distance to the centre at which the source is read: below 1 enlarges. */
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
 * Draws one image's transformation. Every parameter has a stream of its own, so that switching one on or changing its
 * range leaves what the others draw as it was.
 * @param purpose what the images are for, so that training and prediction draw differently
 */
export function drawParameters(settings: ResolvedAugmentation, purpose: string, draw: Draw): TransformParameters {
  const stream = (parameter: string) => new Random(draw.seed, `${purpose}/${parameter}`, draw.epoch, draw.example);
  const symmetric = (parameter: string, limit: number) => (limit === 0 ? 0 : stream(parameter).between(-limit, limit));
  const within = (parameter: string, [low, high]: readonly [number, number]) =>
    low === high ? low : stream(parameter).between(low, high);
  const edge = (side: keyof EdgeCrop) => stream(`edgeCrop/${side}`).between(0, settings.edgeCrop);
  return {
    rotation: symmetric('rotation', settings.rotation),
    shear: symmetric('shear', settings.shear),
    widthShift: symmetric('widthShift', settings.widthShift),
    heightShift: symmetric('heightShift', settings.heightShift),
    zoomX: within('zoomX', settings.zoom),
    zoomY: within('zoomY', settings.zoom),
    horizontalFlip: settings.horizontalFlip && stream('horizontalFlip').uniform() < 0.5,
    verticalFlip: settings.verticalFlip && stream('verticalFlip').uniform() < 0.5,
    ...(settings.edgeCrop > 0 && {
      edgeCrop: { left: edge('left'), right: edge('right'), top: edge('top'), bottom: edge('bottom') },
    }),
    ...(settings.channelShift > 0 && { channelShift: symmetric('channelShift', settings.channelShift) }),
    ...(settings.brightness && { brightness: within('brightness', settings.brightness) }),
    ...(settings.contrast && { contrast: within('contrast', settings.contrast) }),
  };
}
