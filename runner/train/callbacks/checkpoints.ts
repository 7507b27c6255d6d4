/** Writes a checkpoint after an epoch, and reports the epoch if it is the best one. */
import type { EpochMetrics } from '../../../schemas/generated/summary';
import type { Replicas, StepSettings } from '../../engine/contract';
import type { Callback, EndedEpoch } from './callback';

/**
 * Milliseconds between two checkpoints when training on stored features: an epoch is over in a moment there, and writing
 * all weights of the base after each would take longer. What a kill loses is trained again, with the same weights.
 */
const featureInterval = 15_000;

export interface CheckpointSubject {
  readonly replicas?: Replicas | undefined;
  readonly step: StepSettings;
  /** Whether no epoch follows in this stage. */
  readonly isOver: () => boolean;
  /** Writes a checkpoint to disk. */
  readonly save: () => Promise<void>;
  readonly improved: (metrics: EpochMetrics) => Promise<void>;
}

export class Checkpoints implements Callback {
  /** When the last checkpoint was written; at first, when the stage began. */
  private savedAt = performance.now();

  constructor(private readonly subject: CheckpointSubject) {}

  async epochEnded({ metrics, best }: EndedEpoch): Promise<void> {
    const { replicas, step, isOver, improved } = this.subject;
    const isDue = step.reads === 'images' || performance.now() - this.savedAt >= featureInterval || isOver();
    if (!isDue) return;
    // If replicas differed, training would continue from other weights than those in the checkpoint.
    await replicas?.verify();
    await this.save();
    if (best) await improved(metrics);
  }

  async save(): Promise<void> {
    await this.subject.save();
    this.savedAt = performance.now();
  }
}
