/**
 * EfficientNet-Lite0 (Google, 2020, tensorflow/tpu): EfficientNet-B0 (Tan and Le, 2019) without squeeze-and-excitation and with
 * ReLU6 in place of swish. 3,413,024 weights below one dense softmax.
 */
import type { SymbolicTensor } from '@tensorflow/tfjs';
import { withClassifier } from './classifier';
import { depthOf, FunctionalLayers } from './functional';
import { InitialWeights } from './initialWeights';
import type { ModelBuilder } from './layers';
import { prepareFaces } from './preparation';

interface Block {
  readonly kernelSize: number;
  readonly strides: number;
  /** How many times as many channels the middle of the block has as its input. */
  readonly expansion: number;
  readonly channels: number;
}

/** Of each stage: how many blocks, and the first of them; the others have stride 1. */
const stages: readonly (Block & { readonly blocks: number })[] = [
  { blocks: 1, kernelSize: 3, strides: 1, expansion: 1, channels: 16 },
  { blocks: 2, kernelSize: 3, strides: 2, expansion: 6, channels: 24 },
  { blocks: 2, kernelSize: 5, strides: 2, expansion: 6, channels: 40 },
  { blocks: 3, kernelSize: 3, strides: 2, expansion: 6, channels: 80 },
  { blocks: 3, kernelSize: 5, strides: 1, expansion: 6, channels: 112 },
  { blocks: 4, kernelSize: 5, strides: 2, expansion: 6, channels: 192 },
  { blocks: 1, kernelSize: 3, strides: 1, expansion: 6, channels: 320 },
];

/** Of each stage, all but the first have an output of the shape of their input. */
const residualBlocks = stages.reduce((sum, { blocks }) => sum + blocks - 1, 0);

const stemChannels = 32;
const topChannels = 1280;

export const efficientnetLite0: ModelBuilder<'efficientnetLite0'> = (
  tf,
  model,
  { classes, seed, inputShape, survival },
) => {
  const initialWeights = new InitialWeights(tf, seed);
  const net = new FunctionalLayers(tf, initialWeights, {
    normalisation: { momentum: 0.99, epsilon: 1e-3 },
    useBias: false,
    l2: 0,
    replaced: model.weights !== 'random',
    ...depthOf(residualBlocks, survival),
  });
  const { layers } = tf;
  const normalised = (name: string, x: SymbolicTensor) => net.normalisation(`${name}_norm`, x);
  const active = (name: string, x: SymbolicTensor) => net.relu(`${name}_relu`, normalised(name, x), 'relu6');
  const convolved = (name: string, x: SymbolicTensor, filters: number, kernelSize: number, strides = 1) =>
    net.convolution(`${name}_conv`, x, filters, kernelSize, { strides });

  function invertedResidual(name: string, x: SymbolicTensor, block: Block): SymbolicTensor {
    const { kernelSize, strides, expansion, channels } = block;
    const from = x.shape[3]!;
    const wide = expansion === 1 ? x : active(`${name}_expand`, convolved(`${name}_expand`, x, expansion * from, 1));
    const deep = active(`${name}_depth`, net.depthwise(`${name}_depth_conv`, wide, kernelSize, strides));
    const narrow = normalised(`${name}_project`, convolved(`${name}_project`, deep, channels, 1));
    return from === channels && strides === 1 ? net.residual(name, x, narrow) : narrow;
  }

  const inputs = tf.input({ name: 'faces', shape: [...inputShape] });
  const side = model.inputSize;
  const prepared = prepareFaces(tf, inputs, { height: side, width: side, channels: 3 }, 'efficientNetLite');
  let x = active('stem', convolved('stem', prepared, stemChannels, 3, 2));
  const blocks = stages.flatMap(({ blocks: count, ...first }) =>
    Array.from({ length: count }, (_, i): Block => (i === 0 ? first : { ...first, strides: 1 })),
  );
  blocks.forEach((block, index) => {
    x = invertedResidual(`block${index + 1}`, x, block);
  });
  x = active('top', convolved('top', x, topChannels, 1));
  const features = net.add(layers.globalAveragePooling2d({ name: 'avg_pool' }), x);
  return withClassifier(tf, model, { name: 'efficientnet_lite0', inputs, features, classes, initialWeights });
};
