/** Sums up loss and accuracy of the steps of an epoch. Values stay on the device until they are read. */
import type { Scalar } from '@tensorflow/tfjs';
import { UserError } from '../../schemas/userError';
import type { TF, StepResult } from '../engine/contract';
import type { PartialEpoch } from './state';

export interface Means {
  readonly loss: number;
  readonly accuracy: number;
}

/** The loss is no longer a number. */
export class Divergence extends UserError {}

export function diverged(epoch: number): Divergence {
  return new Divergence(
    `Training diverged: the loss is no longer a number in epoch ${epoch}.`,
    'Lower training.optimizer.learningRate (a tenth of it is a good try) or add warmupEpochs to the schedule, then run again.',
    1,
  );
}

/**
 * Adds in double precision and in the order of the steps, so that the sums do not depend on when values are read. Reading
 * waits for the device.
 */
export class EpochProgress {
  private pending: { readonly result: StepResult; readonly examples: number }[] = [];
  private lossSum: number;
  private correct: number;
  private counted: number;

  constructor(
    private readonly tf: TF,
    private readonly epoch: number,
    start: Omit<PartialEpoch, 'seconds'> = { lossSum: 0, correct: 0, examples: 0 },
  ) {
    this.lossSum = start.lossSum;
    this.correct = start.correct;
    this.counted = start.examples;
  }

  add(result: StepResult, examples: number): void {
    this.pending.push({ result, examples });
  }

  /**
   * Reads the pending results.
   * @returns their means; undefined if there were none
   * @throws Divergence if the loss is no longer a number
   */
  async read(): Promise<Means | undefined> {
    if (this.pending.length === 0) return undefined;
    const steps = this.pending;
    this.pending = [];
    const losses = await this.take(steps.map(({ result }) => result.loss));
    const correct = await this.take(steps.map(({ result }) => result.correct));
    const sums = { loss: 0, correct: 0, examples: 0 };
    steps.forEach(({ examples }, index) => {
      sums.loss += losses[index]! * examples;
      this.lossSum += losses[index]! * examples;
      sums.correct += correct[index]!;
      sums.examples += examples;
    });
    if (!Number.isFinite(sums.loss)) {
      throw diverged(this.epoch);
    }
    this.correct += sums.correct;
    this.counted += sums.examples;
    return { loss: sums.loss / sums.examples, accuracy: sums.correct / sums.examples };
  }

  /** The sums of the whole epoch so far. Call `read` first. */
  sums(): Omit<PartialEpoch, 'seconds'> {
    return { lossSum: this.lossSum, correct: this.correct, examples: this.counted };
  }

  means(): Means {
    return { loss: this.lossSum / this.counted, accuracy: this.correct / this.counted };
  }

  private async take(scalars: Scalar[]): Promise<Float32Array> {
    const stacked = this.tf.stack(scalars);
    const values = (await stacked.data()) as Float32Array;
    this.tf.dispose([stacked, ...scalars]);
    return values;
  }
}
