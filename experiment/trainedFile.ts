import type { ResolvedModel } from './types';

/** The file that the weights of a network's base are in, where the experiment names one. */
export interface TrainedFile {
  readonly setting: 'weights' | 'base';
  /** As in the experiment. */
  readonly file: string;
}

/** Undefined where the network has no base, or its weights go by a name. */
export function trainedFile(model: ResolvedModel): TrainedFile | undefined {
  if (model.type === 'resnet50' && !namedWeights.includes(model.weights)) {
    return { setting: 'weights', file: model.weights };
  }
  return model.type === 'layersModel' && model.base !== '' ? { setting: 'base', file: model.base } : undefined;
}

/** Values of `weights` that are no paths. */
export const namedWeights: readonly string[] = ['imagenet', 'random'];
