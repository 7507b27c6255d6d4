/** Writes a checkpoint after an epoch, and hands on the model of the best one then. */
import type { EpochMetrics } from '../../../schemas/generated/summary';
import type { Replicas, StepSettings } from '../../engine/contract';
import type { Callback, EndedEpoch } from './callback';

/**
 * Between two checkpoints on kept features, milliseconds: an epoch takes a moment there, and writing all weights of the
 * base after each would take longer. What a kill loses is trained again, to the same weights.
 */
const featureInterval = 15_000;

export interface CheckpointSubject {
  readonly replicas?: Replicas | undefined;
  readonly step: StepSettings;
  /** No epoch follows in this stage. */
  readonly isOver: () => boolean;
  /** Puts a checkpoint on the disk. */
  readonly save: () => Promise<void>;
  readonly improved: (metrics: EpochMetrics) => Promise<void>;
}

export class Checkpoints implements Callback {
  /** When the last checkpoint was written, or the stage began. */
  private savedAt = performance.now();

  constructor(private readonly subject: CheckpointSubject) {}

  async epochEnded({ metrics, best }: EndedEpoch): Promise<void> {
    const { replicas, step, isOver, improved } = this.subject;
    const isDue = step.reads === 'images' || performance.now() - this.savedAt >= featureInterval || isOver();
    if (!isDue) return;
    // Copies that differ would go on from something else than what the checkpoint holds.
    await replicas?.verify();
    await this.save();
    if (best) await improved(metrics);
  }

  async save(): Promise<void> {
    await this.subject.save();
    this.savedAt = performance.now();
  }
}
