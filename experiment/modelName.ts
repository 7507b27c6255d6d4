/** Names networks by what they take: those of one name take the same time. */
import { resnet18Width } from './defaults';
import type { ResolvedModel } from './types';

export function modelName(model: ResolvedModel): string {
  switch (model.type) {
    case 'customCnn':
    case 'smallCnn':
    case 'vggFer':
    case 'lightCnn':
      return model.type;
    case 'resnet18':
      return model.width === resnet18Width ? model.type : `${model.type} of width ${model.width}`;
    case 'resnet50':
    case 'efficientnetLite0':
      return `${model.type} at ${model.inputSize} pixels`;
    case 'layersModel':
      return `${model.type} ${model.base}`;
  }
}
