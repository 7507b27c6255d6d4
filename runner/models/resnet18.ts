/**
 * ResNet-18 (He et al., 2016): four stages of two basic blocks, whose filters double as the picture halves. As for other small
 * pictures, it begins with a convolution of 3 × 3 without stride or pooling. 11,180,871 weights at width 64 for 7 classes.
 */
import type { SymbolicTensor } from '@tensorflow/tfjs';
import { withClassifier } from './classifier';
import { depthOf, FunctionalLayers } from './functional';
import { InitialWeights } from './initialWeights';
import type { ModelBuilder } from './layers';

const stages = [2, 3, 4, 5];
const blocks = 2;

export const resnet18: ModelBuilder<'resnet18'> = (tf, model, { classes, seed, inputShape, survival }) => {
  const initialWeights = new InitialWeights(tf, seed);
  // Those of the authors' own code.
  const normalisation = { momentum: 0.9, epsilon: 1e-5 };
  const net = new FunctionalLayers(tf, initialWeights, {
    normalisation,
    useBias: false,
    l2: model.l2,
    ...depthOf(stages.length * blocks, survival),
  });
  const { layers } = tf;

  /** Two convolutions with a shortcut: the input itself, or one convolution of it when the size changes. */
  function basicBlock(name: string, x: SymbolicTensor, filters: number, strides: number): SymbolicTensor {
    const convolve = (part: number, from: SymbolicTensor, kernelSize: number, step: number) =>
      net.normalisation(
        `${name}_${part}_norm`,
        net.convolution(`${name}_${part}_conv`, from, filters, kernelSize, { strides: step }),
      );
    const shortcut = x.shape[3] === filters && strides === 1 ? x : convolve(0, x, 1, strides);
    const first = net.relu(`${name}_1_relu`, convolve(1, x, 3, strides));
    const sum = net.residual(name, shortcut, convolve(2, first, 3, 1));
    return net.relu(`${name}_out`, sum);
  }

  const inputs = tf.input({ name: 'faces', shape: [...inputShape] });
  let x = net.convolution('conv1_conv', inputs, model.width, 3);
  x = net.relu('conv1_relu', net.normalisation('conv1_norm', x));
  stages.forEach((stage, index) => {
    for (let block = 1; block <= blocks; block++) {
      const strides = index > 0 && block === 1 ? 2 : 1;
      x = basicBlock(`conv${stage}_block${block}`, x, 2 ** index * model.width, strides);
    }
  });
  const features = net.add(layers.globalAveragePooling2d({ name: 'avg_pool' }), x);
  return withClassifier(tf, model, { name: 'resnet18', inputs, features, classes, initialWeights });
};
