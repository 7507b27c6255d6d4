/** One stage of training, from its first or from any later step to the end, or until someone asks it to stop. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LayersModel } from '@tensorflow/tfjs';
import type { ResolvedTraining } from '../../experiment/types';
import type { NewEvent } from '../../storage/run/events';
import type { EpochMetrics } from '../../schemas/generated/summary';
import type { Engine, Replicas, TargetRule, StoredTensor, Step, StepSettings } from '../engine/contract';
import { Random } from '../random';
import type { BatchSource } from './batches';
import { isBetter } from './best';
import { type Checkpoint, checkpointPosition, type PartialEpoch, type TrainingState } from './checkpoint';
import { createEarlyStopping } from './earlyStopping';
import { createOptimizer } from './optimizers';
import { diverged, EpochProgress, type Means } from './progress';
import { createSchedule } from './schedules';
import { restoreTraining } from './restore';
import { TrainStep, trainableVariables } from './step';
import { readTensors, readWeights } from './tensorStore';
import { ReplicaFailure } from '../engine/replicaFailure';
import type { TrainingStage } from '../../experiment/trainingStages';

/** Between two batch events, milliseconds. */
const eventInterval = 100;
/**
 * Between two checkpoints on kept features, milliseconds: an epoch takes a moment there, and writing all weights of the
 * base after each would take longer. What is lost by a kill is trained again, to the same weights.
 */
const featureCheckpointInterval = 15_000;

export interface Stage extends TrainingStage {
  /** From 1. */
  readonly number: number;
}

/** What a stage is trained with. */
export type StageInputs = Pick<TrainingPlan, 'batches' | 'validate' | 'step'>;

export interface TrainingPlan {
  readonly engine: Engine;
  readonly model: LayersModel;
  /** Copies of the model on other threads, which train along. */
  readonly replicas?: Replicas | undefined;
  readonly training: ResolvedTraining;
  readonly stage: Stage;
  readonly step: StepSettings;
  readonly seed: number;
  readonly batches: BatchSource;
  readonly rule: TargetRule;
  readonly dataFingerprint: string;
  /** Metrics of the model on the validation split; undefined when `stopping` became true before it was done. */
  readonly validate: (stopping: () => boolean) => Promise<Means | undefined>;
  /** Someone asked the run to stop. Asked after every step. */
  readonly stopping: () => boolean;
  readonly emit: (event: NewEvent) => void;
  /** Puts a checkpoint on the disk. */
  readonly save: (checkpoint: Checkpoint) => Promise<void>;
  /** Told of a new best epoch that has a checkpoint, while the model has its weights. */
  readonly improved: (metrics: EpochMetrics) => Promise<void>;
}

export interface TrainingResult {
  /** `stopped`: someone asked; a checkpoint was written. */
  readonly outcome: 'finished' | 'stopped';
  readonly state: TrainingState;
}

/** Where training stands, with what it found best. */
export interface TrainingProgress {
  readonly state: TrainingState;
  /** Undefined before the first epoch has ended. */
  readonly bestWeights?: readonly StoredTensor[] | undefined;
}

export const emptyPartial: PartialEpoch = { lossSum: 0, correct: 0, examples: 0, seconds: 0 };

/** For the layers of the model that are trainable when it is made. */
export class Trainer {
  private readonly optimizer;
  private readonly schedule;
  private readonly earlyStopping;
  private readonly own: TrainStep;
  private readonly step: Step;
  /** What ended the training between two steps. */
  private failure: ReplicaFailure | undefined;
  private state: TrainingState;
  /** When the last checkpoint was written, or the stage began. */
  private savedAt = performance.now();
  private bestWeights: readonly StoredTensor[] | undefined;

  /** @param start where the stages before have left it, or where a checkpoint of this stage stands */
  constructor(
    private readonly plan: TrainingPlan,
    start: TrainingProgress,
  ) {
    const { engine, model, replicas, training, stage, batches } = plan;
    this.optimizer = createOptimizer(engine, training.optimizer, trainableVariables(model));
    this.schedule = createSchedule(training.schedule, {
      epochs: stage.epochs,
      stepsPerEpoch: batches.stepsPerEpoch,
      learningRate: stage.learningRate,
    });
    this.earlyStopping = training.earlyStopping && createEarlyStopping(training.earlyStopping);
    this.own = new TrainStep(engine, model, this.optimizer, plan.rule, plan.step);
    this.step = replicas?.share(this.own) ?? this.own;
    this.state = start.state;
    this.bestWeights = start.bestWeights;
  }

  /** Goes on from a checkpoint of this stage, of a run with the same settings and data. */
  restore({ state, weights, optimizer }: Checkpoint): void {
    const restored = { weights, slots: optimizer, step: state.optimizerStep };
    restoreTraining(this.plan.engine.tf, this.plan.model, this.optimizer, restored);
    this.plan.replicas?.restore(restored);
    this.schedule.restore(state.schedule);
    if (state.earlyStopping) this.earlyStopping?.restore(state.earlyStopping);
  }

  get progress(): TrainingProgress {
    return { state: this.state, bestWeights: this.bestWeights };
  }

  async run(): Promise<TrainingResult> {
    while (!isOver(this.plan.stage, this.state)) {
      if (!(await this.epoch())) {
        await this.checkpoint();
        if (this.failure) throw this.failure;
        return { outcome: 'stopped', state: this.state };
      }
    }
    return { outcome: 'finished', state: this.state };
  }

  dispose(): void {
    this.own.dispose();
    this.optimizer.dispose();
  }

  /** @returns false when it stopped or failed before the epoch's end; `state` then says how far it came */
  private async epoch(): Promise<boolean> {
    const start = this.state;
    const epoch = start.finishedEpochs + 1;
    const began = performance.now();
    const progress = new EpochProgress(this.plan.engine.tf, epoch, start.partial);
    const whole = await this.steps(epoch, progress);
    const stepSeconds = secondsSince(began);
    const trained = start.partial.seconds + stepSeconds;
    const validation = whole ? await this.unlessFailed(() => this.plan.validate(this.plan.stopping)) : undefined;
    const seconds = secondsSince(began);
    this.state = {
      ...this.state,
      partial: { ...progress.sums(), seconds: trained },
      trainingSeconds: start.trainingSeconds + seconds,
    };
    if (!validation) return false;
    if (!Number.isFinite(validation.loss)) throw diverged(epoch);

    const { loss, accuracy } = progress.means();
    const metrics: EpochMetrics = {
      epoch,
      loss,
      accuracy,
      validationLoss: validation.loss,
      validationAccuracy: validation.accuracy,
    };
    const best = isBetter(this.plan.training.selectBest, metrics, start.best);
    this.report(metrics, best, { trained, whole: trained + seconds - stepSeconds });
    await this.finish(metrics, best);
    return true;
  }

  private async steps(epoch: number, progress: EpochProgress): Promise<boolean> {
    const { batches, seed, stopping } = this.plan;
    const first = this.state.stepsDone + 1;
    let reported = performance.now();
    let images = 0;
    for (let step = first; step <= batches.stepsPerEpoch; step++) {
      const batch = batches.batch(epoch, step);
      const learningRate = this.rate(epoch, step);
      const dropoutSeed = new Random(seed, 'dropout', epoch - 1, step - 1).uint32();
      const result = await this.unlessFailed(() => this.step.run(batch, dropoutSeed, learningRate));
      if (!result) {
        await progress.read();
        return false;
      }
      progress.add(result, batch.count);
      images += batch.count;
      this.state = { ...this.state, stepsDone: step };

      const stop = stopping();
      const due = performance.now() - reported >= eventInterval;
      if (stop || due || step === first || step === batches.stepsPerEpoch) {
        const means = (await progress.read())!;
        const now = performance.now();
        const imagesPerSecond = (1000 * images) / Math.max(now - reported, 1e-3);
        this.plan.emit({ type: 'batch', epoch, step, ...means, learningRate, imagesPerSecond });
        reported = now;
        images = 0;
      }
      if (stop) return false;
      // Signals and timers get their turn.
      await nextTurn();
    }
    return true;
  }

  /** Both from 1; each stage has a schedule of its own. */
  private rate(epoch: number, step: number): number {
    return this.schedule.rate(epoch - 1 - this.state.stageStart, step - 1);
  }

  /** @returns undefined after a failure that leaves something to checkpoint: `failure` */
  private async unlessFailed<T>(work: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ReplicaFailure)) throw error;
      this.failure = error;
      return undefined;
    }
  }

  private report(metrics: EpochMetrics, best: boolean, seconds: { trained: number; whole: number }): void {
    const { tf } = this.plan.engine;
    const { numTensors, numBytes } = tf.memory();
    this.plan.emit({
      type: 'epoch',
      ...metrics,
      stage: this.plan.stage.number,
      learningRate: this.rate(metrics.epoch, this.state.stepsPerEpoch),
      seconds: seconds.whole,
      imagesPerSecond: this.state.partial.examples / Math.max(seconds.trained, 1e-6),
      residentBytes: process.memoryUsage.rss(),
      tensors: numTensors,
      tensorBytes: numBytes,
      best,
    });
  }

  private async finish(metrics: EpochMetrics, best: boolean): Promise<void> {
    this.schedule.epochEnded(metrics.validationLoss);
    const stoppedEarly = this.earlyStopping?.epochEnded(metrics) ?? false;
    this.state = {
      ...this.state,
      finishedEpochs: metrics.epoch,
      stepsDone: 0,
      partial: emptyPartial,
      last: metrics,
      ...(best ? { best: metrics } : {}),
      stoppedEarly,
    };
    if (best) this.bestWeights = await readWeights(this.plan.model);
    if (!this.isCheckpointDue()) return;
    await this.plan.replicas?.verify();
    await this.checkpoint();
    if (best) await this.plan.improved(metrics);
  }

  private isCheckpointDue(): boolean {
    const { step, stage } = this.plan;
    const due = performance.now() - this.savedAt >= featureCheckpointInterval;
    return step.reads === 'images' || due || isOver(stage, this.state);
  }

  private async checkpoint(): Promise<void> {
    const { model, save, emit } = this.plan;
    this.state = {
      ...this.state,
      optimizerStep: this.optimizer.step,
      schedule: this.schedule.state(),
      ...(this.earlyStopping ? { earlyStopping: this.earlyStopping.state() } : {}),
    };
    // The best weights are stored apart only where they are not the current ones.
    const bestIsCurrent = this.state.stepsDone === 0 && this.state.best?.epoch === this.state.finishedEpochs;
    await save({
      state: this.state,
      weights: await readWeights(model),
      optimizer: await readTensors(this.optimizer.state()),
      ...(this.bestWeights && !bestIsCurrent ? { best: this.bestWeights } : {}),
    });
    this.savedAt = performance.now();
    emit({ type: 'checkpoint', ...checkpointPosition(this.state) });
  }
}

/** Has the stage had its epochs, or been stopped early? */
export function isOver({ epochs }: Stage, { finishedEpochs, stageStart, stoppedEarly }: TrainingState): boolean {
  return stoppedEarly || finishedEpochs - stageStart >= epochs;
}

function secondsSince(milliseconds: number): number {
  return (performance.now() - milliseconds) / 1000;
}
