/**
 * The weights that are evaluated, saved and chosen: those of the last step, or, with a technique, their average or the same
 * with statistics of batch normalisation taken again. Training always goes on from those of the last step.
 */
import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import type { Batch, Engine, Replicas, StoredTensor } from '../engine/contract';
import type { WeightFunction } from '../techniques/technique';
import type { Callback, EndedStep } from './callbacks/callback';
import { renewStatistics } from './batchStatistics';
import type { Checkpoint } from './checkpoint';
import { readWeights, writeWeights } from './tensorStore';
import type { TrainingState } from './state';
import { movingAverages } from './trainable';

export interface EvaluatedSubject {
  readonly engine: Engine;
  readonly model: LayersModel;
  readonly replicas?: Replicas | undefined;
  /** Absent: the weights of the last step. */
  readonly weights?: WeightFunction | undefined;
  readonly stage: { readonly epochs: number };
  readonly batches: { readonly stepsPerEpoch: number };
  /** Finished epochs before the stage. */
  readonly stageStart: number;
  /** The first training batches of an epoch (from 1) with at least so many faces, or all of them. */
  readonly statisticsBatches: (epoch: number, faces: number) => Iterable<Batch>;
  /** Passes a batch, counted from 0, through the network as training does, without training it. */
  readonly forward: (batch: Batch, position: number) => void;
}

export class EvaluatedWeights implements Callback {
  /** All that training changes: trained weights, then moving averages. */
  private readonly changing: LayersModel['weights'];
  private average: Tensor[] | undefined;
  private updates = 0;
  /** The evaluated weights of the last epoch, where they are not the model's own. */
  private latest: readonly StoredTensor[] | undefined;

  constructor(private readonly subject: EvaluatedSubject) {
    const { model } = subject;
    this.changing = [...model.trainableWeights, ...movingAverages(model)];
  }

  /** Whether they can differ from those of the last step. */
  get differ(): boolean {
    return this.subject.weights !== undefined;
  }

  /** Whether there is an average, so that two networks can be evaluated. */
  get averaged(): boolean {
    return this.average !== undefined;
  }

  stepEnded({ epoch, step }: Pick<EndedStep, 'epoch' | 'step'>): undefined {
    const { weights, stage, batches, stageStart, engine } = this.subject;
    if (!weights?.share) return;
    const endedEpoch = step === batches.stepsPerEpoch ? epoch - stageStart : undefined;
    const share = weights.share({ updates: this.updates, endedEpoch, epochs: stage.epochs });
    if (share === 0) return;
    const { tf } = engine;
    const before = this.average;
    this.average = this.changing.map((weight, i) =>
      tf.tidy(() => {
        const current = weight.read();
        const old = before?.[i];
        // An engine may change the memory of a weight in place, so the average never shares it.
        return old ? tf.add(old, tf.mul(tf.sub(current, old), share)) : tf.add(current, 0);
      }),
    );
    tf.dispose(before ?? []);
    this.updates++;
  }

  /**
   * Does `work` while the model and its replicas have the evaluated weights.
   * @param epoch from 1, counted over all stages
   */
  async during<T>(epoch: number, work: () => Promise<T>): Promise<T> {
    const { engine, model, replicas, weights } = this.subject;
    const { tf } = engine;
    const statistics = weights?.share && !this.average ? undefined : weights?.statistics;
    if (!this.average && statistics === undefined) {
      this.latest = undefined;
      return work();
    }
    const own = await readWeights(model);
    try {
      tf.tidy(() => this.average?.forEach((tensor, i) => this.changing[i]!.write(tf.add(tensor, 0))));
      if (statistics !== undefined) {
        renewStatistics(tf, model, this.subject.statisticsBatches(epoch, statistics), this.subject.forward);
      }
      this.latest = await readWeights(model);
      replicas?.restore({ weights: this.latest });
      return await work();
    } finally {
      this.put(own);
      replicas?.restore({ weights: own });
    }
  }

  /** The evaluated weights of the last epoch. */
  async read(): Promise<readonly StoredTensor[]> {
    return this.latest ?? (await readWeights(this.subject.model));
  }

  /** Does `work` while the model on this thread has the evaluated weights of the last epoch. */
  async withLatest(work: () => Promise<void>): Promise<void> {
    if (!this.latest) return work();
    const own = await readWeights(this.subject.model);
    this.put(this.latest);
    try {
      await work();
    } finally {
      this.put(own);
    }
  }

  state(): Partial<TrainingState> {
    return this.updates > 0 ? { averageUpdates: this.updates } : {};
  }

  async tensors(): Promise<Partial<Checkpoint>> {
    if (!this.average) return {};
    const values = await Promise.all(this.average.map((tensor) => tensor.data()));
    return {
      average: this.average.map(({ shape }, i) => ({ name: `average/${i}`, shape, values: values[i] as Float32Array })),
    };
  }

  restore({ averageUpdates = 0 }: TrainingState, { average }: Partial<Checkpoint>): void {
    const { tf } = this.subject.engine;
    // A stage that has not averaged yet still has the number of the stage before in its state.
    this.updates = average ? averageUpdates : 0;
    tf.dispose(this.average ?? []);
    this.average = average?.map(({ values, shape }) => tf.tensor(values, [...shape]));
  }

  dispose(): void {
    this.subject.engine.tf.dispose(this.average ?? []);
    this.average = undefined;
  }

  private put(weights: readonly StoredTensor[]): void {
    writeWeights(this.subject.engine.tf, this.subject.model, weights);
  }
}
