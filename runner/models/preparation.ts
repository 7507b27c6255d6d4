/**
 * Turns grey faces with values from 0 to 1 into the input of a trained base: its size, its channels, its range of values.
 * Built from stock layers with fixed weights, so that the saved model accepts faces wherever it is loaded.
 */
import type { layers as Layers, SymbolicTensor } from '@tensorflow/tfjs';
import type { ResolvedModel } from '../../experiment/types';
import { UserError } from '../../schemas/userError';
import type { TF } from '../engine/contract';

export type Preprocessing =
  Extract<ResolvedModel, { readonly type: 'layersModel' }>['preprocessing'] | 'efficientNetLite';

/** y = scale · x + offset of each channel. */
interface Range {
  readonly scale: readonly number[];
  readonly offset: readonly number[];
}

/** ImageNet's means and deviations of red, green and blue, from 0 to 1, as PyTorch's models expect them. */
const torchMean = [0.485, 0.456, 0.406];
const torchDeviation = [0.229, 0.224, 0.225];

/** ImageNet's means of blue, green and red, from 0 to 255, as Caffe's models expect them. */
const caffeMean = [103.939, 116.779, 123.68];

/** As keras.applications.imagenet_utils.preprocess_input on 255 · x. A single value holds for all channels. */
const ranges: Readonly<Record<Preprocessing, Range>> = {
  scale: { scale: [1], offset: [0] },
  none: { scale: [255], offset: [0] },
  tf: { scale: [2], offset: [-1] },
  caffe: { scale: [255, 255, 255], offset: caffeMean.map((mean) => -mean) },
  torch: {
    scale: torchDeviation.map((deviation) => 1 / deviation),
    offset: torchMean.map((mean, i) => -mean / torchDeviation[i]!),
  },
  // (x − 127) / 128 of values up to 255, as Google's lite/efficientnet_lite_builder.py has it.
  efficientNetLite: { scale: [255 / 128], offset: [-127 / 128] },
};

/** Names of the layers of the preparation begin with this. */
export const preparationPrefix = 'prepare_';

export interface BaseInput {
  /** Pixels; null when any size is accepted. */
  readonly height: number | null;
  readonly width: number | null;
  readonly channels: number;
}

type Layer = Layers.Layer;

/**
 * @param faces `[batch, height, width, 1]`
 * @returns the input of the base; the faces themselves when nothing needs to be done
 * @throws UserError when the base has a number of channels that no grey face can be made of
 */
export function prepareFaces(
  tf: TF,
  faces: SymbolicTensor,
  { height, width, channels }: BaseInput,
  preprocessing: Preprocessing,
): SymbolicTensor {
  const [, faceHeight, faceWidth] = faces.shape as [null, number, number];
  const size = [height ?? faceHeight, width ?? faceWidth] as const;
  const resized = size[0] === faceHeight && size[1] === faceWidth ? faces : resize(tf, faces, size);
  const { scale, offset } = ranges[preprocessing];
  if (channels !== 1 && channels !== 3) {
    throw new UserError(
      `The base reads pictures of ${channels} channels; grey faces can be made into 1 or 3.`,
      'Choose a base that reads grey or colour pictures.',
    );
  }
  if (scale.length > channels) {
    throw new UserError(
      `The preprocessing "${preprocessing}" is of colour pictures, but the base reads ${channels} channel.`,
      'Set model.preprocessing to "scale", "tf" or "none", whichever the base was trained with.',
    );
  }
  if (channels === 1 && scale[0] === 1 && offset[0] === 0) return resized;
  const every = (values: readonly number[]) => Array.from({ length: channels }, (_, i) => values[i] ?? values[0]!);
  return apply(
    tf,
    tf.layers.conv2d({ name: 'prepare_channels', filters: channels, kernelSize: 1, ...fixed }),
    resized,
    [tf.tensor(every(scale), [1, 1, 1, channels]), tf.tensor1d(every(offset))],
  );
}

/** Their weights are set once and never trained. */
const fixed = { trainable: false, kernelInitializer: 'zeros' } as const;

/**
 * Bilinear, as `tf.image.resize`: linear in the pixels and separable, so that it is one matrix for the columns and one for
 * the rows. TensorFlow.js's own Resizing layer places pixels differently from Keras's, and reports a wrong shape.
 */
function resize(tf: TF, faces: SymbolicTensor, [height, width]: readonly [number, number]): SymbolicTensor {
  const [, faceHeight, faceWidth] = faces.shape as [null, number, number];
  const { layers } = tf;
  const swap = (name: string) => layers.permute({ name, dims: [2, 1] });
  const stretch = (name: string, from: number, to: number, x: SymbolicTensor) =>
    apply(tf, layers.dense({ name, units: to, useBias: false, ...fixed }), x, [
      tf.tensor2d(bilinearMatrix(from, to), [from, to]),
    ]);
  const rows = apply(tf, layers.reshape({ name: 'prepare_rows', targetShape: [faceHeight, faceWidth] }), faces);
  const wide = stretch('prepare_width', faceWidth, width, rows);
  const columns = apply(tf, swap('prepare_columns'), wide);
  const high = stretch('prepare_height', faceHeight, height, columns);
  const upright = apply(tf, swap('prepare_upright'), high);
  return apply(tf, layers.reshape({ name: 'prepare_picture', targetShape: [height, width, 1] }), upright);
}

/**
 * How much each of `from` pixels contributes to each of `to` pixels. Centres of pixels are at halves; outside, the pixel at
 * the edge is repeated.
 * @returns `from · to`, row by row
 */
export function bilinearMatrix(from: number, to: number): Float32Array {
  const matrix = new Float32Array(from * to);
  for (let i = 0; i < to; i++) {
    const place = ((i + 0.5) * from) / to - 0.5;
    const below = Math.floor(place);
    const share = place - below;
    matrix[Math.max(below, 0) * to + i]! += 1 - share;
    matrix[Math.min(below + 1, from - 1) * to + i]! += share;
  }
  return matrix;
}

/** @param weights are disposed */
function apply(
  tf: TF,
  layer: Layer,
  x: SymbolicTensor,
  weights: Parameters<Layer['setWeights']>[0] = [],
): SymbolicTensor {
  const y = layer.apply(x) as SymbolicTensor;
  if (weights.length > 0) layer.setWeights(weights);
  tf.dispose(weights);
  return y;
}
