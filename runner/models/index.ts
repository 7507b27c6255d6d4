/** The networks, one file each. All take 48×48 grey faces and end in a linear Dense layer and a softmax. */
import type { LayersModel } from '@tensorflow/tfjs';
import type { ResolvedExperiment } from '../../experiment/types';
import type { TF } from '../engine/engine';
import { customCnn } from './customCnn';
import type { ModelBuilder, ModelShape } from './layers';
import { smallCnn } from './smallCnn';

export type { ModelShape };

/** A test holds this against the schema's list of model types. */
export const modelBuilders: Readonly<Record<ResolvedExperiment['model']['type'], ModelBuilder>> = {
  customCnn,
  smallCnn,
};

/**
 * A new network with weights drawn from `shape.seed`. The last two layers are Dense without activation and Activation
 * softmax, so that training works on logits and whoever loads the model gets probabilities.
 */
export function buildModel(tf: TF, model: ResolvedExperiment['model'], shape: ModelShape): LayersModel {
  return modelBuilders[model.type](tf, model, shape);
}
