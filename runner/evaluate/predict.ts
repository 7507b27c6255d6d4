/** Probabilities of many images, batch by batch. */
import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import type { Dataset } from '../data/dataset';
import type { Engine } from '../engine/engine';
import { type PredictPipeline, scalePixels } from '../techniques';

/** Thrown when `shouldStop` says so: what was predicted so far is dropped. */
export class PredictionStopped extends Error {
  override readonly name = 'PredictionStopped';
}

export interface PredictOptions {
  /** Images per call of the network. */
  readonly batchSize: number;
  /** From grey values 0–255 of one image to what the network reads. Default: scaled to 0–1. */
  readonly transform?: (pixels: Uint8Array, out: Float32Array, example: number) => void;
  /** After every batch: images predicted, of all. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Asked before every batch. */
  readonly shouldStop?: () => boolean;
}

type Images = Pick<Dataset, 'width' | 'height' | 'pixels' | 'classNames'>;

/**
 * @param model from `[batch, height, width, 1]` to probabilities `[batch, classes]`
 * @param indices of the images in the dataset
 * @returns probabilities, `indices.length · classes`, in the order of `indices`
 * @throws PredictionStopped
 */
export async function predict(
  engine: Pick<Engine, 'tf'>,
  model: LayersModel,
  dataset: Images,
  indices: Uint32Array,
  options: PredictOptions,
): Promise<Float32Array> {
  const { tf } = engine;
  const { width, height, pixels } = dataset;
  const { batchSize, transform = scalePixels } = options;
  const size = width * height;
  const classes = dataset.classNames.length;
  const probabilities = new Float32Array(indices.length * classes);
  for (let start = 0; start < indices.length; start += batchSize) {
    if (options.shouldStop?.()) throw new PredictionStopped('The prediction was stopped.');
    const count = Math.min(batchSize, indices.length - start);
    // A new array for every batch: an engine may keep it for as long as the tensor lives.
    const batch = new Float32Array(count * size);
    for (let i = 0; i < count; i++) {
      const example = indices[start + i]!;
      const image = pixels.subarray(example * size, (example + 1) * size);
      transform(image, batch.subarray(i * size, (i + 1) * size), example);
    }
    const output = tf.tidy(() => model.predictOnBatch(tf.tensor4d(batch, [count, height, width, 1])) as Tensor);
    try {
      probabilities.set(await output.data(), start * classes);
    } finally {
      output.dispose();
    }
    options.onProgress?.(start + count, indices.length);
  }
  return probabilities;
}

/**
 * The mean of the predictions of several transformed copies of every image.
 * @param seed of the run
 * @param options progress counts the copies
 * @returns as `predict`
 * @throws PredictionStopped
 */
export async function predictAveraged(
  engine: Pick<Engine, 'tf'>,
  model: LayersModel,
  dataset: Images,
  indices: Uint32Array,
  { samples, transform }: PredictPipeline,
  seed: number,
  options: Omit<PredictOptions, 'transform'>,
): Promise<Float32Array> {
  const sum = new Float64Array(indices.length * dataset.classNames.length);
  for (let sample = 0; sample < samples; sample++) {
    const probabilities = await predict(engine, model, dataset, indices, {
      ...options,
      transform: (pixels, out, example) => transform(pixels, out, { seed, epoch: sample, example }),
      onProgress: (done, total) => options.onProgress?.(sample * total + done, samples * total),
    });
    for (let i = 0; i < sum.length; i++) sum[i]! += probabilities[i]!;
  }
  return Float32Array.from(sum, (value) => value / samples);
}
