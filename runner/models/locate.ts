import path from 'node:path';
import { namedWeights } from '../../experiment/trainedFile';
import type { ResolvedModel } from '../../experiment/types';

/**
 * The model with absolute paths: what a network is built from in every process and thread.
 * @param baseDirectory absolute folder that relative paths of the file start from
 */
export function locateModel(model: ResolvedModel, baseDirectory: string): ResolvedModel {
  switch (model.type) {
    case 'customCnn':
    case 'smallCnn':
    case 'resnet18':
    case 'vggFer':
    case 'lightCnn':
      return model;
    case 'resnet50':
    case 'efficientnetLite0': {
      return namedWeights.includes(model.weights)
        ? model
        : { ...model, weights: path.resolve(baseDirectory, model.weights) };
    }
    case 'layersModel':
      return { ...model, base: path.resolve(baseDirectory, model.base) };
  }
}
