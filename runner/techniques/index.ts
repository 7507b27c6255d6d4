/** Applies the techniques that an experiment switches on to pixels, labels and predictions, in order. */
import type { Combination, ResolvedExperiment } from '../../experiment/types';
import { techniques } from './registry';
import type { Draw, ImageSize, LabelFunction, PixelFunction, PredictFunction } from './technique';

/**
 * Turns one image of the dataset into what the network reads.
 * @param pixels grey values 0–255 of one image, `height · width`
 * @param out the same image from 0 to 1
 */
export type PixelPipeline = (pixels: Uint8Array, out: Float32Array, draw: Draw) => void;

/** Several copies of one image, whose predictions are combined into one. */
export interface PredictPipeline {
  readonly samples: number;
  readonly combine: Combination;
  /** Like a PixelPipeline, but `draw.epoch` is the number of the copy, from 0 to samples − 1. */
  readonly transform: PixelPipeline;
}

type Techniques = Pick<ResolvedExperiment, 'techniques'>;

/** The size of FER2013's images, which every model reads. */
const faceSize: ImageSize = { width: 48, height: 48 };

const scale = 1 / 255;

/** Scales grey values from 0–255 to 0–1, like Keras's `rescale=1/255`. */
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

/** What training does to every image. The function reuses its buffers, so it must not run twice at the same time. */
export function createPixelPipeline({ techniques: settings }: Techniques, size: ImageSize = faceSize): PixelPipeline {
  const functions: PixelFunction[] = [];
  for (const technique of techniques) {
    const change = technique.actsOn === 'pixels' ? technique.create(settings, size) : undefined;
    if (change) functions.push(change);
  }
  return pixelPipeline(functions);
}

/** What training does to every target. Changes it in place. */
export function createLabelPipeline({ techniques: settings }: Techniques, classes: number): LabelFunction {
  const functions: LabelFunction[] = [];
  for (const technique of techniques) {
    const change = technique.actsOn === 'labels' ? technique.create(settings, classes) : undefined;
    if (change) functions.push(change);
  }
  return (target) => {
    for (const change of functions) change(target);
  };
}

/** How an image is predicted several times; undefined if every image is predicted once, unchanged. */
export function createPredictPipeline(
  { techniques: settings }: Techniques,
  size: ImageSize = faceSize,
): PredictPipeline | undefined {
  let found: PredictFunction | undefined;
  for (const technique of techniques) {
    if (technique.actsOn === 'predictions') found = technique.create(settings, size) ?? found;
  }
  return found && { ...found, transform: pixelPipeline([found.transform]) };
}
