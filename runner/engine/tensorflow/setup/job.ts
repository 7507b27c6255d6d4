import type { Tools } from './tools';
import { runChild } from '../../../childProcess';
import type { Progress } from '../../../progress';

/** The data that every step of a set-up uses. */
export interface SetupJob {
  /** The draft that becomes the installation once it has been checked. */
  readonly folder: string;
  readonly tools: Tools;
  readonly gpu: boolean;
  /** Interpreter of the user's environment whose TensorFlow is to be used. */
  readonly existingPython: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  readonly log: string;
  readonly signal: AbortSignal | undefined;
  readonly report: (detail: string) => void;
}

/** Runs a program inside the draft. */
export function runStep(
  job: SetupJob,
  program: string,
  args: readonly string[],
  directory = job.folder,
): Promise<string> {
  return runChild({ program, args, directory, env: job.env, log: job.log, signal: job.signal });
}

/** Reports which step is running, out of how many. */
export function countSteps(onProgress: Progress | undefined, total: number): (detail: string) => void {
  let done = 0;
  return (detail) => onProgress?.({ detail, done: done++, total });
}
