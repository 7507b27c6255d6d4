/** Runs one after another, each in a process of its own, followed by what it writes into its run directory. */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { writeFileAtomic } from '../../rundir/atomic';
import { EventTail } from '../../rundir/events';
import { lockHolder } from '../../rundir/lock';
import { readJsonIfThere } from '../../rundir/read';
import type { RunSummary } from '../../schemas/generated/summary';
import { runFiles } from '../../schemas/runDirectory';
import { UserError } from '../../schemas/userError';
import { keepLastWords, launchRunner, type RunnerProcess } from './launch';
import type { QueuedRun, Reporter, RunOutcome } from './reporter';

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
    await rm(path.join(run.directory, runFiles.queued), { force: true });
    if (error instanceof UserError) return failure(error.message, error.remedy);
    throw error;
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
  return outcomeOf(run, await exit, await child.errors());
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

/** Marks a run that never began as cancelled. */
export async function cancelQueued({ directory, resolved }: QueuedRun): Promise<RunOutcome> {
  const queued = path.join(directory, runFiles.queued);
  const message = 'Stopped before it began.';
  const time = new Date().toISOString();
  const earlier = existsSync(path.join(directory, runFiles.events));
  // A run that waited to go on keeps what its first process said.
  if (!earlier) {
    const summary: RunSummary = {
      version: 1,
      runId: path.basename(directory),
      experiment: resolved.name,
      variant: resolved.variant,
      repeat: resolved.repeat,
      seed: resolved.seed,
      status: 'cancelled',
      message,
      startedAt: time,
      endedAt: time,
      trainingSeconds: 0,
      epochsRun: 0,
      splits: {},
    };
    await writeFileAtomic(path.join(directory, runFiles.summary), `${JSON.stringify(summary, null, 2)}\n`);
  }
  await rm(queued, { force: true });
  await rm(path.join(directory, runFiles.stop), { force: true });
  return { status: 'cancelled', message };
}

async function outcomeOf({ directory }: QueuedRun, code: number | undefined, errors: string): Promise<RunOutcome> {
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
    };
  }
  if (code === 1 || code === 2) return failure(errors);
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

function failure(message: string, remedy?: string): RunOutcome {
  return { status: 'failed', message, ...(remedy === undefined ? {} : { remedy }) };
}
