/** Checks of the settings of the network. */
import type { ModelConfig } from '../../schemas/generated/experiment';
import type { Check, Concern } from './check';

/** Settings that not every type of network uses, and those that do. */
const own = {
  width: ['resnet18'],
  weights: ['resnet50', 'efficientnetLite0'],
  inputSize: ['resnet50', 'efficientnetLite0'],
  base: ['layersModel'],
  output: ['layersModel'],
  preprocessing: ['layersModel'],
} as const satisfies Partial<Record<keyof ModelConfig, readonly ModelConfig['type'][]>>;

/** Settings of another type of network. */
export const modelSettingIgnored: Check = ({ settings }) => {
  const { model } = settings;
  return (Object.keys(own) as (keyof typeof own)[]).flatMap((name): Concern[] => {
    const users: readonly string[] = own[name];
    if (model[name] === undefined || users.includes(model.type)) return [];
    const path = ['model', name];
    return [
      {
        severity: 'warning',
        code: 'setting-ignored',
        message: `"${name}" does nothing here: it is a setting of ${users.join(' and ')}, and the network is ${model.type}. Remove it.`,
        paths: [path, ['model', 'type']],
        fix: { title: `Remove "${name}"`, path, value: undefined },
      },
    ];
  });
};

/** A base without a path. */
export const baseNeeded: Check = ({ settings }) => {
  const { model } = settings;
  if (model.type !== 'layersModel' || model.base !== undefined) return [];
  return [
    {
      severity: 'error',
      code: 'base-needed',
      message:
        'layersModel needs "base": the path of the model.json or .keras file that it builds on, relative to this file. ' +
        'The model/ folder of a run holds a model.json.',
      paths: [
        ['model', 'base'],
        ['model', 'type'],
      ],
    },
  ];
};
