/** The parts of a network: preparation of faces, a base that may have been trained before, and the classifier. */
import type { layers as Layers, LayersModel, SymbolicTensor } from '@tensorflow/tfjs';
import { headLayers } from './classifier';
import { preparationPrefix } from './preparation';

export interface ModelParts {
  /** From faces to what the base reads. Never trained: its weights are settings, such as ImageNet's means. */
  readonly preparation: readonly Layers.Layer[];
  /** All layers between, in the order in which data flows. */
  readonly base: readonly Layers.Layer[];
  /** Dropout if there is any, the logits, the probabilities. */
  readonly head: readonly Layers.Layer[];
  /** What the head reads: the output of the base, `[batch, features]`. */
  readonly features: SymbolicTensor;
}

export function baseOf({ layers }: LayersModel): ModelParts {
  const isPreparation = ({ name }: Layers.Layer) => name.startsWith(preparationPrefix);
  const isInput = (layer: Layers.Layer) => layer.getClassName() === 'InputLayer';
  const start = layers.findIndex(({ name }) => headLayers.includes(name));
  const below = layers.slice(0, start);
  const head = layers.slice(start);
  return {
    preparation: below.filter((layer) => isInput(layer) || isPreparation(layer)),
    base: below.filter((layer) => !isInput(layer) && !isPreparation(layer)),
    head,
    features: head[0]!.input as SymbolicTensor,
  };
}

/** Weights of the base and the head, as Keras counts them, without those of the preparation, which are settings. */
export function countParameters(model: LayersModel): number {
  const { base, head } = baseOf(model);
  return [...base, ...head].reduce((sum, layer) => sum + layer.countParams(), 0);
}
