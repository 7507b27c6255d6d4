/** What a run does to pixels, labels and predictions: the techniques that its experiment switches on, in order. */
import type { Combination, ResolvedExperiment } from '../../experiment/types';
import { techniques } from './registry';
import type { Draw, ImageSize, LabelFunction, PixelFunction, PredictFunction } from './technique';

/**
 * One image from the dataset to what the network reads.
 * @param pixels grey values 0–255 of one image, `height · width`
 * @param out the same image from 0 to 1
 */
export type PixelPipeline = (pixels: Uint8Array, out: Float32Array, draw: Draw) => void;

/** Several copies of one image, whose predictions become one. */
export interface PredictPipeline {
  readonly samples: number;
  readonly combine: Combination;
  /** As a PixelPipeline; `draw.epoch` is the number of the copy, from 0 to samples − 1. */
  readonly transform: PixelPipeline;
}

type Techniques = Pick<ResolvedExperiment, 'techniques'>;

/** FER2013's, and what every model takes. */
const faceSize: ImageSize = { width: 48, height: 48 };

const scale = 1 / 255;

/** Grey values 0–255 to 0–1, as Keras's `rescale=1/255`. */
export const scalePixels = (pixels: Uint8Array, out: Float32Array): void => {
  for (let i = 0; i < pixels.length; i++) out[i] = pixels[i]! * scale;
};

function pixelPipeline(functions: readonly PixelFunction[]): PixelPipeline {
  if (functions.length === 0) return scalePixels;
  return (pixels, out, draw) => {
    out.set(pixels);
    for (const change of functions) change(out, draw);
    for (let i = 0; i < pixels.length; i++) out[i] = out[i]! * scale;
  };
}

/** What training does to every image. The function owns buffers: not to be entered twice at once. */
export function createPixelPipeline({ techniques: settings }: Techniques, size: ImageSize = faceSize): PixelPipeline {
  const functions: PixelFunction[] = [];
  for (const technique of techniques) {
    const change = technique.stage === 'pixels' ? technique.create(settings, size) : undefined;
    if (change) functions.push(change);
  }
  return pixelPipeline(functions);
}

/** What training does to every target, in place. */
export function createLabelPipeline({ techniques: settings }: Techniques, classes: number): LabelFunction {
  const functions: LabelFunction[] = [];
  for (const technique of techniques) {
    const change = technique.stage === 'labels' ? technique.create(settings, classes) : undefined;
    if (change) functions.push(change);
  }
  return (target) => {
    for (const change of functions) change(target);
  };
}

/** How an image is predicted, when more than once; undefined when every image is predicted once, as it is. */
export function createPredictPipeline(
  { techniques: settings }: Techniques,
  size: ImageSize = faceSize,
): PredictPipeline | undefined {
  let found: PredictFunction | undefined;
  for (const technique of techniques) {
    if (technique.stage === 'predict') found = technique.create(settings, size) ?? found;
  }
  return found && { ...found, transform: pixelPipeline([found.transform]) };
}
