/** Runs a queue: one run after another or several at a time, each in its own process, whose files it follows. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { writeFileAtomic } from '../../storage/files/atomic';
import { comparedWithGuessing } from '../../results/learning';
import { EventTail } from '../../storage/run/events';
import { recordUnstarted } from '../../storage/run/unstarted';
import { lockHolder } from '../../storage/run/lock';
import { readQueuePlace } from '../../storage/queue';
import { readSummary } from '../../storage/run/runFile';
import type { RunSummary } from '../../schemas/generated/summary';
import { runFiles } from '../../schemas/runDirectory';
import { explainFailure } from '../../runner/run/failures';
import { lastWords, outOfMemory } from '../report/lastWords';
import { keepLastWords, launchRunner, type RunnerProcess } from '../tasks/launch';
import { needsState } from './queueNeeds';
import type { Turn } from './queueTurn';
import type { QueuedRun, Reporter, RunOutcome } from '../report/reporter';

/** Milliseconds between two reads of a run's events. */
const pollMs = 150;

export interface QueueOptions {
  /** Absolute path of runner.js. */
  readonly runner: string;
  /** Environment variables that the engine of a run needs when its process starts. */
  readonly environment: (run: QueuedRun) => Promise<Record<string, string>>;
  readonly reporter: Reporter;
  /** What the user asks for; see `interruption`. */
  readonly stop: StopRequest;
  /** How many runs train at the same time; default 1. */
  readonly jobs?: number;
  /** Lets other queues go first; without it, this one does not wait. */
  readonly turn?: Turn;
}

/** How urgently the user wants the queue to end. */
export interface StopRequest {
  /** 0: go on; 1: stop with a checkpoint; 2: at once. */
  readonly level: number;
}

/**
 * Starts the runs that are ready, in the order that their directories give at that time, until every run has ended. A run
 * whose needs cannot be met is cancelled.
 * @returns the outcome of each run, in the order of `runs`
 */
export async function runQueue(runs: readonly QueuedRun[], options: QueueOptions): Promise<RunOutcome[]> {
  return new Queue(runs, options).run();
}

class Queue {
  private readonly waiting: Set<QueuedRun>;
  private readonly running = new Map<QueuedRun, Promise<void>>();
  private readonly outcomes = new Map<string, RunOutcome>();
  /** What was reported to the user. */
  private reported = { stop: 0, turn: false };

  constructor(
    private readonly runs: readonly QueuedRun[],
    private readonly options: QueueOptions,
  ) {
    this.waiting = new Set(runs);
  }

  async run(): Promise<RunOutcome[]> {
    for (;;) {
      await this.startReady();
      await this.cancelStopped();
      if (this.waiting.size === 0 && this.running.size === 0) break;
      await Promise.race([...this.running.values(), wait(pollMs)]);
    }
    return this.runs.map(({ directory }) => this.outcomes.get(directory)!);
  }

  /** Cancels waiting runs that are asked to stop, at once and not when their turn comes. */
  private async cancelStopped(): Promise<void> {
    const all = this.options.stop.level > 0;
    for (const run of [...this.waiting]) {
      if (all || stopAsked(run)) await this.cancel(run, { message: 'Stopped before it began.' });
    }
  }

  private async cancel(run: QueuedRun, why: Pick<RunOutcome, 'message' | 'remedy' | 'badInput'>): Promise<void> {
    const { badInput, ...reason } = why;
    await recordUnstarted(run, { status: 'cancelled', ...reason });
    this.end(run, { status: 'cancelled', ...reason, ...(badInput ? { badInput } : {}) });
  }

  private end(run: QueuedRun, outcome: RunOutcome): void {
    this.waiting.delete(run);
    this.running.delete(run);
    this.outcomes.set(run.directory, outcome);
    this.options.reporter.end(run, outcome);
  }

  private async startReady(): Promise<void> {
    const { jobs = 1 } = this.options;
    while (this.running.size < jobs && this.waiting.size > 0) {
      const next = await this.next();
      if (next === undefined) return;
      this.waiting.delete(next);
      this.options.reporter.begin(next, this.runs.indexOf(next) + 1, this.runs.length);
      this.running.set(
        next,
        runOne(next, this.options, () => this.reportStop()).then((outcome) => this.end(next, outcome)),
      );
    }
  }

  /** The first run that may start. Cancels the runs before it that can never start. */
  private async next(): Promise<QueuedRun | undefined> {
    if (!(await this.isOurTurn())) return undefined;
    for (const run of await this.inOrder()) {
      const open = new Set([...this.waiting, ...this.running.keys()].map(({ directory }) => directory));
      const needs = await needsState(run, this.outcomes, open);
      if (typeof needs === 'object') await this.cancel(run, needs);
      else if (needs === 'met' && !stopAsked(run) && this.options.stop.level === 0) return run;
    }
    return undefined;
  }

  /** The waiting runs in their current order: the user may have moved some of them. */
  private async inOrder(): Promise<QueuedRun[]> {
    const runs = [...this.waiting];
    const places = await Promise.all(runs.map(({ directory }) => readQueuePlace(directory)));
    const position = (index: number) => places[index]?.position ?? index + 1;
    return runs
      .map((run, index) => ({ run, at: position(index) }))
      .sort((a, b) => a.at - b.at)
      .map(({ run }) => run);
  }

  /** Whether this queue may start a run. It may always do so while one of its own runs is training. */
  private async isOurTurn(): Promise<boolean> {
    const { turn, reporter } = this.options;
    if (turn === undefined || this.running.size > 0) return true;
    const before = await turn.before();
    if (before.length > 0 && !this.reported.turn) {
      this.reported = { ...this.reported, turn: true };
      const [first] = before;
      const others = before.length === 1 ? '1 run of another queue goes' : `${before.length} runs of other queues go`;
      reporter.note(`${others} first, ${first!.header.runId} among them. --beside does not wait.`);
    }
    return before.length === 0;
  }

  /** Reports a stop once, however many runs are training. */
  private reportStop(): void {
    const { stop, reporter } = this.options;
    if (stop.level <= this.reported.stop) return;
    this.reported = { ...this.reported, stop: stop.level };
    reporter.note(
      stop.level > 1
        ? 'Ending at once. The last checkpoint is kept.'
        : 'Stopping: the batch is finished and a checkpoint written. Press Ctrl-C again to end at once.',
    );
  }
}

function stopAsked({ directory }: QueuedRun): boolean {
  return existsSync(path.join(directory, runFiles.stop));
}

async function runOne(run: QueuedRun, options: QueueOptions, reportStop: () => void): Promise<RunOutcome> {
  const tail = new EventTail(path.join(run.directory, runFiles.events));
  // Skip what an earlier process of the run wrote.
  await tail.read();
  let child: RunnerProcess;
  try {
    child = await launchRunner(options.runner, run.directory, await options.environment(run));
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
    for (const event of await tail.read()) options.reporter.event(event, run);
    if (options.stop.level > asked) {
      reportStop();
      asked = await passOn(options.stop.level, run, child);
    }
    await Promise.race([exit, wait(pollMs)]);
  }
  for (const event of await tail.read()) options.reporter.event(event, run);
  return outcomeOf(run, await exit, child.errors());
}

/** Passes the stop on to the run. By file, because Windows has no signals and a signal may come too early. */
async function passOn(level: number, { directory }: QueuedRun, child: RunnerProcess): Promise<number> {
  if (level > 1) child.kill();
  else await writeFileAtomic(path.join(directory, runFiles.stop), '');
  return level;
}

/** Records that a process could not start, or failed before it could write its summary. */
async function failUnstarted(run: QueuedRun, outcome: ReturnType<typeof failure>): Promise<RunOutcome> {
  const { status, message, remedy } = outcome;
  // When even this cannot be written, as on a full disk, the outcome still has the reason.
  await recordUnstarted(run, { status, message, ...(remedy === undefined ? {} : { remedy }) }).catch(() => undefined);
  return outcome;
}

async function outcomeOf(run: QueuedRun, code: number | undefined, errors: string): Promise<RunOutcome> {
  const { directory } = run;
  const blame = code === 2 ? { badInput: true } : {};
  const holder = await lockHolder(directory);
  // Another process holds the lock: it refused ours, and the files in the directory are its own.
  if (holder !== undefined) return failure(errors === '' ? `Process ${holder.pid} is running it already.` : errors);
  const summary = await summaryOf(directory);
  if (summary !== undefined) {
    const { status, message, remedy } = summary;
    const test = summary.splits['test'];
    const beside = test && comparedWithGuessing(test);
    return {
      status,
      ...(message === undefined ? {} : { message }),
      ...(remedy === undefined ? {} : { remedy }),
      ...(test ? { testAccuracy: test.accuracy } : {}),
      ...(beside === undefined ? {} : { besideGuessing: beside }),
      ...blame,
    };
  }
  if (code === 1 || code === 2) return failUnstarted(run, { ...failure(errors), ...blame });
  await keepLastWords(directory, errors);
  const how = code === undefined ? 'was killed' : `ended with code ${code}`;
  const words = lastWords(errors);
  return {
    status: 'interrupted',
    message: `Its process ${how}${words === undefined ? '' : ` (${words})`}.`,
    remedy: `${outOfMemory(words) ? 'Close other programs, or take a smaller batchSize in a new run. ' : ''}Go on from the last checkpoint with: ferexp resume ${path.basename(directory)}`,
  };
}

async function summaryOf(directory: string): Promise<RunSummary | undefined> {
  return readSummary(directory).catch(() => undefined);
}

function failure(message: string, remedy?: string): RunOutcome & { status: 'failed'; message: string } {
  return { status: 'failed', message, ...(remedy === undefined ? {} : { remedy }) };
}
