/** Estimates how long a running run still takes, from its events. */
import { totalEpochs, trainingStages, type TrainingStage } from '../experiment/trainingStages';
import type { ResolvedExperiment } from '../experiment/types';
import type { BatchEvent, EpochEvent, PhaseEvent, RunEvent, RunStartedEvent } from '../schemas/generated/run-event';

/** Speeds change when other programs start and end: only the latest count. */
const recentEpochs = 5;
const recentBatches = 50;
/** A prediction is one forward pass; a training step goes forward and about twice as long backward. */
export const predictionSpeedup = 3;

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((total, value) => total + value, 0) / values.length;
}

function keepLast<T>(values: T[], value: T, count: number): void {
  values.push(value);
  if (values.length > count) values.shift();
}

/** How far a phase of this process is, in the phase's unit; times in milliseconds since 1970. */
interface PhaseProgress {
  readonly start: { readonly time: number; readonly done: number };
  readonly now: { readonly time: number; readonly done: number };
  readonly total: number;
}

function follow(before: PhaseProgress | undefined, { time, done, total }: PhaseEvent): PhaseProgress | undefined {
  if (done === undefined || total === undefined) return before;
  const now = { time: Date.parse(time), done };
  return { start: before?.start ?? now, now, total };
}

/** Seconds per unit; undefined until something is done. */
function pace({ start, now }: PhaseProgress): number | undefined {
  const seconds = (now.time - start.time) / 1000;
  const done = now.done - start.done;
  return done > 0 && seconds > 0 ? seconds / done : undefined;
}

/** Estimates the time left from finished epochs and steps; validation and the final evaluation count too. */
export class TimeLeft {
  private started: RunStartedEvent | undefined;
  private readonly epochSeconds: number[] = [];
  private readonly validationSeconds: number[] = [];
  private readonly speeds: number[] = [];
  private epochsDone = 0;
  private stepsDone = 0;
  /** The first step of a process also compiles kernels and fills caches, so its speed does not count. */
  private warmedUp = false;
  /** Whether this process runs the epoch from its first step. */
  private wholeEpoch = true;
  /** Share of each split that has been evaluated at the end. */
  private readonly evaluated = new Map<string, number>();
  private saving = false;
  /** Epochs of folds. */
  private search: PhaseProgress | undefined;
  /** Images through the frozen layers, whose output is kept. */
  private features: PhaseProgress | undefined;
  /** Current stage of the training, from 1. */
  private stage = 1;

  /**
   * @param samples predictions of each test image: more than 1 with test-time augmentation
   * @param stages of the training
   * @param afterSearch epochs of the training after the search, counted in epochs of a fold
   */
  constructor(
    private readonly samples: number,
    private readonly stages: readonly Pick<TrainingStage, 'epochs' | 'trainable'>[],
    private readonly afterSearch = 0,
  ) {}

  static of(resolved: ResolvedExperiment): TimeLeft {
    const { search, training, techniques } = resolved;
    // A fold trains on (folds - 1) / folds of the training images and validates on the rest; the run trains on all of them.
    const afterSearch = search ? (totalEpochs(training) * search.folds) / (search.folds - 1) : 0;
    return new TimeLeft(techniques.testTimeAugmentation?.samples ?? 1, trainingStages(training), afterSearch);
  }

  apply(event: RunEvent): void {
    if (event.type === 'run-started') this.start(event);
    else if (event.type === 'batch') this.addBatch(event);
    else if (event.type === 'epoch') this.addEpoch(event);
    else if (event.type === 'evaluated') this.evaluated.set(event.split, 1);
    else if (event.type === 'phase') this.enter(event);
  }

  private enter(event: PhaseEvent): void {
    const { phase, stage, detail, done, total } = event;
    this.saving = phase === 'saving';
    this.search = phase === 'searching' ? follow(this.search, event) : undefined;
    if (phase === 'computing-features') this.features = follow(this.features, event);
    if (stage !== undefined && stage !== this.stage) {
      this.stage = stage;
      // Other layers are trained, which takes another time.
      this.forget();
    }
    // Another process starts, whose speed is not known yet.
    if (phase === 'starting-engine') this.started = undefined;
    if (phase === 'evaluating' && detail !== undefined && done !== undefined && total) {
      this.evaluated.set(detail, Math.min(1, done / total));
    }
  }

  private start(event: RunStartedEvent): void {
    this.started = event;
    this.epochsDone = event.resumedFromEpoch ?? 0;
    this.stepsDone = event.resumedFromStep ?? 0;
    this.wholeEpoch = this.stepsDone === 0;
    this.evaluated.clear();
    this.saving = false;
    this.warmedUp = false;
    // Another machine or engine may continue the run.
    this.features = undefined;
    this.forget();
  }

  private forget(): void {
    for (const values of [this.epochSeconds, this.validationSeconds, this.speeds]) values.length = 0;
  }

  private addBatch({ epoch, step, imagesPerSecond }: BatchEvent): void {
    this.epochsDone = epoch - 1;
    this.stepsDone = step;
    if (imagesPerSecond > 0 && this.warmedUp) keepLast(this.speeds, imagesPerSecond, recentBatches);
    this.warmedUp = true;
  }

  private addEpoch({ epoch, seconds, imagesPerSecond }: EpochEvent): void {
    this.epochsDone = epoch;
    this.stepsDone = 0;
    if (this.wholeEpoch && this.started && imagesPerSecond > 0) {
      keepLast(this.epochSeconds, seconds, recentEpochs);
      const validation = Math.max(0, seconds - this.started.trainingExamples / imagesPerSecond);
      keepLast(this.validationSeconds, validation, recentEpochs);
    }
    this.wholeEpoch = true;
  }

  /** Undefined until the second step of a process has finished. */
  seconds(): number | undefined {
    if (this.search) return this.searchSeconds(this.search);
    if (!this.started) return undefined;
    if (this.saving) return 0;
    const { epochs, stepsPerEpoch, trainingExamples, validationExamples, testExamples } = this.started;
    const speed = mean(this.speeds);
    const epoch = mean(this.epochSeconds);
    if (speed === undefined && epoch === undefined) return undefined;
    const validation = mean(this.validationSeconds) ?? validationExamples / (predictionSpeedup * speed!);
    const training = epoch === undefined ? trainingExamples / speed! : Math.max(0, epoch - validation);
    // Validation on cached features takes no time, but test images go through all layers.
    const forward = this.features && pace(this.features);
    const perImage = Math.max(
      validation > 0 && validationExamples > 0 ? validation / validationExamples : 0,
      forward ?? 0,
    );
    const evaluation =
      perImage *
      (trainingExamples * this.notEvaluated('train') +
        validationExamples * this.notEvaluated('validation') +
        testExamples * this.samples * this.notEvaluated('test'));
    const later = this.stages.slice(this.stage).reduce((sum, stage) => sum + stage.epochs, 0);
    const epochsLeft = Math.max(0, epochs - later - this.epochsDone) * (training + validation);
    const partDone = stepsPerEpoch > 0 ? (this.stepsDone / stepsPerEpoch) * training : 0;
    const laterEpoch =
      this.stages[this.stage - 1]?.trainable === 'head'
        ? (forward ?? training / trainingExamples) * (predictionSpeedup * trainingExamples + validationExamples)
        : training + validation;
    return Math.max(0, epochsLeft - partDone) + later * laterEpoch + evaluation;
  }

  /** Uses the mean time of what this process has done of the search. */
  private searchSeconds(search: PhaseProgress): number | undefined {
    const seconds = pace(search);
    return seconds && seconds * (search.total - search.now.done + this.afterSearch);
  }

  private notEvaluated(split: string): number {
    return 1 - (this.evaluated.get(split) ?? 0);
  }
}
