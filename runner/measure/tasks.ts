/** The tasks of the runner process other than a run, and its answers. */
import type { ResolvedExperiment } from '../../experiment/types';
import type { Explanations } from '../../schemas/explanations';
import type { EngineDescription, EngineId } from '../engine/contract';
import type { ExplainSettings } from '../explain/task';
import type { Progress } from '../progress';

interface Subject {
  readonly engine: EngineId;
  readonly model: ResolvedExperiment['model'];
  readonly batchSize: number;
}

/** Measures how fast training and inference are. */
export interface BenchTask extends Subject {
  readonly kind: 'bench';
}

/** Measures where the time of a training step goes. */
export interface ProfileTask extends Subject {
  readonly kind: 'profile';
}

/** Finds which pixels a run's predictions come from. */
export interface ExplainTask extends ExplainSettings {
  readonly kind: 'explain';
  readonly engine: EngineId;
  /** Absolute. */
  readonly runDirectory: string;
}

export type Task = BenchTask | ProfileTask | ExplainTask;

/** Images per second, medians over steps. */
export interface Speed {
  readonly training: number;
  readonly inference: number;
}

export interface KernelTime {
  readonly kernel: string;
  readonly callsPerStep: number;
  /** Without kernels that it calls. */
  readonly millisecondsPerStep: number;
  /** Of the profiled step, 0 to 1. */
  readonly share: number;
}

export interface StepProfile {
  /** Slowest first. */
  readonly kernels: readonly KernelTime[];
  /** Profiled steps. */
  readonly steps: number;
  /** Mean of the profiled steps. */
  readonly millisecondsPerStep: number;
  /** The part outside kernels: JavaScript, copies to the device, operations that are not kernels. */
  readonly otherMilliseconds: number;
  /** Median of steps that were not profiled. */
  readonly undisturbedMilliseconds: number;
}

export interface TaskResults {
  readonly bench: { readonly engine: EngineDescription; readonly speed: Speed };
  readonly profile: { readonly engine: EngineDescription; readonly profile: StepProfile };
  readonly explain: Explanations;
}

/** The last line of the process's standard output, as JSON. */
export type TaskAnswer<Kind extends Task['kind'] = Task['kind']> =
  | { readonly ok: true; readonly result: TaskResults[Kind] }
  | { readonly ok: false; readonly message: string; readonly remedy?: string; readonly exitCode: 1 | 2 };

/** A line of the process's standard output before the last one. */
export interface TaskProgress {
  readonly progress: Parameters<Progress>[0];
}

/** First argument of the runner process for a task, which follows as JSON. */
export const taskFlag = '--task';
