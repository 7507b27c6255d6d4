/**
 * ResNet-50 (He et al., 2015), version 1 as keras.applications builds it: every layer has Keras's name, so that weights
 * that Keras saved fit by name. 23,587,712 weights below one dense softmax.
 */
import type { SymbolicTensor } from '@tensorflow/tfjs';
import { withClassifier } from './classifier';
import { depthOf, FunctionalLayers } from './functional';
import { InitialWeights } from './initialWeights';
import type { ModelBuilder } from './layers';
import { prepareFaces } from './preparation';

/** Filters of the inner convolutions, blocks, and the stride of the first of them. */
const stages = [
  { name: 'conv2', filters: 64, blocks: 3, stride: 1 },
  { name: 'conv3', filters: 128, blocks: 4, stride: 2 },
  { name: 'conv4', filters: 256, blocks: 6, stride: 2 },
  { name: 'conv5', filters: 512, blocks: 3, stride: 2 },
] as const;

/** Ratio of the filters of a block's outer convolutions to those of its inner ones. */
const expansion = 4;

export const resnet50: ModelBuilder<'resnet50'> = (tf, model, { classes, seed, inputShape, survival }) => {
  const initialWeights = new InitialWeights(tf, seed);
  const { layers } = tf;
  const net = new FunctionalLayers(tf, initialWeights, {
    normalisation: { momentum: 0.99, epsilon: 1.001e-5 },
    useBias: true,
    l2: 0,
    replaced: model.weights !== 'random',
    ...depthOf(
      stages.reduce((sum, { blocks }) => sum + blocks, 0),
      survival,
    ),
  });
  const inputs = tf.input({ name: 'faces', shape: [...inputShape] });
  const side = model.inputSize;
  let x = prepareFaces(tf, inputs, { height: side, width: side, channels: 3 }, 'caffe');
  x = net.add(layers.zeroPadding2d({ name: 'conv1_pad', padding: [3, 3] }), x);
  x = net.convolution('conv1_conv', x, 64, 7, { strides: 2, padding: 'valid' });
  x = net.relu('conv1_relu', net.normalisation('conv1_bn', x));
  x = net.add(layers.zeroPadding2d({ name: 'pool1_pad', padding: [1, 1] }), x);
  x = net.add(layers.maxPooling2d({ name: 'pool1_pool', poolSize: 3, strides: 2 }), x);
  for (const { name, filters, blocks, stride } of stages) {
    for (let block = 1; block <= blocks; block++) {
      x = residual(net, `${name}_block${block}`, x, filters, block === 1 ? { stride } : undefined);
    }
  }
  const features = net.add(layers.globalAveragePooling2d({ name: 'avg_pool' }), x);
  return withClassifier(tf, model, { name: 'resnet50', inputs, features, classes, initialWeights });
};

/**
 * Three convolutions with a shortcut: the input itself, or one convolution of it when the size changes.
 * @param projection stride of the first convolution and of the shortcut
 */
function residual(
  net: FunctionalLayers,
  name: string,
  x: SymbolicTensor,
  filters: number,
  projection: { readonly stride: number } | undefined,
): SymbolicTensor {
  const strides = projection?.stride ?? 1;
  const outer = expansion * filters;
  const convolve = (part: number, from: SymbolicTensor, width: number, kernelSize: number, step = 1) =>
    net.normalisation(
      `${name}_${part}_bn`,
      net.convolution(`${name}_${part}_conv`, from, width, kernelSize, { strides: step }),
    );
  const shortcut = projection ? convolve(0, x, outer, 1, strides) : x;
  let y = net.relu(`${name}_1_relu`, convolve(1, x, filters, 1, strides));
  y = net.relu(`${name}_2_relu`, convolve(2, y, filters, 3));
  const sum = net.residual(name, shortcut, convolve(3, y, outer, 1));
  return net.relu(`${name}_out`, sum);
}
