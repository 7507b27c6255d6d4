import path from 'node:path';
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
    case 'resnet50': {
      const isName = model.weights === 'imagenet' || model.weights === 'random';
      return isName ? model : { ...model, weights: path.resolve(baseDirectory, model.weights) };
    }
    case 'layersModel':
      return { ...model, base: path.resolve(baseDirectory, model.base) };
  }
}
