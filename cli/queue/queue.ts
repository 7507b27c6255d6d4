/** Runs one after another or several at a time, each in a process of its own, followed by what it writes on disk. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { writeFileAtomic } from '../../storage/files/atomic';
import { comparedWithGuessing } from '../../results/learning';
import { EventTail } from '../../storage/run/events';
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
  /** How many run at a time; default 1. */
  readonly jobs?: number;
  /** Lets other queues go first; without it, this one does not wait. */
  readonly turn?: Turn;
}

/** How urgently the person wants an end. */
export interface StopWish {
  /** 0: go on; 1: stop with a checkpoint; 2: at once. */
  readonly level: number;
}

/**
 * Starts what is ready, in the order that the run directories tell by then, until every run has ended. A run whose need is
 * not met is not run.
 * @returns what became of each run, in the order given
 */
export async function runQueue(runs: readonly QueuedRun[], options: QueueOptions): Promise<RunOutcome[]> {
  return new Queue(runs, options).run();
}

class Queue {
  private readonly waiting: Set<QueuedRun>;
  private readonly running = new Map<QueuedRun, Promise<void>>();
  private readonly outcomes = new Map<string, RunOutcome>();
  /** What the person was told of. */
  private told = { stop: 0, turn: false };

  constructor(
    private readonly runs: readonly QueuedRun[],
    private readonly options: QueueOptions,
  ) {
    this.waiting = new Set(runs);
  }

  async run(): Promise<RunOutcome[]> {
    for (;;) {
      await this.startReady();
      await this.takeOut();
      if (this.waiting.size === 0 && this.running.size === 0) break;
      await Promise.race([...this.running.values(), wait(lookMs)]);
    }
    return this.runs.map(({ directory }) => this.outcomes.get(directory)!);
  }

  /** Runs that wait their turn and are asked to stop show so at once, not when their turn comes. */
  private async takeOut(): Promise<void> {
    const all = this.options.stop.level > 0;
    for (const run of [...this.waiting]) {
      if (all || stopAsked(run)) await this.cancel(run, { message: 'Stopped before it began.' });
    }
  }

  private async cancel(run: QueuedRun, why: Pick<RunOutcome, 'message' | 'remedy' | 'badInput'>): Promise<void> {
    const { badInput, ...told } = why;
    await recordUnstarted(run, { status: 'cancelled', ...told });
    this.end(run, { status: 'cancelled', ...told, ...(badInput ? { badInput } : {}) });
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
        runOne(next, this.options, () => this.tellStop()).then((outcome) => this.end(next, outcome)),
      );
    }
  }

  /** The first that may start. On the way, those that never will are taken out. */
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

  /** A person may have moved one up or down meanwhile. */
  private async inOrder(): Promise<QueuedRun[]> {
    const runs = [...this.waiting];
    const places = await Promise.all(runs.map(({ directory }) => readQueuePlace(directory)));
    const position = (index: number) => places[index]?.position ?? index + 1;
    return runs
      .map((run, index) => ({ run, at: position(index) }))
      .sort((a, b) => a.at - b.at)
      .map(({ run }) => run);
  }

  /** Once a run of ours goes on, so may others of ours. */
  private async isOurTurn(): Promise<boolean> {
    const { turn, reporter } = this.options;
    if (turn === undefined || this.running.size > 0) return true;
    const before = await turn.before();
    if (before.length > 0 && !this.told.turn) {
      this.told = { ...this.told, turn: true };
      const [first] = before;
      const others = before.length === 1 ? '1 run of another queue goes' : `${before.length} runs of other queues go`;
      reporter.note(`${others} first, ${first!.header.runId} among them. --beside does not wait.`);
    }
    return before.length === 0;
  }

  /** Once, however many runs go on. */
  private tellStop(): void {
    const { stop, reporter } = this.options;
    if (stop.level <= this.told.stop) return;
    this.told = { ...this.told, stop: stop.level };
    reporter.note(
      stop.level > 1
        ? 'Ending at once. What the last checkpoint holds is kept.'
        : 'Stopping: the batch is finished and a checkpoint written. Press Ctrl-C again to end at once.',
    );
  }
}

function stopAsked({ directory }: QueuedRun): boolean {
  return existsSync(path.join(directory, runFiles.stop));
}

async function runOne(run: QueuedRun, options: QueueOptions, tellStop: () => void): Promise<RunOutcome> {
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
    for (const event of await tail.read()) options.reporter.event(event, run);
    if (options.stop.level > asked) {
      tellStop();
      asked = await passOn(options.stop.level, run, child);
    }
    await Promise.race([exit, wait(lookMs)]);
  }
  for (const event of await tail.read()) options.reporter.event(event, run);
  return outcomeOf(run, await exit, child.errors());
}

/** Tells the run what the person wants. By file, since Windows has no signals and a signal may come too early. */
async function passOn(level: number, { directory }: QueuedRun, child: RunnerProcess): Promise<number> {
  if (level > 1) child.kill();
  else await writeFileAtomic(path.join(directory, runFiles.stop), '');
  return level;
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
  // The lock belongs to another process: ours was refused, and what the directory says is about the other.
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
