/** Callbacks, like those of Keras: they act after the steps and epochs of a training. */
import type { EpochMetrics } from '../../../schemas/generated/summary';
import type { Checkpoint } from '../checkpoint';
import type { Means } from '../progress';
import type { TrainingState } from '../state';

export interface EndedStep {
  /** From 1, counted over all stages. */
  readonly epoch: number;
  /** Within the epoch, from 1. */
  readonly step: number;
  /** Number of examples in its batch. */
  readonly examples: number;
  readonly learningRate: number;
  /** No step follows now: the epoch is over, or the run was asked to stop. */
  readonly last: boolean;
  /**
   * The means over the steps since the last call. Waits for the device.
   * @throws Divergence if the loss is no longer a number
   */
  read(): Promise<Means>;
}

export interface EndedEpoch {
  readonly metrics: EpochMetrics;
  /** Whether it is the best so far. */
  readonly best: boolean;
  /** Number of examples that were trained on. */
  readonly examples: number;
  readonly trainingSeconds: number;
  /** Including its validation. */
  readonly seconds: number;
}

/** The trainer calls each hook of all callbacks in the order of the list, and waits for each. */
export interface Callback {
  /** Called before the first step of an epoch, and before its next step if it resumes after a stop. */
  epochBegan?(): void;
  stepEnded?(step: EndedStep): Promise<void> | undefined;
  /** Called after the validation. @returns `stop` to end the stage */
  epochEnded?(epoch: EndedEpoch): Promise<void> | 'stop' | undefined;
  /** What it needs to resume, under keys of its own. */
  state?(): Partial<TrainingState>;
  /** Tensors that it needs to resume, in addition to those of the model and the optimizer; under a name of its own. */
  tensors?(state: TrainingState): Partial<Checkpoint> | Promise<Partial<Checkpoint>>;
  /** Resumes from such a state, with such tensors. */
  restore?(state: TrainingState, tensors: Partial<Checkpoint>): void;
}
