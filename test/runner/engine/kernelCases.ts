/**
 * Layer cases that every engine must compute like the plain JavaScript backend: outputs in training and inference,
 * gradients with respect to the input and all weights, moving averages, and no tensor left over.
 */
import assert from 'node:assert/strict';
import type { SymbolicTensor, Tensor, Variable, layers } from '@tensorflow/tfjs';
import type { TF } from '../../../runner/engine/contract';
import { Random } from '../../../runner/random';

export interface LayerCase {
  readonly name: string;
  layer(tf: TF): layers.Layer;
  readonly inputShape: readonly number[];
  /** Maps uniform values over [-1, 1) to inputs. */
  readonly input?: (value: number) => number;
  /** Maps uniform values over [-1, 1) to weights. */
  readonly weight?: (value: number) => number;
}

/** By name: `y`, `inference`, `dx`, `dw0` …, `state0` …. */
export type Evaluation = ReadonlyMap<string, Float32Array>;

/** Uniform over [-1, 1), the same for the same seed. */
export function uniformValues(count: number, seed: number): Float32Array {
  const random = new Random(seed, 'test values');
  return Float32Array.from({ length: count }, () => random.between(-1, 1));
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Largest difference over the largest expected value. Not-a-number counts as infinite. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  let difference = 0;
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    const d = Math.abs(actual[i]! - expected[i]!);
    difference = Math.max(difference, Number.isNaN(d) ? Infinity : d);
    largest = Math.max(largest, Math.abs(expected[i]!));
  }
  return difference / (largest || 1);
}

export function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  what: string,
): void {
  const error = relativeError(actual, expected);
  assert.ok(error <= tolerance, `${what}: relative error ${error.toExponential(1)}, allowed ${tolerance}`);
}

/** Runs `compute` with another backend active, then goes back. */
export async function onBackend<Result>(tf: TF, backend: string, compute: () => Result): Promise<Result> {
  const previous = tf.getBackend();
  await tf.setBackend(backend);
  try {
    return compute();
  } finally {
    await tf.setBackend(previous);
  }
}

function read(tensor: Tensor): Float32Array {
  const values = Float32Array.from(tensor.dataSync());
  tensor.dispose();
  return values;
}

/** Computes the case on the active backend. Fails if a tensor stays behind. */
export function evaluate(tf: TF, layerCase: LayerCase): Evaluation {
  const layer = layerCase.layer(tf);
  const [batch, ...shape] = layerCase.inputShape;
  layer.build([batch!, ...shape]);
  const weight = layerCase.weight ?? ((value: number) => 0.5 * value);
  tf.tidy(() =>
    layer.setWeights(
      layer.getWeights().map(({ shape: s }, i) => tf.tensor(uniformValues(sizeOf(s), i + 3).map(weight), s)),
    ),
  );
  const input = layerCase.input ?? ((value: number) => value);
  const x = tf.tensor(uniformValues(sizeOf(layerCase.inputShape), 1).map(input), [...layerCase.inputShape]);
  const variables = layer.trainableWeights.map((w) => w.read() as Variable);
  const train = (t: Tensor) => layer.apply(t, { training: true }) as Tensor;
  const shapeOfY = tf.tidy(() => train(x).shape);
  // A random weighting of the outputs, so that every element's gradient is seen.
  const weights = tf.tensor(uniformValues(sizeOf(shapeOfY), 9), shapeOfY);
  const loss = (t: Tensor) => tf.sum(tf.mul(train(t), weights));

  const once = (): Map<string, Float32Array> => {
    const results = new Map([
      ['y', read(train(x))],
      ['inference', read(layer.apply(x) as Tensor)],
      ['dx', read(tf.grad(loss)(x))],
    ]);
    if (variables.length > 0) {
      const { value, grads } = tf.variableGrads(() => loss(x) as never, variables);
      value.dispose();
      variables.forEach((variable, i) => results.set(`dw${i}`, read(grads[variable.name]!)));
    }
    layer.nonTrainableWeights.forEach((w, i) => results.set(`state${i}`, Float32Array.from(w.read().dataSync())));
    return results;
  };
  const results = once();
  const before = tf.memory().numTensors;
  once();
  assert.equal(tf.memory().numTensors, before, `${layerCase.name}: tensors left over`);
  tf.dispose([x, weights]);
  for (const w of layer.weights) w.dispose();
  return results;
}

/** Compares the engine's active backend with the plain JavaScript one. */
export async function assertLikeReference(tf: TF, layerCase: LayerCase, tolerance: number): Promise<void> {
  const actual = evaluate(tf, layerCase);
  const expected = await onBackend(tf, 'cpu', () => evaluate(tf, layerCase));
  assert.deepEqual([...actual.keys()], [...expected.keys()]);
  for (const [name, values] of expected) {
    assertClose(actual.get(name)!, values, tolerance, `${layerCase.name}, ${name}`);
  }
}

interface ConvolutionOptions {
  readonly from: number;
  readonly to: number;
  readonly size: number;
  readonly kernel: number | [number, number];
  readonly batch?: number;
  readonly strides?: number | [number, number];
  readonly padding?: 'same' | 'valid';
  readonly activation?: 'relu' | 'linear' | 'elu' | 'sigmoid';
  readonly bias?: boolean;
}

function convolution(options: ConvolutionOptions): LayerCase {
  const {
    from,
    to,
    size,
    kernel,
    batch = 2,
    strides = 1,
    padding = 'same',
    activation = 'relu',
    bias = true,
  } = options;
  return {
    name: `conv ${kernel} of ${from} → ${to} channels, ${size}², stride ${strides}, ${padding}, ${activation}${bias ? '' : ', no bias'}, batch ${batch}`,
    layer: (tf) => tf.layers.conv2d({ filters: to, kernelSize: kernel, strides, padding, activation, useBias: bias }),
    inputShape: [batch, size, size, from],
  };
}

/** TensorFlow's own library computes it wrongly: that engine refuses it. */
export const unequalStrides = convolution({ from: 8, to: 8, size: 9, kernel: 3, strides: [1, 2] });

export const convolutionCases: readonly LayerCase[] = [
  convolution({ from: 1, to: 32, size: 12, kernel: 3 }),
  convolution({ from: 1, to: 1, size: 5, kernel: 3, batch: 1 }),
  convolution({ from: 3, to: 8, size: 9, kernel: 5 }),
  convolution({ from: 8, to: 16, size: 9, kernel: 3, padding: 'valid' }),
  convolution({ from: 8, to: 16, size: 8, kernel: 3, batch: 1 }),
  convolution({ from: 16, to: 24, size: 9, kernel: 3, batch: 3 }),
  convolution({ from: 16, to: 32, size: 6, kernel: 3 }),
  convolution({ from: 8, to: 16, size: 2, kernel: 3 }),
  convolution({ from: 8, to: 16, size: 11, kernel: 5, padding: 'valid' }),
  convolution({ from: 8, to: 24, size: 8, kernel: 5 }),
  convolution({ from: 5, to: 7, size: 6, kernel: 3 }),
  convolution({ from: 4, to: 6, size: 9, kernel: 3, strides: 2 }),
  unequalStrides,
  convolution({ from: 3, to: 16, size: 14, kernel: 7, strides: 2 }),
  convolution({ from: 8, to: 16, size: 5, kernel: 1 }),
  convolution({ from: 6, to: 5, size: 7, kernel: 1, strides: 2, padding: 'valid' }),
  // TensorFlow's own gradient by this filter damages memory: it must not run.
  convolution({ from: 8, to: 16, size: 24, kernel: 1, strides: 2, batch: 13, activation: 'linear', bias: false }),
  convolution({ from: 4, to: 4, size: 7, kernel: [1, 3] }),
  convolution({ from: 8, to: 16, size: 6, kernel: 3, activation: 'linear', bias: false }),
  convolution({ from: 8, to: 16, size: 6, kernel: 3, activation: 'elu' }),
  convolution({ from: 2, to: 3, size: 6, kernel: 4, activation: 'sigmoid' }),
];

function batchNorm(shape: readonly number[], mean = 0): LayerCase {
  return {
    name: `batch norm of [${shape}] around ${mean}`,
    layer: (tf) => tf.layers.batchNormalization(),
    inputShape: shape,
    input: (value) => value + mean,
    weight: (value) => 1 + 0.3 * value,
  };
}

export const batchNormCases: readonly LayerCase[] = [
  batchNorm([4, 6, 6, 20]),
  batchNorm([3, 5, 5, 7], 30),
  batchNorm([8, 9]),
  batchNorm([16, 1]),
  batchNorm([2, 3, 4]),
];

interface PoolOptions {
  readonly size: number;
  readonly pool: number | [number, number];
  readonly strides: number | [number, number];
  readonly padding?: 'same' | 'valid';
  readonly channels?: number;
  readonly input?: (value: number) => number;
  readonly what?: string;
}

function maxPool({ size, pool, strides, padding = 'valid', channels = 6, input, what = '' }: PoolOptions): LayerCase {
  return {
    name: `max pooling ${pool}/${strides} ${padding} of ${size}²×${channels}${what && `, ${what}`}`,
    layer: (tf) => tf.layers.maxPooling2d({ poolSize: pool, strides, padding }),
    inputShape: [2, size, size, channels],
    ...(input && { input }),
  };
}

const negative = { input: (value: number) => value - 3, what: 'all negative' };
const tied = { input: (value: number) => Math.round(2 * value) / 2, what: 'with ties' };

export const maxPoolCases: readonly LayerCase[] = [
  maxPool({ size: 8, pool: 2, strides: 2 }),
  maxPool({ size: 8, pool: 2, strides: 2, ...negative }),
  maxPool({ size: 8, pool: 2, strides: 2, ...tied }),
  maxPool({ size: 7, pool: 2, strides: 2, channels: 4 }),
  maxPool({ size: 7, pool: 2, strides: 2, padding: 'same', channels: 4, ...negative }),
  maxPool({ size: 8, pool: 3, strides: 2, channels: 1, ...tied }),
  maxPool({ size: 5, pool: 3, strides: 1, padding: 'same', channels: 5, ...negative }),
  maxPool({ size: 6, pool: [1, 3], strides: [2, 1], padding: 'same' }),
];

/** Windows inside the image only: beyond it the reference counts the padding backward and not forward. */
export const averagePoolCases: readonly LayerCase[] = [
  [8, 2, 2, 6],
  [7, 3, 2, 4],
  [5, 3, 1, 1],
].map(([size, pool, strides, channels]) => ({
  name: `average pooling ${pool}/${strides} of ${size}²×${channels}`,
  layer: (tf) => tf.layers.averagePooling2d({ poolSize: pool!, strides: strides! }),
  inputShape: [2, size!, size!, channels!],
}));

function dense(inputs: number, units: number, activation: 'relu' | 'linear' | 'softmax' | 'elu', batch = 5): LayerCase {
  return {
    name: `dense ${inputs} → ${units} ${activation}, batch ${batch}`,
    layer: (tf) => tf.layers.dense({ units, activation }),
    inputShape: [batch, inputs],
  };
}

export const denseCases: readonly LayerCase[] = [
  dense(64, 7, 'softmax', 33),
  dense(300, 256, 'relu', 32),
  dense(10, 13, 'relu'),
  dense(1, 1, 'linear', 1),
  dense(9, 5, 'elu'),
];

/** Squeeze-and-excitation: each channel times what follows from the means of all. */
function excitation(tf: TF, channels: number): layers.Layer {
  const x = tf.input({ shape: [5, 5, channels] });
  const apply = (layer: layers.Layer, from: SymbolicTensor | SymbolicTensor[]) => layer.apply(from) as SymbolicTensor;
  const means = apply(tf.layers.globalAveragePooling2d({}), x);
  const squeezed = apply(tf.layers.dense({ units: 2, activation: 'relu' }), means);
  const factors = apply(tf.layers.dense({ units: channels, activation: 'sigmoid' }), squeezed);
  const shaped = apply(tf.layers.reshape({ targetShape: [1, 1, channels] }), factors);
  return tf.model({ inputs: x, outputs: apply(tf.layers.multiply(), [x, shaped]) });
}

function depthwise(channels: number, size: number, strides: number): LayerCase {
  return {
    name: `depthwise 3 of ${channels} channels, ${size}², stride ${strides}`,
    layer: (tf) => tf.layers.depthwiseConv2d({ kernelSize: 3, strides, padding: 'same', useBias: false }),
    inputShape: [2, size, size, channels],
  };
}

export const otherCases: readonly LayerCase[] = [
  depthwise(8, 6, 1),
  depthwise(13, 7, 1),
  depthwise(16, 8, 2),
  depthwise(6, 7, 2),
  { name: 'squeeze-and-excitation', layer: (tf) => excitation(tf, 7), inputShape: [3, 5, 5, 7] },
  {
    name: 'global average pooling',
    layer: (tf) => tf.layers.globalAveragePooling2d({}),
    inputShape: [2, 5, 5, 7],
  },
  { name: 'relu layer', layer: (tf) => tf.layers.reLU(), inputShape: [3, 4, 4, 5] },
  { name: 'flatten', layer: (tf) => tf.layers.flatten(), inputShape: [3, 4, 4, 5] },
];

export const layerCases: readonly LayerCase[] = [
  ...convolutionCases,
  ...batchNormCases,
  ...maxPoolCases,
  ...averagePoolCases,
  ...denseCases,
  ...otherCases,
];
