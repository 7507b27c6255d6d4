/** Checks of what happens only after more epochs than training has. */
import type { Check, Concern } from './check';

const epochsPath = ['training', 'epochs'] as const;
const schedulePath = ['training', 'schedule'] as const;

const epochsText = (epochs: number) => `${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}`;

/** The learning rate never reaches its value. */
export const warmupTooLong: Check = ({ resolved }) => {
  const { epochs, schedule } = resolved.training;
  if (!('warmupEpochs' in schedule) || schedule.warmupEpochs === 0 || schedule.warmupEpochs < epochs) return [];
  return [
    {
      severity: 'warning',
      code: 'warmup-too-long',
      message:
        `The warm-up of ${epochsText(schedule.warmupEpochs)} is as long as the whole training of ${epochsText(epochs)}: ` +
        'the learning rate only just reaches its value. A tenth of training is plenty.',
      paths: [[...schedulePath, 'warmupEpochs'], epochsPath],
    },
  ];
};

/** The schedule drops the rate only after the end of training. */
export const scheduleNeverActs: Check = ({ resolved }) => {
  const { epochs, schedule } = resolved.training;
  const concern = (name: 'every' | 'patience', value: number, code: string): Concern => ({
    severity: 'warning',
    code,
    message:
      `The ${schedule.type} schedule waits ${epochsText(value)} before its first drop, but training has ` +
      `${epochsText(epochs)}: it never acts. Use a smaller "${name}".`,
    paths: [[...schedulePath, name], epochsPath, schedulePath],
  });
  if (schedule.type === 'step' && schedule.every >= epochs) return [concern('every', schedule.every, 'step-never')];
  if (schedule.type === 'plateau' && schedule.patience >= epochs) {
    return [concern('patience', schedule.patience, 'plateau-never')];
  }
  return [];
};

/** The rate would rise instead of falling. */
export const minimumTooHigh: Check = ({ resolved }) => {
  const { schedule, optimizer } = resolved.training;
  if (!('minimum' in schedule) || schedule.minimum < optimizer.learningRate) return [];
  return [
    {
      severity: 'warning',
      code: 'schedule-minimum-high',
      message:
        `The schedule's minimum of ${schedule.minimum} is not below the learning rate of ${optimizer.learningRate}, so ` +
        'the rate never falls. Lower the minimum.',
      paths: [
        [...schedulePath, 'minimum'],
        ['training', 'optimizer', 'learningRate'],
      ],
      fix: { title: 'Change to 0', path: [...schedulePath, 'minimum'], value: 0 },
    },
  ];
};

/** Early stopping that cannot stop early. */
export const patienceTooLong: Check = ({ resolved }) => {
  const { epochs, earlyStopping } = resolved.training;
  if (earlyStopping === undefined || earlyStopping.patience < epochs) return [];
  return [
    {
      severity: 'warning',
      code: 'patience-too-long',
      message:
        `Early stopping waits ${epochsText(earlyStopping.patience)} without improvement, but training has ` +
        `${epochsText(epochs)}: it never stops anything. Use a smaller patience or more epochs.`,
      paths: [['training', 'earlyStopping', 'patience'], epochsPath, ['training', 'earlyStopping']],
    },
  ];
};

/** The rate would be lowered only after training has ended. */
export const plateauAfterStopping: Check = ({ resolved }) => {
  const { schedule, earlyStopping } = resolved.training;
  if (schedule.type !== 'plateau' || earlyStopping === undefined) return [];
  if (schedule.patience < earlyStopping.patience) return [];
  const patience = Math.max(1, Math.floor(earlyStopping.patience / 2));
  return [
    {
      severity: 'warning',
      code: 'plateau-after-stopping',
      message:
        `The plateau schedule waits ${epochsText(schedule.patience)} without improvement before it lowers the rate, but ` +
        `early stopping ends training after ${epochsText(earlyStopping.patience)}: the rate may never fall. Let the ` +
        'schedule wait less than early stopping does.',
      paths: [
        [...schedulePath, 'patience'],
        ['training', 'earlyStopping', 'patience'],
        ['training', 'earlyStopping'],
      ],
      ...(patience < earlyStopping.patience && {
        fix: {
          title: `Change the schedule's patience to ${patience}`,
          path: [...schedulePath, 'patience'],
          value: patience,
        },
      }),
    },
  ];
};
