/** The state of training in a checkpoint: all that it needs to resume, except tensors. For JSON. */
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
  /** The current stage, from 1. */
  readonly stage: number;
  /** The number of epochs that were finished when the stage began. */
  readonly stageStart: number;
  /** Counted over all stages. */
  readonly finishedEpochs: number;
  /** Finished steps of the next epoch; all of them if only its validation is left. */
  readonly stepsDone: number;
  readonly stepsPerEpoch: number;
  readonly partial: PartialEpoch;
  readonly optimizerStep: number;
  readonly schedule: ScheduleState;
  readonly earlyStopping?: EarlyStoppingState;
  /** Number of times that the average of the weights has taken in weights, in this stage. */
  readonly averageUpdates?: number;
  readonly best?: EpochMetrics;
  readonly last?: EpochMetrics;
  /** Early stopping has ended the stage. */
  readonly stoppedEarly: boolean;
  /** Seconds spent on training and validation, in all processes of the run. */
  readonly trainingSeconds: number;
  readonly dataFingerprint: string;
}

/** What early stopping needs to resume, for JSON. */
export interface EarlyStoppingState {
  /** The best value so far; absent before the first epoch. */
  readonly best?: number;
  /** The number of epochs since then. */
  readonly wait: number;
}

export const emptyPartial: PartialEpoch = { lossSum: 0, correct: 0, examples: 0, seconds: 0 };
