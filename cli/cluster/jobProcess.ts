/** The process that trains a run as a job of a cluster: a child that obeys the signals of the cluster and ends with us. */
import { spawn } from 'node:child_process';
import { heapLimit } from '../tasks/launch';
import { UserError } from '../../schemas/userError';

/** A signal asks the run for a checkpoint: the cluster will start it again (`requeue`), or takes the job away (`end`). */
type Asked = 'requeue' | 'end';

/** Milliseconds within which the runner takes two signals for one. A later one would end it at once. */
const onceMs = 500;

/** Collects the signals of the cluster from its start on, so that none is missed while files are read. */
export class JobSignals {
  private first: Asked | undefined;
  private pass: () => void = () => undefined;

  constructor() {
    // Slurm sends USR1 to us alone, so many seconds before the time is up, and TERM to all processes of a job that must end.
    process.on('SIGUSR1', () => this.note('requeue'));
    process.on('SIGTERM', () => this.note('end'));
    process.on('SIGINT', () => this.note('end'));
  }

  /** What was asked for first. */
  get asked(): Asked | undefined {
    return this.first;
  }

  /** Calls back once, now if something was asked for already. */
  onAsked(pass: () => void): void {
    this.pass = pass;
    if (this.first !== undefined) pass();
  }

  private note(asked: Asked): void {
    if (this.first !== undefined) return;
    this.first = asked;
    // After a TERM to all processes of a job, the runner has had its own.
    if (asked === 'requeue') this.pass();
    else setTimeout(() => this.pass(), onceMs);
  }
}

export interface JobRun {
  /** Absolute path of runner.js. */
  readonly runner: string;
  readonly args: readonly string[];
  /** Variables in addition to our own. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Runs the runner to its end. It has our output, and ends with us however we end.
 * @returns exit code; undefined when a signal ended it
 */
export async function runAsJob(
  { runner, args, environment }: JobRun,
  signals: JobSignals,
): Promise<number | undefined> {
  const child = spawn(process.execPath, [`--max-old-space-size=${heapLimit()}`, runner, ...args], {
    env: { ...process.env, ...environment },
    // Its output is no result of the command that started us.
    stdio: ['pipe', 2, 2],
  });
  signals.onAsked(() => void child.kill('SIGTERM'));
  return await new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new UserError(`The runner cannot start: ${error.message}.`, undefined, 1)));
    child.once('exit', (code) => resolve(code ?? undefined));
  });
}
