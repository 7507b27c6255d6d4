/** A model and its replicas on other threads: synchronous data parallelism with averaged gradients. */
import type { LayersModel } from '@tensorflow/tfjs';
import { namesOfTrained } from '../train/trainable';
import { UserError } from '../../schemas/userError';
import type { Batch, ReplicaPlan, Replicas, SharedStep, Step, StepResult, StoredTraining } from '../engine/contract';
import type { Context } from '../engine/wasm/context';
import { weightsChecksum } from './checksum';
import { ReplicaThread } from './replicaThread';
import { SharedMean } from './sharedMean';
import { shareOf, shareSeed, shareSizes } from './shares';
import { StepValues } from './stepValues';
import { ReplicaFailure } from '../engine/replicaFailure';

/**
 * @param model on this thread, built from the plan
 * @param count of replicas, including the one on this thread
 * @throws UserError when a thread does not start
 */
export async function startReplicas(
  context: Context,
  model: LayersModel,
  plan: ReplicaPlan,
  count: number,
): Promise<Replicas> {
  const threads = Array.from({ length: count - 1 }, (_, i) => new ReplicaThread({ plan, copy: i + 1, copies: count }));
  const group = new ReplicaGroup(context, model, threads);
  try {
    await Promise.all(threads.map(({ started }) => started));
  } catch (error) {
    await group.dispose();
    throw error;
  }
  return group;
}

/** The result of one step over all replicas. */
interface Means {
  readonly loss: number;
  readonly correct: number;
  readonly labels: Int8Array | undefined;
}

/** What the steps of one training need. */
interface Sharing {
  readonly own: SharedStep;
  readonly values: StepValues;
  readonly shared: SharedMean;
}

class ReplicaGroup implements Replicas {
  readonly count: number;
  /** What the last training that is shared trains beside the model. */
  private beside: SharedStep['beside'] = [];

  constructor(
    private readonly context: Context,
    private readonly model: LayersModel,
    private readonly threads: readonly ReplicaThread[],
  ) {
    this.count = threads.length + 1;
  }

  share(own: SharedStep): Step {
    const values = new StepValues(this.context, this.model, own.beside);
    this.beside = own.beside;
    const shared = new SharedMean(SharedMean.allocate(values.length, this.count), this.count);
    const question = { trained: namesOfTrained(this.model), settings: own.settings, buffer: shared.buffer };
    for (const thread of this.threads) void thread.ask('share', question);
    const sharing = { own, values, shared };
    return { run: (batch, seed, learningRate) => this.run(sharing, batch, seed, learningRate) };
  }

  /** Every thread works in sequence, so the mean and the slots are free again when all threads compute the next step. */
  private async run(sharing: Sharing, batch: Batch, seed: number, learningRate: number): Promise<StepResult> {
    const { tf } = this.context;
    const { own, values, shared } = sharing;
    const averages = values.saveAverages();
    let means: Means;
    try {
      means = await this.computeMean(sharing, batch, seed);
    } catch (error) {
      values.putAverages(averages);
      throw error instanceof UserError ? new ReplicaFailure(error.message, error.remedy, 1) : error;
    } finally {
      tf.dispose(averages);
    }
    for (const thread of this.threads) void thread.ask('apply', { learningRate });
    own.apply(values.read(shared.mean), learningRate);
    return { loss: tf.scalar(means.loss), correct: tf.scalar(means.correct), labels: means.labels };
  }

  /** Leaves the mean over the batch in shared memory. */
  private async computeMean({ own, values, shared }: Sharing, batch: Batch, seed: number): Promise<Means> {
    const { tf } = this.context;
    const sizes = shareSizes(batch.count, this.count);
    const shares = sizes.map((size) => size / batch.count);
    const others = this.threads.map((thread, i) =>
      thread.ask('compute', { batch: shareOf(batch, sizes, i + 1), seed: shareSeed(seed, i + 1) }),
    );
    const { loss, correct, gradients, labels } = own.compute(shareOf(batch, sizes, 0)!, shareSeed(seed, 0));
    values.write(gradients, shared.slot(0));
    const first = { loss: loss.dataSync()[0]!, correct: correct.dataSync()[0]!, labels };
    tf.dispose([loss, correct, gradients]);
    const results = [first, ...(await Promise.all(others))];

    const parts = this.threads.map((thread) => thread.ask('average', { shares }));
    shared.reduce(0, shares);
    await Promise.all(parts);
    return {
      loss: results.reduce((sum, result, i) => sum + shares[i]! * (result?.loss ?? 0), 0),
      correct: results.reduce((sum, result) => sum + (result?.correct ?? 0), 0),
      labels: labels && Int8Array.from(results.flatMap((result) => [...(result?.labels ?? [])])),
    };
  }

  restore(state: StoredTraining): void {
    for (const thread of this.threads) void thread.ask('restore', state);
  }

  predict(copy: number, images: Float32Array, shape: readonly number[]): Promise<Float32Array> {
    return this.threads[copy - 1]!.ask('predict', { images, shape });
  }

  features(copy: number, images: Float32Array, shape: readonly number[]): Promise<Float32Array> {
    return this.threads[copy - 1]!.ask('features', { trained: namesOfTrained(this.model), images, shape });
  }

  async verify(): Promise<void> {
    const own = weightsChecksum(this.context.heap, this.model, this.beside);
    const others = await Promise.all(this.threads.map((thread) => thread.ask('checksum', {})));
    if (others.some((other) => other !== own))
      throw new Error('The copies of the model no longer have the same weights.');
  }

  async dispose(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.dispose()));
  }
}
