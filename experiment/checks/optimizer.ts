/** Checks of learning rates and momentum. */
import type { Check } from './check';

const path = ['training', 'optimizer'] as const;

const adaptive: Readonly<Record<string, string>> = { adam: 'Adam', adamw: 'AdamW', rmsprop: 'RMSprop' };

/** Adam and similar optimizers change every weight by about the learning rate. */
export const learningRateHigh: Check = ({ resolved }) => {
  const { optimizer } = resolved.training;
  const name = adaptive[optimizer.type];
  if (!name || optimizer.learningRate <= 0.01) return [];
  return [
    {
      severity: 'warning',
      code: 'learning-rate-high',
      message:
        `A learning rate of ${optimizer.learningRate} is high for ${name}: above 0.01 training rarely gets anywhere. ` +
        'The study chose 0.001.',
      paths: [[...path, 'learningRate'], path],
      fix: { title: 'Change to 0.001', path: [...path, 'learningRate'], value: 0.001 },
    },
  ];
};

export const nesterovWithoutMomentum: Check = ({ resolved }) => {
  const { optimizer } = resolved.training;
  if (optimizer.type !== 'sgd' || !optimizer.nesterov || optimizer.momentum > 0) return [];
  return [
    {
      severity: 'warning',
      code: 'nesterov-without-momentum',
      message: 'nesterov does nothing without momentum. Set momentum, 0.9 is usual.',
      paths: [[...path, 'nesterov'], [...path, 'momentum'], path],
      fix: { title: 'Set momentum to 0.9', path: [...path, 'momentum'], value: 0.9 },
    },
  ];
};
