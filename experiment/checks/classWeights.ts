/** Checks of class weights. */
import { classNamesOf } from '../classNames';
import { nearestName } from '../names';
import type { Check, Concern } from './check';
import { own } from '../../schemas/own';

const path = ['training', 'classWeights'] as const;

/** A weight for a class that the labels do not have. */
export const classUnknown: Check = ({ resolved }) => {
  const { classWeights } = resolved.training;
  if (typeof classWeights === 'string') return [];
  const { scheme } = resolved.data.labels;
  const names = classNamesOf(resolved.data.labels);
  return Object.keys(classWeights)
    .filter((name) => !names.includes(name))
    .map((name): Concern => {
      const nearest = nearestName(name, names);
      const hint = nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
      return {
        severity: 'error',
        code: 'class-unknown',
        message: `The scheme "${scheme}" has no class "${name}".${hint} Its classes: ${names.join(', ')}.`,
        paths: [
          [...path, name],
          ['data', 'labels', 'scheme'],
        ],
        ...(nearest === undefined ? {} : { suggestion: nearest }),
      };
    });
};

/** Weights of 0 leave nothing to learn from. */
export const weightsAllZero: Check = ({ resolved }) => {
  const { classWeights } = resolved.training;
  if (typeof classWeights === 'string') return [];
  const names = classNamesOf(resolved.data.labels);
  if (!names.every((name) => own(classWeights, name) === 0)) return [];
  return [
    {
      severity: 'error',
      code: 'class-weights-zero',
      message: 'All classes weigh 0, so there is nothing to learn. Give at least two classes a weight above 0.',
      paths: [path],
      fix: { title: 'Weigh all alike', path, value: 'none' },
    },
  ];
};
