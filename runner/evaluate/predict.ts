/** Predicts the probabilities of many images, batch by batch. */
import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import type { Dataset } from '../data/dataset';
import type { Engine, Replicas } from '../engine/contract';
import { type PredictPipeline, scalePixels } from '../techniques';
import { createCombiner } from './combination';
import { mostProbable } from '../../storage/run/predictions';

/** Thrown when `shouldStop` returns true: what was predicted so far is dropped. */
export class PredictionStopped extends Error {
  override readonly name = 'PredictionStopped';
}

export interface PredictOptions {
  /** Images per call of the network. */
  readonly batchSize: number;
  /** Copies of the model with the same weights, which take their own batches. */
  readonly replicas?: Replicas | undefined;
  /** Turns grey values 0–255 of one image into the input of the network. Default: scales them to 0–1. */
  readonly transform?: (pixels: Uint8Array, out: Float32Array, example: number) => void;
  /** Called after every batch, or one batch for every copy, with the images that are predicted and their total. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Called before every batch. */
  readonly shouldStop?: () => boolean;
}

type Predicting = Pick<Engine, 'tf' | 'prepareModel'>;
type Images = Pick<Dataset, 'width' | 'height' | 'pixels' | 'classNames'>;

/**
 * @param model from `[batch, height, width, 1]` to probabilities `[batch, classes]`
 * @param indices of the images in the dataset
 * @returns probabilities, `indices.length · classes`, in the order of `indices`
 * @throws PredictionStopped
 */
export async function predict(
  engine: Predicting,
  model: LayersModel,
  dataset: Images,
  indices: Uint32Array,
  options: PredictOptions,
): Promise<Float32Array> {
  const classes = dataset.classNames.length;
  const probabilities = new Float32Array(indices.length * classes);
  const prepared = engine.prepareModel?.(model);
  const network: Network = {
    here: (images) => prepared?.predict(images) ?? (model.predictOnBatch(images) as Tensor),
    there: (copy, images, shape) => options.replicas!.predict(copy, images, shape),
  };
  const take = (start: number, values: Float32Array) => probabilities.set(values, start * classes);
  try {
    await passThrough(engine, dataset, indices, { ...options, network, take });
  } finally {
    prepared?.dispose();
  }
  return probabilities;
}

/** A network on this thread and its copies on others. */
export interface Network {
  /** @param images `[n, height, width, 1]`; the caller disposes what it returns */
  here(images: Tensor): Tensor;
  there(copy: number, images: Float32Array, shape: readonly number[]): Promise<Float32Array>;
}

export interface PassOptions extends PredictOptions {
  readonly network: Network;
  /**
   * Called with the outputs in the order of the images.
   * @param start position of the first image in the indices
   */
  readonly take: (start: number, values: Float32Array) => void | Promise<void>;
}

/**
 * Passes images through a network, on all of its copies.
 * @throws PredictionStopped
 */
export async function passThrough(
  engine: Pick<Engine, 'tf'>,
  { width, height, pixels }: Pick<Dataset, 'width' | 'height' | 'pixels'>,
  indices: Uint32Array,
  { batchSize, replicas, transform = scalePixels, network, take, ...options }: PassOptions,
): Promise<void> {
  const size = width * height;
  // A new array for every batch: an engine may keep it for as long as the tensor lives.
  const batch = (start: number): Batch => {
    const count = Math.min(batchSize, indices.length - start);
    const images = new Float32Array(count * size);
    for (let i = 0; i < count; i++) {
      const example = indices[start + i]!;
      const image = pixels.subarray(example * size, (example + 1) * size);
      transform(image, images.subarray(i * size, (i + 1) * size), example);
    }
    return { start, count, images, shape: [count, height, width, 1] };
  };
  for (let start = 0; start < indices.length;) {
    if (options.shouldStop?.()) throw new PredictionStopped('The prediction was stopped.');
    // One batch for every copy of the model; this thread computes the first itself while the others work.
    const batches: Batch[] = [];
    for (let copy = 0; copy < (replicas?.count ?? 1) && start < indices.length; copy++) {
      const next = batch(start);
      batches.push(next);
      start += next.count;
    }
    const others = batches.slice(1).map(({ images, shape }, i) => network.there(i + 1, images, shape));
    const outputs = [await predictHere(engine, network, batches[0]!), ...(await Promise.all(others))];
    for (const [i, done] of batches.entries()) await take(done.start, outputs[i]!);
    options.onProgress?.(start, indices.length);
  }
}

interface Batch {
  /** Position of its first image in the indices. */
  readonly start: number;
  readonly count: number;
  readonly images: Float32Array;
  readonly shape: [number, number, number, number];
}

async function predictHere({ tf }: Pick<Engine, 'tf'>, network: Network, { images, shape }: Batch) {
  const output = tf.tidy(() => network.here(tf.tensor4d(images, shape)));
  try {
    return (await output.data()) as Float32Array;
  } finally {
    output.dispose();
  }
}

/** One prediction of every image from several. */
export interface CombinedPrediction {
  /** As `predict` gives them. */
  readonly probabilities: Float32Array;
  /** The most probable class of every image after the first prediction, after the first two, and so on. */
  readonly chosen: readonly Uint8Array[];
}

/**
 * The predictions of several transformed copies of every image as one.
 * @param seed of the run
 * @param options progress counts the copies
 * @throws PredictionStopped
 */
export async function predictCombined(
  engine: Predicting,
  model: LayersModel,
  dataset: Images,
  indices: Uint32Array,
  { samples, combine, transform }: PredictPipeline,
  seed: number,
  options: Omit<PredictOptions, 'transform'>,
): Promise<CombinedPrediction> {
  const classes = dataset.classNames.length;
  const combiner = createCombiner(combine, indices.length, classes);
  const chosen: Uint8Array[] = [];
  let probabilities: Float32Array = new Float32Array(0);
  for (let sample = 0; sample < samples; sample++) {
    const predicted = await predict(engine, model, dataset, indices, {
      ...options,
      transform: (pixels, out, example) => transform(pixels, out, { seed, epoch: sample, example }),
      onProgress: (done, total) => options.onProgress?.(sample * total + done, samples * total),
    });
    combiner.add(predicted);
    probabilities = combiner.combined();
    chosen.push(chosenClasses(probabilities, classes));
  }
  return { probabilities, chosen };
}

function chosenClasses(probabilities: Float32Array, classes: number): Uint8Array {
  return Uint8Array.from({ length: probabilities.length / classes }, (_, row) =>
    mostProbable(probabilities, row * classes, classes),
  );
}
