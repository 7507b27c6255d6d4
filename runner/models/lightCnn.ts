/**
 * A CNN with few weights and few products for its depth: inverted residual blocks (Sandler et al., 2018), which convolve each
 * channel by itself between two convolutions of 1 × 1, with squeeze-and-excitation (Hu et al., 2018), which weighs the channels
 * by what the whole face shows. No published network: sizes are chosen for faces of 48 × 48 and for few passes over memory.
 */
import type { SymbolicTensor } from '@tensorflow/tfjs';
import { withClassifier } from './classifier';
import { depthOf, FunctionalLayers } from './functional';
import { InitialWeights } from './initialWeights';
import type { ModelBuilder } from './layers';

const stemChannels = 32;

/** Channels of a block's output, how many times as many its middle has, and its stride. All counts are multiples of 8. */
const blocks = [
  { channels: 24, expansion: 1, strides: 1 },
  { channels: 40, expansion: 4, strides: 2 },
  { channels: 40, expansion: 4, strides: 1 },
  { channels: 80, expansion: 4, strides: 2 },
  { channels: 80, expansion: 4, strides: 1 },
  { channels: 80, expansion: 4, strides: 1 },
  { channels: 128, expansion: 4, strides: 1 },
  { channels: 128, expansion: 4, strides: 1 },
] as const;

/** Those whose output has the shape of their input. */
const residualBlocks = blocks.filter(
  ({ channels, strides }, i) => strides === 1 && channels === (blocks[i - 1]?.channels ?? stemChannels),
).length;

const topChannels = 256;
/** Ratio of the channels to the units that they are squeezed to. */
const squeeze = 8;

export const lightCnn: ModelBuilder<'lightCnn'> = (tf, model, { classes, seed, inputShape, survival }) => {
  const initialWeights = new InitialWeights(tf, seed);
  // Averages that settle within a quick trial, as those of smallCnn.
  const normalisation = { momentum: 0.9, epsilon: 1e-3 };
  const net = new FunctionalLayers(tf, initialWeights, {
    normalisation,
    useBias: false,
    l2: model.l2,
    ...depthOf(residualBlocks, survival),
  });
  const { layers } = tf;
  const convolve = (name: string, x: SymbolicTensor, filters: number, kernelSize: number, strides = 1) =>
    net.normalisation(`${name}_norm`, net.convolution(`${name}_conv`, x, filters, kernelSize, { strides }));

  /** Each channel times a factor from 0 to 1, which follows from the means of all channels. */
  function excite(name: string, x: SymbolicTensor): SymbolicTensor {
    const channels = x.shape[3]!;
    const means = net.add(layers.globalAveragePooling2d({ name: `${name}_squeeze` }), x);
    const squeezed = net.dense(`${name}_reduce`, means, channels / squeeze, 'relu');
    const factors = net.dense(`${name}_excite`, squeezed, channels, 'sigmoid');
    const shaped = net.add(layers.reshape({ name: `${name}_shape`, targetShape: [1, 1, channels] }), factors);
    return net.add(layers.multiply({ name: `${name}_scale` }), [x, shaped]);
  }

  function invertedResidual(
    name: string,
    x: SymbolicTensor,
    { channels, expansion, strides }: (typeof blocks)[number],
  ): SymbolicTensor {
    const from = x.shape[3]!;
    const wide =
      expansion === 1 ? x : net.relu(`${name}_expand_relu`, convolve(`${name}_expand`, x, expansion * from, 1));
    const deep = net.normalisation(`${name}_depth_norm`, net.depthwise(`${name}_depth_conv`, wide, 3, strides));
    const excited = excite(name, net.relu(`${name}_depth_relu`, deep));
    const narrow = convolve(`${name}_project`, excited, channels, 1);
    return from === channels && strides === 1 ? net.residual(name, x, narrow) : narrow;
  }

  const inputs = tf.input({ name: 'faces', shape: [...inputShape] });
  let x = net.relu('stem_relu', convolve('stem', inputs, stemChannels, 3, 2));
  blocks.forEach((block, index) => {
    x = invertedResidual(`block${index + 1}`, x, block);
  });
  x = net.relu('top_relu', convolve('top', x, topChannels, 1));
  const features = net.add(layers.globalAveragePooling2d({ name: 'pool' }), x);
  return withClassifier(tf, model, { name: 'light_cnn', inputs, features, classes, initialWeights });
};
