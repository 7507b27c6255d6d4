/** Trains one stage, from its first or any later step to the end, or until it is asked to stop. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LayersModel } from '@tensorflow/tfjs';
import type { ResolvedTraining } from '../../experiment/types';
import type { NewEvent } from '../../storage/run/events';
import type { EpochMetrics } from '../../schemas/generated/summary';
import type { Engine, Replicas, TargetRule, StoredTensor, Step, StepSettings } from '../engine/contract';
import { Random } from '../random';
import type { WeightFunction } from '../techniques/technique';
import type { BatchSource } from './batches';
import { BestEpoch } from './callbacks/bestEpoch';
import type { Callback, EndedEpoch } from './callbacks/callback';
import { Checkpoints } from './callbacks/checkpoints';
import { EarlyStopping } from './callbacks/earlyStopping';
import { ProgressEvents } from './callbacks/progressEvents';
import { type Checkpoint, checkpointPosition } from './checkpoint';
import { ImportanceUnit } from './importanceUnit';
import { createOptimizer } from './optimizers';
import { diverged, EpochProgress, type Means } from './progress';
import { createSchedule, type Schedule } from './schedules';
import type { Relabelling } from './relabelling';
import { restoreTraining } from './restore';
import { EvaluatedWeights } from './evaluatedWeights';
import { type StepTechniques, TrainStep, trainableVariables } from './step';
import { readTensors, readWeights } from './tensorStore';
import { ReplicaFailure } from '../engine/replicaFailure';
import type { TrainingStage } from '../../experiment/trainingStages';
import { emptyPartial, type TrainingState } from './state';

export interface Stage extends TrainingStage {
  /** From 1. */
  readonly number: number;
}

/** What training a stage needs. */
export type StageInputs = Pick<TrainingPlan, 'batches' | 'validate' | 'step'>;

export interface TrainingPlan {
  readonly engine: Engine;
  readonly model: LayersModel;
  /** Replicas of the model on other threads, which share the work. */
  readonly replicas?: Replicas | undefined;
  readonly training: ResolvedTraining;
  readonly stage: Stage;
  readonly step: StepSettings;
  readonly seed: number;
  readonly batches: BatchSource;
  readonly rule: TargetRule;
  readonly techniques?: StepTechniques | undefined;
  /** The labels that training corrects, over all stages; absent: none. */
  readonly relabelling?: Relabelling | undefined;
  /** Which weights are evaluated; absent: those of the last step. */
  readonly weights?: WeightFunction | undefined;
  readonly dataFingerprint: string;
  /** The metrics of the model on the validation split; undefined if `stopping` returned true before it was done. */
  readonly validate: (stopping: () => boolean) => Promise<Means | undefined>;
  /** Whether the run was asked to stop. Called after every step. */
  readonly stopping: () => boolean;
  readonly emit: (event: NewEvent) => void;
  /** Writes a checkpoint to disk. */
  readonly save: (checkpoint: Checkpoint) => Promise<void>;
  /** Called for a new best epoch after its checkpoint was written, while the model has its weights. */
  readonly improved: (metrics: EpochMetrics) => Promise<void>;
}

export interface TrainingResult {
  /** `stopped`: the run was asked to stop; a checkpoint was written. */
  readonly outcome: 'finished' | 'stopped';
  readonly state: TrainingState;
}

/** How far training is, with the best weights so far. */
export interface TrainingProgress {
  readonly state: TrainingState;
  /** Undefined before the first epoch has ended. */
  readonly bestWeights?: readonly StoredTensor[] | undefined;
}

/** Of the evaluated weights; with an average, also of the weights of the last step. */
interface Validation extends Means {
  readonly lastStep?: Means;
}

/** Trains the layers of the model that are trainable at the time of construction. */
export class Trainer {
  /** Weighs faces; each stage begins with a new one. */
  private readonly unit: ImportanceUnit | undefined;
  private readonly optimizer;
  private readonly schedule;
  private readonly evaluated;
  private readonly best;
  private readonly checkpoints;
  /** In the order in which they are called: checkpoints come last, to hold the new state of the others. */
  private readonly callbacks: readonly Callback[];
  private readonly own: TrainStep;
  private readonly step: Step;
  /** The error that ended training between two steps. */
  private failure: ReplicaFailure | undefined;
  /** The state without the parts of the optimizer and the callbacks. */
  private position: TrainingState;

  /** @param start how far training was after the earlier stages, or in a checkpoint of this stage */
  constructor(
    private readonly plan: TrainingPlan,
    start: TrainingProgress,
  ) {
    const { engine, model, replicas, training, stage, batches, emit } = plan;
    this.unit = plan.techniques?.weighing && new ImportanceUnit(engine.tf, model, plan.seed);
    const variables = [...trainableVariables(model), ...(this.unit?.variables ?? [])];
    this.optimizer = createOptimizer(engine, training.optimizer, variables);
    this.schedule = createSchedule(training.schedule, {
      epochs: stage.epochs,
      stepsPerEpoch: batches.stepsPerEpoch,
      learningRate: stage.learningRate,
    });
    this.own = new TrainStep(engine, model, this.optimizer, plan.rule, plan.step, plan.techniques, this.unit);
    this.step = replicas?.share(this.own) ?? this.own;
    this.position = start.state;
    this.evaluated = new EvaluatedWeights({
      ...plan,
      stageStart: start.state.stageStart,
      statisticsBatches: (epoch, faces) => batches.first(epoch, faces, plan.step.parts),
      forward: (batch, position) => this.own.forward(batch, new Random(plan.seed, 'statistics', 0, position).uint32()),
    });
    this.best = new BestEpoch(training.selectBest, this.evaluated, start.state.best, start.bestWeights);
    this.checkpoints = new Checkpoints({
      ...plan,
      isOver: () => isOver(stage, this.position),
      save: () => this.save(),
      improved: (metrics) => this.evaluated.withLatest(() => plan.improved(metrics)),
    });
    const lastRate = (epoch: number): number => this.rate(epoch, batches.stepsPerEpoch);
    this.callbacks = [
      new ProgressEvents({ tf: engine.tf, stage: stage.number, emit, lastRate }),
      asCallback(this.schedule),
      ...(training.earlyStopping ? [new EarlyStopping(training.earlyStopping)] : []),
      this.evaluated,
      this.best,
      this.checkpoints,
    ];
  }

  /** Resumes from a checkpoint of this stage, of a run with the same settings and data. */
  restore({ state, weights, optimizer, ...tensors }: Checkpoint): void {
    const { importance } = tensors;
    const restored = { weights, slots: optimizer, step: state.optimizerStep, ...(importance && { importance }) };
    restoreTraining(this.plan.engine.tf, this.plan.model, this.optimizer, restored, this.unit);
    this.plan.replicas?.restore(restored);
    for (const callback of this.callbacks) callback.restore?.(state, tensors);
  }

  get progress(): TrainingProgress {
    return { state: this.state, bestWeights: this.best.weights };
  }

  async run(): Promise<TrainingResult> {
    while (!isOver(this.plan.stage, this.position)) {
      if (!(await this.epoch())) {
        await this.checkpoints.save();
        if (this.failure) throw this.failure;
        return { outcome: 'stopped', state: this.state };
      }
    }
    return { outcome: 'finished', state: this.state };
  }

  dispose(): void {
    this.own.dispose();
    this.evaluated.dispose();
    this.optimizer.dispose();
    this.unit?.dispose();
  }

  private get state(): TrainingState {
    const remembered = this.callbacks.map((callback) => callback.state?.() ?? {});
    return Object.assign({ ...this.position, optimizerStep: this.optimizer.step }, ...remembered) as TrainingState;
  }

  /** @returns false if it stopped or failed before the end of the epoch; `position` then says how far it got */
  private async epoch(): Promise<boolean> {
    const start = this.position;
    const epoch = start.finishedEpochs + 1;
    const began = performance.now();
    const progress = new EpochProgress(this.plan.engine.tf, epoch, start.partial);
    for (const callback of this.callbacks) callback.epochBegan?.();
    const whole = await this.steps(epoch, progress);
    const stepSeconds = secondsSince(began);
    const trainingSeconds = start.partial.seconds + stepSeconds;
    const validation = whole ? await this.unlessFailed(() => this.validate(epoch)) : undefined;
    const seconds = secondsSince(began);
    this.position = {
      ...this.position,
      partial: { ...progress.sums(), seconds: trainingSeconds },
      trainingSeconds: start.trainingSeconds + seconds,
    };
    if (!validation) return false;
    if (!Number.isFinite(validation.loss)) throw diverged(epoch);

    const metrics: EpochMetrics = {
      epoch,
      ...progress.means(),
      validationLoss: validation.loss,
      validationAccuracy: validation.accuracy,
      ...(validation.lastStep && {
        lastStepValidationLoss: validation.lastStep.loss,
        lastStepValidationAccuracy: validation.lastStep.accuracy,
      }),
    };
    await this.finish({
      metrics,
      best: this.best.isBetter(metrics),
      examples: this.position.partial.examples,
      trainingSeconds,
      seconds: trainingSeconds + seconds - stepSeconds,
    });
    return true;
  }

  private async steps(epoch: number, progress: EpochProgress): Promise<boolean> {
    const { batches, seed, stopping } = this.plan;
    for (let step = this.position.stepsDone + 1; step <= batches.stepsPerEpoch; step++) {
      const batch = batches.batch(epoch, step);
      const learningRate = this.rate(epoch, step);
      const dropoutSeed = new Random(seed, 'dropout', epoch - 1, step - 1).uint32();
      const result = await this.unlessFailed(() => this.step.run(batch, dropoutSeed, learningRate));
      if (!result) {
        await progress.read();
        return false;
      }
      progress.add(result, batch.count);
      if (result.labels) this.plan.relabelling?.take(epoch, batches.examples(epoch, step), result.labels);
      this.position = { ...this.position, stepsDone: step };
      const stop = stopping();
      const last = stop || step === batches.stepsPerEpoch;
      const read = async (): Promise<Means> => (await progress.read())!;
      for (const callback of this.callbacks) {
        await callback.stepEnded?.({ epoch, step, examples: batch.count, learningRate, last, read });
      }
      if (stop) return false;
      // Lets signals and timers be handled.
      await nextTurn();
    }
    return true;
  }

  /** @returns undefined if it was asked to stop before it was done */
  private async validate(epoch: number): Promise<Validation | undefined> {
    const { validate, stopping } = this.plan;
    // Beside the average, the curves show the network that is trained.
    const lastStep = this.evaluated.averaged ? await validate(stopping) : undefined;
    if (this.evaluated.averaged && !lastStep) return undefined;
    const found = await this.evaluated.during(epoch, () => validate(stopping));
    return found && { ...found, ...(lastStep && { lastStep }) };
  }

  private async finish(ended: EndedEpoch): Promise<void> {
    const { metrics } = ended;
    this.position = {
      ...this.position,
      finishedEpochs: metrics.epoch,
      stepsDone: 0,
      partial: emptyPartial,
      last: metrics,
      stoppedEarly: false,
    };
    for (const callback of this.callbacks) {
      if ((await callback.epochEnded?.(ended)) === 'stop') this.position = { ...this.position, stoppedEarly: true };
    }
  }

  /** Both count from 1. Each stage has its own schedule. */
  private rate(epoch: number, step: number): number {
    return this.schedule.rate(epoch - 1 - this.position.stageStart, step - 1);
  }

  /** @returns undefined after a failure that still allows a checkpoint; it is then in `failure` */
  private async unlessFailed<T>(work: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ReplicaFailure)) throw error;
      this.failure = error;
      return undefined;
    }
  }

  private async save(): Promise<void> {
    const { state } = this;
    const tensors = await Promise.all(this.callbacks.map((callback) => callback.tensors?.(state) ?? {}));
    await this.plan.save({
      state,
      weights: await readWeights(this.plan.model),
      optimizer: await readTensors(this.optimizer.state()),
      ...(this.unit && { importance: await readTensors(this.unit.state()) }),
      ...(this.plan.relabelling && { relabelled: this.plan.relabelling.tensors() }),
      ...Object.assign({}, ...tensors),
    });
    this.plan.emit({ type: 'checkpoint', ...checkpointPosition(state) });
  }
}

/** Lets the schedule know when epochs end; a plateau counts them. */
function asCallback(schedule: Schedule): Callback {
  return {
    epochEnded({ metrics }) {
      schedule.epochEnded(metrics.validationLoss);
      return undefined;
    },
    state: () => ({ schedule: schedule.state() }),
    restore: (state) => schedule.restore(state.schedule),
  };
}

/** Whether the stage has finished its epochs or was stopped early. */
export function isOver({ epochs }: Stage, { finishedEpochs, stageStart, stoppedEarly }: TrainingState): boolean {
  return stoppedEarly || finishedEpochs - stageStart >= epochs;
}

function secondsSince(milliseconds: number): number {
  return (performance.now() - milliseconds) / 1000;
}
