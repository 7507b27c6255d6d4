/** Reports the progress of training: sends `batch` and `epoch` events. */
import type { NewEvent } from '../../../storage/run/events';
import type { TF } from '../../engine/contract';
import type { Callback, EndedEpoch, EndedStep } from './callback';

/** Milliseconds between two batch events. */
const interval = 100;

export interface ProgressSubject {
  readonly tf: TF;
  /** The number of the stage, from 1. */
  readonly stage: number;
  readonly emit: (event: NewEvent) => void;
  /** The learning rate of the last step of an epoch (counted from 1). */
  readonly lastRate: (epoch: number) => number;
}

export class ProgressEvents implements Callback {
  private reported = 0;
  private images = 0;
  private isFirst = true;

  constructor(private readonly subject: ProgressSubject) {}

  epochBegan(): void {
    this.reported = performance.now();
    this.images = 0;
    this.isFirst = true;
  }

  async stepEnded({ epoch, step, examples, learningRate, last, read }: EndedStep): Promise<void> {
    this.images += examples;
    const isDue = performance.now() - this.reported >= interval;
    if (!isDue && !this.isFirst && !last) return;
    const means = await read();
    const now = performance.now();
    const imagesPerSecond = (1000 * this.images) / Math.max(now - this.reported, 1e-3);
    this.subject.emit({ type: 'batch', epoch, step, ...means, learningRate, imagesPerSecond });
    this.reported = now;
    this.images = 0;
    this.isFirst = false;
  }

  epochEnded({ metrics, best, examples, trainingSeconds, seconds }: EndedEpoch): undefined {
    const { tf, stage, emit, lastRate } = this.subject;
    const { numTensors, numBytes } = tf.memory();
    emit({
      type: 'epoch',
      ...metrics,
      stage,
      learningRate: lastRate(metrics.epoch),
      seconds,
      imagesPerSecond: examples / Math.max(trainingSeconds, 1e-6),
      residentBytes: process.memoryUsage.rss(),
      tensors: numTensors,
      tensorBytes: numBytes,
      best,
    });
  }
}
