/** Where a training stands, as checkpoints hold it: all that it needs to go on beside tensors. For JSON. */
import type { EpochMetrics } from '../../schemas/generated/summary';
import type { ScheduleState } from './schedules';

/** Sums over the finished steps of an unfinished epoch. */
export interface PartialEpoch {
  readonly lossSum: number;
  readonly correct: number;
  readonly examples: number;
  readonly seconds: number;
}

export interface TrainingState {
  /** Of the training, from 1. */
  readonly stage: number;
  /** Epochs that were finished when the stage began. */
  readonly stageStart: number;
  /** In all stages. */
  readonly finishedEpochs: number;
  /** Finished steps of the epoch after; all of them when only its validation is left. */
  readonly stepsDone: number;
  readonly stepsPerEpoch: number;
  readonly partial: PartialEpoch;
  readonly optimizerStep: number;
  readonly schedule: ScheduleState;
  readonly earlyStopping?: EarlyStoppingState;
  readonly best?: EpochMetrics;
  readonly last?: EpochMetrics;
  /** Early stopping has ended the stage. */
  readonly stoppedEarly: boolean;
  /** Seconds spent training and validating, over all processes of the run. */
  readonly trainingSeconds: number;
  readonly dataFingerprint: string;
}

/** What early stopping must remember to go on, for JSON. */
export interface EarlyStoppingState {
  /** The best value so far; absent before the first epoch. */
  readonly best?: number;
  /** Epochs since then. */
  readonly wait: number;
}

export const emptyPartial: PartialEpoch = { lossSum: 0, correct: 0, examples: 0, seconds: 0 };
