/** Layers with Keras's defaults, and initial weights that depend only on the seed and the layer's place. */
import type { LayersModel, Sequential } from '@tensorflow/tfjs';
import type { ResolvedModel } from '../../experiment/types';
import type { ModelShape, TF } from '../engine/contract';
import { InitialWeights } from './initialWeights';

/** Builds a model of that type. */
export type ModelBuilder<Type extends ResolvedModel['type'] = ResolvedModel['type']> = (
  tf: TF,
  model: ResolvedModel & { readonly type: Type },
  shape: ModelShape,
) => LayersModel;

type Layer = Parameters<Sequential['add']>[0];

/** Adds layers one after another. Layer names say block and kind, and never depend on what was built before. */
export class LayerStack {
  readonly model: Sequential;
  private readonly initialWeights: InitialWeights;

  constructor(
    private readonly tf: TF,
    name: string,
    private readonly shape: ModelShape,
  ) {
    this.model = tf.sequential({ name });
    this.initialWeights = new InitialWeights(tf, shape.seed);
  }

  /** Convolution with stride 1 and "same" padding, then ReLU. `l2` adds `l2 · Σw²` to the loss. */
  convolution(name: string, filters: number, kernelSize: number, l2 = 0): this {
    const inputShape = this.initialWeights.layers === 0 ? { inputShape: [...this.shape.inputShape] } : {};
    return this.add(
      this.tf.layers.conv2d({
        name,
        filters,
        kernelSize,
        padding: 'same',
        activation: 'relu',
        kernelInitializer: this.initialWeights.glorotUniform(),
        ...this.regularizer(l2),
        ...inputShape,
      }),
    );
  }

  batchNormalization(name: string, momentum = 0.99): this {
    return this.add(this.tf.layers.batchNormalization({ name, momentum, epsilon: 1e-3 }));
  }

  maxPooling(name: string): this {
    return this.add(this.tf.layers.maxPooling2d({ name, poolSize: 2, strides: 2 }));
  }

  /** The mean of each feature map. */
  globalAveragePooling(name: string): this {
    return this.add(this.tf.layers.globalAveragePooling2d({ name }));
  }

  dropout(name: string, rate: number): this {
    return this.add(this.tf.layers.dropout({ name, rate }));
  }

  flatten(name: string): this {
    return this.add(this.tf.layers.flatten({ name }));
  }

  dense(name: string, units: number, l2 = 0): this {
    return this.add(
      this.tf.layers.dense({
        name,
        units,
        activation: 'relu',
        kernelInitializer: this.initialWeights.glorotUniform(),
        ...this.regularizer(l2),
      }),
    );
  }

  /** The logits, then the probabilities. */
  classifier(): LayersModel {
    this.add(
      this.tf.layers.dense({
        name: 'logits',
        units: this.shape.classes,
        activation: 'linear',
        kernelInitializer: this.initialWeights.glorotUniform(),
      }),
    );
    this.add(this.tf.layers.activation({ name: 'probabilities', activation: 'softmax' }));
    return this.model;
  }

  private add(layer: Layer): this {
    this.model.add(layer);
    return this;
  }

  private regularizer(l2: number) {
    return l2 > 0 ? { kernelRegularizer: this.tf.regularizers.l2({ l2 }) } : {};
  }
}
