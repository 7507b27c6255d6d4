/** Runs one after another, each in a process of its own, followed by what it writes into its run directory. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { writeFileAtomic } from '../../rundir/atomic';
import { EventTail } from '../../rundir/events';
import { lockHolder } from '../../rundir/lock';
import { readJsonIfThere } from '../../rundir/read';
import type { RunSummary } from '../../schemas/generated/summary';
import { runFiles } from '../../schemas/runDirectory';
import { explainFailure } from '../run/failures';
import { keepLastWords, launchRunner, type RunnerProcess } from './launch';
import type { QueuedRun, Reporter, RunOutcome } from './reporter';
import { recordUnstarted } from './unstarted';

/** Between two looks at a run's events, milliseconds. */
const lookMs = 150;

export interface QueueOptions {
  /** Absolute path of runner.js. */
  readonly runner: string;
  /** Variables that the engine wants its process to be started with. */
  readonly environment: (engine: QueuedRun['resolved']['engine']) => Promise<Record<string, string>>;
  readonly reporter: Reporter;
  /** Wishes of the person; see `interruption`. */
  readonly stop: StopWish;
}

/** How urgently the person wants an end. */
export interface StopWish {
  /** 0: go on; 1: stop with a checkpoint; 2: at once. */
  readonly level: number;
}

/** @returns what became of each run, in order */
export async function runQueue(runs: readonly QueuedRun[], options: QueueOptions): Promise<RunOutcome[]> {
  const outcomes = new Map<QueuedRun, RunOutcome>();
  const cancel = async (run: QueuedRun) => {
    const outcome = await cancelQueued(run);
    outcomes.set(run, outcome);
    options.reporter.end(run, outcome);
  };
  // Runs that wait their turn and are asked to stop show so at once, not when their turn comes.
  const cancelAsked = async () => {
    for (const run of runs) if (isQueued(run) && !outcomes.has(run) && stopAsked(run)) await cancel(run);
  };
  for (const [index, run] of runs.entries()) {
    if (outcomes.has(run)) continue;
    if (options.stop.level > 0 || stopAsked(run)) {
      await cancel(run);
      continue;
    }
    options.reporter.begin(run, index + 1, runs.length);
    const outcome = await runOne(run, options, cancelAsked);
    options.reporter.end(run, outcome);
    outcomes.set(run, outcome);
  }
  return runs.map((run) => outcomes.get(run)!);
}

function isQueued({ directory }: QueuedRun): boolean {
  return existsSync(path.join(directory, runFiles.queued));
}

function stopAsked({ directory }: QueuedRun): boolean {
  return existsSync(path.join(directory, runFiles.stop));
}

async function runOne(run: QueuedRun, options: QueueOptions, meanwhile: () => Promise<void>): Promise<RunOutcome> {
  const tail = new EventTail(path.join(run.directory, runFiles.events));
  // What an earlier process of the run wrote has been seen.
  await tail.read();
  let child: RunnerProcess;
  try {
    child = await launchRunner(options.runner, run.directory, await options.environment(run.resolved.engine));
  } catch (error) {
    const { message, remedy, exitCode } = explainFailure(error);
    return await failUnstarted(run, { ...failure(message, remedy), ...(exitCode === 2 ? { badInput: true } : {}) });
  }
  let ended = false;
  const exit = child.ended.then((code) => {
    ended = true;
    return code;
  });
  let asked = 0;
  while (!ended) {
    for (const event of await tail.read()) options.reporter.event(event);
    if (options.stop.level > asked) asked = await passOn(options.stop.level, run, child, options.reporter);
    await meanwhile();
    await Promise.race([exit, wait(lookMs)]);
  }
  for (const event of await tail.read()) options.reporter.event(event);
  return outcomeOf(run, await exit, child.errors());
}

/** Tells the run what the person wants. By file, since Windows has no signals and a signal may come too early. */
async function passOn(level: number, { directory }: QueuedRun, child: RunnerProcess, reporter: Reporter) {
  if (level > 1) {
    reporter.note('Ending at once. What the last checkpoint holds is kept.');
    child.kill();
  } else {
    reporter.note('Stopping: the batch is finished and a checkpoint written. Press Ctrl-C again to end at once.');
    await writeFileAtomic(path.join(directory, runFiles.stop), '');
  }
  return level;
}

async function cancelQueued(run: QueuedRun): Promise<RunOutcome> {
  const end = { status: 'cancelled', message: 'Stopped before it began.' } as const;
  await recordUnstarted(run, end);
  return end;
}

/** Its process could not be started, or ended before it could say so in the run directory. */
async function failUnstarted(run: QueuedRun, outcome: ReturnType<typeof failure>): Promise<RunOutcome> {
  const { status, message, remedy } = outcome;
  // Where even this cannot be written, as on a full disk, the reason is at least told.
  await recordUnstarted(run, { status, message, ...(remedy === undefined ? {} : { remedy }) }).catch(() => undefined);
  return outcome;
}

async function outcomeOf(run: QueuedRun, code: number | undefined, errors: string): Promise<RunOutcome> {
  const { directory } = run;
  const blame = code === 2 ? { badInput: true } : {};
  const holder = await lockHolder(directory);
  const lastWords = errors.split('\n').at(-1) ?? '';
  // The lock belongs to another process: ours was refused, and what the directory says is about the other.
  if (holder !== undefined) return failure(errors === '' ? `Process ${holder.pid} is running it already.` : errors);
  const summary = await summaryOf(directory);
  if (summary !== undefined) {
    const { status, message, remedy } = summary;
    const testAccuracy = summary.splits['test']?.accuracy;
    return {
      status,
      ...(message === undefined ? {} : { message }),
      ...(remedy === undefined ? {} : { remedy }),
      ...(testAccuracy === undefined ? {} : { testAccuracy }),
      ...blame,
    };
  }
  if (code === 1 || code === 2) return failUnstarted(run, { ...failure(errors), ...blame });
  await keepLastWords(directory, errors);
  const how = code === undefined ? 'was killed' : `ended with code ${code}`;
  return {
    status: 'interrupted',
    message: `Its process ${how}${lastWords === '' ? '' : ` (${lastWords})`}.`,
    remedy: `Go on from the last checkpoint with: ferexp resume ${path.basename(directory)}`,
  };
}

async function summaryOf(directory: string): Promise<RunSummary | undefined> {
  return readJsonIfThere<RunSummary>(path.join(directory, runFiles.summary)).catch(() => undefined);
}

function failure(message: string, remedy?: string): RunOutcome & { status: 'failed'; message: string } {
  return { status: 'failed', message, ...(remedy === undefined ? {} : { remedy }) };
}
