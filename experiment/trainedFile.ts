/** Which file has the trained weights of a network. */
import type { ResolvedModel } from './types';

/** The file with the weights of a network's base, if the experiment names one. */
export interface TrainedFile {
  readonly setting: 'weights' | 'base';
  /** As in the experiment. */
  readonly file: string;
}

/** Undefined when the network has no base, or its weights have a name. */
export function trainedFile(model: ResolvedModel): TrainedFile | undefined {
  if ('weights' in model && !namedWeights.includes(model.weights)) {
    return { setting: 'weights', file: model.weights };
  }
  return model.type === 'layersModel' && model.base !== '' ? { setting: 'base', file: model.base } : undefined;
}

/** Values of `weights` that are not paths. */
export const namedWeights: readonly string[] = ['imagenet', 'random'];
