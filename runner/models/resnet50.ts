/**
 * ResNet-50 (He et al., 2015), version 1 as keras.applications builds it: every layer has Keras's name, so that weights
 * that Keras saved fit by name. 23,587,712 weights below one dense softmax.
 */
import type { layers as Layers, SymbolicTensor } from '@tensorflow/tfjs';
import type { TF } from '../engine/contract';
import { withClassifier } from './classifier';
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

export const resnet50: ModelBuilder<'resnet50'> = (tf, model, { classes, seed, inputShape }) => {
  const initialWeights = new InitialWeights(tf, seed);
  const { layers } = tf;
  const net = new Builder(tf, initialWeights, model.weights !== 'random');
  const inputs = tf.input({ name: 'faces', shape: [...inputShape] });
  const side = model.inputSize;
  let x = prepareFaces(tf, inputs, { height: side, width: side, channels: 3 }, 'caffe');
  x = net.add(layers.zeroPadding2d({ name: 'conv1_pad', padding: [3, 3] }), x);
  x = net.convolution('conv1', x, 64, 7, { strides: 2, padding: 'valid' });
  x = net.relu('conv1_relu', net.normalisation('conv1', x));
  x = net.add(layers.zeroPadding2d({ name: 'pool1_pad', padding: [1, 1] }), x);
  x = net.add(layers.maxPooling2d({ name: 'pool1_pool', poolSize: 3, strides: 2 }), x);
  for (const { name, filters, blocks, stride } of stages) {
    for (let block = 1; block <= blocks; block++) {
      x = net.residual(`${name}_block${block}`, x, filters, block === 1 ? { stride } : undefined);
    }
  }
  const features = net.add(layers.globalAveragePooling2d({ name: 'avg_pool' }), x);
  return withClassifier(tf, model, { name: 'resnet50', inputs, features, classes, initialWeights });
};

class Builder {
  constructor(
    private readonly tf: TF,
    private readonly initialWeights: InitialWeights,
    /** Whether trained weights will replace the initial ones, so that none need to be drawn. */
    private readonly replaced: boolean,
  ) {}

  add(layer: Layers.Layer, x: SymbolicTensor | SymbolicTensor[]): SymbolicTensor {
    return layer.apply(x) as SymbolicTensor;
  }

  convolution(
    name: string,
    x: SymbolicTensor,
    filters: number,
    kernelSize: number,
    { strides = 1, padding = 'same' }: { readonly strides?: number; readonly padding?: 'same' | 'valid' } = {},
  ): SymbolicTensor {
    const kernelInitializer = this.initialWeights.glorotUniform();
    const settings = { filters, kernelSize, strides, padding, kernelInitializer };
    const layer = this.tf.layers.conv2d({ name: `${name}_conv`, ...settings });
    layer.setFastWeightInitDuringBuild(this.replaced);
    return this.add(layer, x);
  }

  normalisation(name: string, x: SymbolicTensor): SymbolicTensor {
    return this.add(this.tf.layers.batchNormalization({ name: `${name}_bn`, momentum: 0.99, epsilon: 1.001e-5 }), x);
  }

  relu(name: string, x: SymbolicTensor): SymbolicTensor {
    return this.add(this.tf.layers.activation({ name, activation: 'relu' }), x);
  }

  /**
   * Three convolutions with a shortcut: the input itself, or one convolution of it when the size changes.
   * @param projection stride of the first convolution and of the shortcut
   */
  residual(
    name: string,
    x: SymbolicTensor,
    filters: number,
    projection: { readonly stride: number } | undefined,
  ): SymbolicTensor {
    const strides = projection?.stride ?? 1;
    const outer = expansion * filters;
    const shortcut = projection
      ? this.normalisation(`${name}_0`, this.convolution(`${name}_0`, x, outer, 1, { strides }))
      : x;
    let y = this.convolution(`${name}_1`, x, filters, 1, { strides });
    y = this.relu(`${name}_1_relu`, this.normalisation(`${name}_1`, y));
    y = this.convolution(`${name}_2`, y, filters, 3);
    y = this.relu(`${name}_2_relu`, this.normalisation(`${name}_2`, y));
    y = this.normalisation(`${name}_3`, this.convolution(`${name}_3`, y, outer, 1));
    const sum = this.add(this.tf.layers.add({ name: `${name}_add` }), [shortcut, y]);
    return this.relu(`${name}_out`, sum);
  }
}
