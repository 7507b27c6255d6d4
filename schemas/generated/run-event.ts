// Generated from schemas/ by scripts/generate.ts. Do not edit.

/**
 * One line of events.jsonl.
 */
export type RunEvent =
  | RunStartedEvent
  | PhaseEvent
  | FoldEvent
  | BatchEvent
  | EpochEvent
  | CheckpointEvent
  | EvaluatedEvent
  | WarningEvent
  | RunEndedEvent;

/**
 * A process started or resumed the run.
 */
export interface RunStartedEvent {
  /**
   * Counts up by one from 0 over the whole life of the run directory.
   */
  seq: number;
  /**
   * ISO 8601, UTC.
   */
  time: string;
  type: 'run-started';
  /**
   * Engine id, for example wasm.
   */
  engine: string;
  /**
   * What computes, in words.
   */
  device: string;
  /**
   * Seed of this repeat.
   */
  seed: number;
  /**
   * Epochs asked for.
   */
  epochs: number;
  /**
   * Steps (batches) per epoch.
   */
  stepsPerEpoch: number;
  /**
   * Images per step.
   */
  batchSize: number;
  /**
   * Images in the training split.
   */
  trainingExamples: number;
  /**
   * Images in the validation split.
   */
  validationExamples: number;
  /**
   * Images in the test split.
   */
  testExamples: number;
  /**
   * Trainable and non-trainable weights of the model.
   */
  parameters: number;
  /**
   * Last finished epoch of the checkpoint that this process goes on from; absent on a fresh start.
   */
  resumedFromEpoch?: number;
  /**
   * Finished steps of the epoch after it.
   */
  resumedFromStep?: number;
}
/**
 * A new phase, or progress within one.
 */
export interface PhaseEvent {
  /**
   * Counts up by one from 0 over the whole life of the run directory.
   */
  seq: number;
  /**
   * ISO 8601, UTC.
   */
  time: string;
  type: 'phase';
  /**
   * What the process does now.
   */
  phase:
    | 'starting-engine'
    | 'loading-data'
    | 'building-model'
    | 'computing-features'
    | 'searching'
    | 'training'
    | 'evaluating'
    | 'saving';
  /**
   * Number of the stage of training that begins or is resumed.
   */
  stage?: number;
  /**
   * Details, in words.
   */
  detail?: string;
  /**
   * How much of the phase is done, in its own unit.
   */
  done?: number;
  /**
   * Size of the whole phase, in the same unit.
   */
  total?: number;
}
/**
 * A search has trained one of its combinations on all folds but one, and evaluated it on that one.
 */
export interface FoldEvent {
  /**
   * Counts up by one from 0 over the whole life of the run directory.
   */
  seq: number;
  /**
   * ISO 8601, UTC.
   */
  time: string;
  type: 'fold';
  /**
   * Number of the combination.
   */
  candidate: number;
  /**
   * Combinations that the search tries.
   */
  candidates: number;
  /**
   * Number of the fold.
   */
  fold: number;
  /**
   * Folds of each combination.
   */
  folds: number;
  /**
   * What was tried, by dotted path.
   */
  values: {};
  /**
   * Training loss of the last epoch; it and the other metrics are absent when training diverged.
   */
  loss?: number;
  /**
   * Training accuracy of the last epoch.
   */
  accuracy?: number;
  /**
   * Loss on the images of the fold after the last epoch.
   */
  validationLoss?: number;
  /**
   * Accuracy on the images of the fold after the last epoch.
   */
  validationAccuracy?: number;
  /**
   * Time that the fold took.
   */
  seconds: number;
}
/**
 * Progress within an epoch. Not every step writes one: at most about ten a second.
 */
export interface BatchEvent {
  /**
   * Counts up by one from 0 over the whole life of the run directory.
   */
  seq: number;
  /**
   * ISO 8601, UTC.
   */
  time: string;
  type: 'batch';
  /**
   * Epoch, counted from 1.
   */
  epoch: number;
  /**
   * Step of the epoch, from 1.
   */
  step: number;
  /**
   * Training loss, averaged since the last batch event, penalties included.
   */
  loss: number;
  /**
   * Training accuracy, averaged since the last batch event.
   */
  accuracy: number;
  /**
   * Learning rate of this step.
   */
  learningRate: number;
  /**
   * Training speed since the last batch event.
   */
  imagesPerSecond: number;
}
/**
 * An epoch ended.
 */
export interface EpochEvent {
  /**
   * Counts up by one from 0 over the whole life of the run directory.
   */
  seq: number;
  /**
   * ISO 8601, UTC.
   */
  time: string;
  type: 'epoch';
  /**
   * Epoch, counted from 1.
   */
  epoch: number;
  /**
   * Mean training loss.
   */
  loss: number;
  /**
   * Mean training accuracy, while weights were changing and dropout was on.
   */
  accuracy: number;
  /**
   * Loss on the validation split.
   */
  validationLoss: number;
  /**
   * Accuracy on the validation split.
   */
  validationAccuracy: number;
  /**
   * Validation loss with the weights of the last step, where their average is evaluated.
   */
  lastStepValidationLoss?: number;
  /**
   * Validation accuracy with the weights of the last step, where their average is evaluated.
   */
  lastStepValidationAccuracy?: number;
  /**
   * Learning rate of the epoch's last step.
   */
  learningRate: number;
  /**
   * Duration with validation.
   */
  seconds: number;
  /**
   * Training speed over the epoch without validation.
   */
  imagesPerSecond: number;
  /**
   * Resident memory of the process.
   */
  residentBytes: number;
  /**
   * Tensors alive.
   */
  tensors: number;
  /**
   * Bytes of tensors alive.
   */
  tensorBytes: number;
  /**
   * Stage of the training, from 1; fine tuning is the second.
   */
  stage?: number;
  /**
   * Best so far by the run's selectBest.
   */
  best: boolean;
}
/**
 * A checkpoint is safely on disk.
 */
export interface CheckpointEvent {
  /**
   * Counts up by one from 0 over the whole life of the run directory.
   */
  seq: number;
  /**
   * ISO 8601, UTC.
   */
  time: string;
  type: 'checkpoint';
  /**
   * Epoch, counted from 1.
   */
  epoch: number;
  /**
   * Steps done in the epoch; stepsPerEpoch when the epoch is complete.
   */
  step: number;
}
/**
 * A split was evaluated.
 */
export interface EvaluatedEvent {
  /**
   * Counts up by one from 0 over the whole life of the run directory.
   */
  seq: number;
  /**
   * ISO 8601, UTC.
   */
  time: string;
  type: 'evaluated';
  /**
   * Split, for example test.
   */
  split: string;
  /**
   * Images.
   */
  examples: number;
  /**
   * Cross-entropy against the labels, without penalties.
   */
  loss: number;
  /**
   * Accuracy.
   */
  accuracy: number;
  /**
   * Unweighted mean of the classes' F1.
   */
  macroF1: number;
}
/**
 * Something worth knowing that does not stop the run.
 */
export interface WarningEvent {
  /**
   * Counts up by one from 0 over the whole life of the run directory.
   */
  seq: number;
  /**
   * ISO 8601, UTC.
   */
  time: string;
  type: 'warning';
  /**
   * What the user should know.
   */
  message: string;
}
/**
 * The process ended normally. A run without it whose process is gone was interrupted.
 */
export interface RunEndedEvent {
  /**
   * Counts up by one from 0 over the whole life of the run directory.
   */
  seq: number;
  /**
   * ISO 8601, UTC.
   */
  time: string;
  type: 'run-ended';
  /**
   * How it ended.
   */
  status: 'completed' | 'cancelled' | 'failed';
  /**
   * Why, for failed and cancelled.
   */
  message?: string;
  /**
   * What to do next, for failed.
   */
  remedy?: string;
}
