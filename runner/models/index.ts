/** The networks, one file each. All take grey faces with values from 0 to 1 and end in a linear Dense layer and a softmax. */
import type { LayersModel } from '@tensorflow/tfjs';
import type { ResolvedModel } from '../../experiment/types';
import type { TF, ModelShape } from '../engine/contract';
import { customCnn } from './customCnn';
import { efficientnetLite0 } from './efficientnetLite0';
import type { ModelBuilder } from './layers';
import { layersModel } from './layersModel';
import { lightCnn } from './lightCnn';
import { resnet18 } from './resnet18';
import { resnet50 } from './resnet50';
import { smallCnn } from './smallCnn';
import { vggFer } from './vggFer';

export { baseOf, countParameters } from './base';
export { locateModel } from './locate';

/** A test compares this with the schema's list of model types. */
export const modelBuilders: { readonly [Type in ResolvedModel['type']]: ModelBuilder<Type> } = {
  customCnn,
  smallCnn,
  resnet18,
  vggFer,
  lightCnn,
  resnet50,
  efficientnetLite0,
  layersModel,
};

/**
 * A new network with weights drawn from `shape.seed`; a base whose weights are on disk has zeros until `loadBaseWeights`
 * puts them in. The last two layers are Dense without activation and Activation softmax, so that training works on logits
 * and anyone who loads the model gets probabilities.
 * @param model with absolute paths, see `locateModel`
 * @throws UserError when the description of a base on disk cannot be read or does not fit
 */
export function buildModel(tf: TF, model: ResolvedModel, shape: ModelShape): LayersModel {
  // The type determines the builder; TypeScript cannot check that they match.
  const build = modelBuilders[model.type] as ModelBuilder;
  return build(tf, model, shape);
}
