/** What the runner process is asked for beside a run, and what it answers. */
import type { ResolvedExperiment } from '../../experiment/types';
import type { EngineDescription, EngineId } from '../engine/engine';
import type { StepProfile } from '../profile/profileStep';

interface Subject {
  readonly engine: EngineId;
  readonly model: ResolvedExperiment['model'];
  readonly batchSize: number;
}

/** How fast are training and inference? */
export interface BenchTask extends Subject {
  readonly kind: 'bench';
}

/** Where does the time of a training step go? */
export interface ProfileTask extends Subject {
  readonly kind: 'profile';
}

export type Task = BenchTask | ProfileTask;

/** Images a second, medians over steps. */
export interface Speed {
  readonly training: number;
  readonly inference: number;
}

export interface TaskResults {
  readonly bench: { readonly engine: EngineDescription; readonly speed: Speed };
  readonly profile: { readonly engine: EngineDescription; readonly profile: StepProfile };
}

/** The last line of the process's standard output, as JSON. */
export type TaskAnswer<Kind extends Task['kind'] = Task['kind']> =
  | { readonly ok: true; readonly result: TaskResults[Kind] }
  | { readonly ok: false; readonly message: string; readonly remedy?: string };

/** First argument of the runner process for a task, which follows as JSON. */
export const taskFlag = '--task';
