/** Applies the techniques that an experiment switches on to what each acts on, in order. */
import type { Combination, ResolvedExperiment } from '../../experiment/types';
import { techniques } from './registry';
import type { CrossEntropy, TF } from '../engine/contract';
import type {
  BatchFunction,
  Draw,
  FaceFunction,
  GradientFunction,
  ImageSize,
  ImportanceFunction,
  LabelFunction,
  LossSubject,
  NetworkChange,
  PixelFunction,
  PredictFunction,
  TeacherFunction,
  WeightFunction,
} from './technique';

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

/**
 * The dataset with its faces as this experiment's network reads them: to be trained, evaluated or explained with. What
 * identifies the data stays that of the source.
 */
export function prepareFaces<Faces extends ImageSize & { readonly pixels: Uint8Array }>(
  { techniques: settings }: Techniques,
  dataset: Faces,
): Faces & { readonly sourcePixels?: Uint8Array } {
  const functions: FaceFunction[] = [];
  for (const technique of techniques) {
    const change = technique.actsOn === 'faces' ? technique.create(settings, dataset) : undefined;
    if (change) functions.push(change);
  }
  if (functions.length === 0) return dataset;
  const pixels = dataset.pixels.slice();
  const size = dataset.width * dataset.height;
  for (let start = 0; start < pixels.length; start += size) {
    for (const change of functions) change(pixels.subarray(start, start + size));
  }
  return { ...dataset, pixels, sourcePixels: dataset.pixels };
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

/** What training does to every batch, after its pixels and targets; undefined if nothing. */
export function createBatchPipeline(
  { techniques: settings }: Techniques,
  size: ImageSize = faceSize,
): BatchFunction | undefined {
  const functions: BatchFunction[] = [];
  for (const technique of techniques) {
    const change = technique.actsOn === 'batch' ? technique.create(settings, size) : undefined;
    if (change) functions.push(change);
  }
  if (functions.length === 0) return undefined;
  return (batch, draw) => {
    for (const change of functions) change(batch, draw);
  };
}

/** How the network is built otherwise; undefined if as it is. */
export function createNetworkStage({ techniques: settings }: Techniques): NetworkChange | undefined {
  let found: NetworkChange | undefined;
  for (const technique of techniques) {
    if (technique.actsOn === 'network') found = technique.create(settings) ?? found;
  }
  return found;
}

/** How faces are weighed and relabelled; undefined if all count alike. */
export function createImportanceStage({ techniques: settings }: Techniques, tf: TF): ImportanceFunction | undefined {
  let found: ImportanceFunction | undefined;
  for (const technique of techniques) {
    if (technique.actsOn === 'importance') found = technique.create(settings, tf) ?? found;
  }
  return found;
}

/**
 * The loss that training minimises. The first technique changes what the engine computes, the next one what comes of that.
 * @param plain softmax cross-entropy
 */
export function createLoss(
  { techniques: settings }: Techniques,
  plain: CrossEntropy,
  subject: LossSubject,
): CrossEntropy {
  let loss = plain;
  for (const technique of techniques) {
    const change = technique.actsOn === 'loss' ? technique.create(settings, subject) : undefined;
    if (change) loss = change(loss);
  }
  return loss;
}

/** How a teacher takes part in the loss; undefined without one. */
export function createTeacherStage({ techniques: settings }: Techniques, tf: TF): TeacherFunction | undefined {
  let found: TeacherFunction | undefined;
  for (const technique of techniques) {
    if (technique.actsOn === 'teacher') found = technique.create(settings, tf) ?? found;
  }
  return found;
}

/** How the gradients of a batch are computed; undefined for one plain pass. */
export function createGradientStage({ techniques: settings }: Techniques): GradientFunction | undefined {
  let found: GradientFunction | undefined;
  for (const technique of techniques) {
    if (technique.actsOn === 'gradients') found = technique.create(settings) ?? found;
  }
  return found;
}

/** Which weights are evaluated; undefined for those of the last step. */
export function createWeightStage({ techniques: settings }: Techniques): WeightFunction | undefined {
  let found: WeightFunction | undefined;
  for (const technique of techniques) {
    const own = technique.actsOn === 'weights' ? technique.create(settings) : undefined;
    if (own) found = { ...own, ...found };
  }
  return found;
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
