/** The stages that training goes through, one after another. */
import type { ResolvedTraining, Trainable } from './types';

export interface TrainingStage {
  /** Passes over the training images, at least 0. */
  readonly epochs: number;
  /** Highest rate of the stage, which its schedule starts from. */
  readonly learningRate: number;
  readonly trainable: Trainable;
}

/** The epochs of all stages of a training, unless one stops early. */
export function totalEpochs(training: Pick<ResolvedTraining, 'epochs' | 'fineTuning'>): number {
  return training.epochs + (training.fineTuning?.epochs ?? 0);
}

/** The stages in order; fine tuning is the second, if there is one. */
export function trainingStages({
  epochs,
  optimizer,
  trainable,
  fineTuning,
}: Pick<ResolvedTraining, 'epochs' | 'optimizer' | 'trainable' | 'fineTuning'>): readonly TrainingStage[] {
  const first = { epochs, learningRate: optimizer.learningRate, trainable };
  return fineTuning ? [first, fineTuning] : [first];
}
