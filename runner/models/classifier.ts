/** Adds a new classifier to a trained base. */
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs';
import type { ResolvedModel } from '../../experiment/types';
import type { TF } from '../engine/contract';
import type { InitialWeights } from './initialWeights';

/** The first of these that a network has begins its head. */
export const headLayers: readonly string[] = ['head_dropout', 'logits', 'probabilities'];

interface Head {
  readonly name: string;
  readonly inputs: SymbolicTensor;
  /** `[batch, features]` */
  readonly features: SymbolicTensor;
  readonly classes: number;
  readonly initialWeights: InitialWeights;
}

/** One dense softmax on the features, with dropout before it if the settings say so. */
export function withClassifier(
  tf: TF,
  { dropout, l2 }: Pick<ResolvedModel, 'dropout' | 'l2'>,
  { name, inputs, features, classes, initialWeights }: Head,
): LayersModel {
  const { layers } = tf;
  const kept =
    dropout > 0
      ? (layers.dropout({ name: 'head_dropout', rate: dropout }).apply(features) as SymbolicTensor)
      : features;
  const logits = layers
    .dense({
      name: 'logits',
      units: classes,
      activation: 'linear',
      kernelInitializer: initialWeights.glorotUniform(),
      ...(l2 > 0 ? { kernelRegularizer: tf.regularizers.l2({ l2 }) } : {}),
    })
    .apply(kept) as SymbolicTensor;
  const outputs = layers.activation({ name: 'probabilities', activation: 'softmax' }).apply(logits) as SymbolicTensor;
  return tf.model({ name, inputs, outputs });
}
