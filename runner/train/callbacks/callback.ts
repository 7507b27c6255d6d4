/** What acts over the steps and epochs of a training beside its optimizer, as Keras's callbacks do. */
import type { EpochMetrics } from '../../../schemas/generated/summary';
import type { StoredTensor } from '../../engine/contract';
import type { Means } from '../progress';
import type { TrainingState } from '../state';

export interface EndedStep {
  /** From 1, over all stages. */
  readonly epoch: number;
  /** Within the epoch, from 1. */
  readonly step: number;
  /** In its batch. */
  readonly examples: number;
  readonly learningRate: number;
  /** No step follows now: the epoch is trained, or someone asked to stop. */
  readonly last: boolean;
  /**
   * Means over the steps since the last call; waits for the device.
   * @throws Divergence when the loss is no longer a number
   */
  read(): Promise<Means>;
}

export interface EndedEpoch {
  readonly metrics: EpochMetrics;
  /** It is the best so far. */
  readonly best: boolean;
  /** That were trained on. */
  readonly examples: number;
  readonly trainingSeconds: number;
  /** With its validation. */
  readonly seconds: number;
}

/** The trainer calls each hook of all callbacks in the order of their list, and waits for each. */
export interface Callback {
  /** Before the first step, also of an epoch that goes on after a stop. */
  epochBegan?(): void;
  stepEnded?(step: EndedStep): Promise<void> | undefined;
  /** After the validation. @returns `stop` to end the stage */
  epochEnded?(epoch: EndedEpoch): Promise<void> | 'stop' | undefined;
  /** What it must remember to go on, under keys of its own. */
  state?(): Partial<TrainingState>;
  /** Tensors that it must remember, beside the model's weights and the optimizer's; by a name of its own. */
  tensors?(state: TrainingState): Readonly<Record<string, readonly StoredTensor[]>>;
  /** Goes on from such a state. */
  restore?(state: TrainingState): void;
}
