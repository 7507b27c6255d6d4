/** Runs a queue from writing its places on disk to the comparison at its end. */
import { newQueueId, relativeNeeds, writeQueuePlace } from '../../storage/queue';
import { chooseReporter } from '../report/chooseReporter';
import { finish } from '../report/finish';
import { Interruption } from './interruption';
import { engineEnvironment } from '../tasks/launch';
import { runQueue } from './queue';
import { ProjectTurn } from './queueTurn';
import type { QueuedRun } from '../report/reporter';
import type { Terminal } from '../report/terminal';
import { threadShare } from './threadShare';

export interface QueueChoice {
  /** How many runs train at the same time; default 1. */
  readonly jobs?: number;
  /** Does not wait for other queues of the project. */
  readonly beside?: boolean;
}

export interface QueueStart extends QueueChoice {
  /** Absolute path of runner.js. */
  readonly runner: string;
  /** Creates the runs, or marks existing ones as waiting for this process. */
  readonly queue: () => Promise<readonly QueuedRun[]>;
  /** Directories of runs that were done before, for the comparison. */
  readonly done?: readonly string[];
  /** See `finish`. */
  readonly openWith?: string;
  readonly terminal: Terminal;
}

/** @returns exit code, see `finish` */
export async function startQueue(start: QueueStart): Promise<0 | 1 | 2> {
  const { terminal, jobs = 1, beside = false, done = [] } = start;
  // Taken before the first run exists, so that a queue that starts later has a later id.
  const id = newQueueId();
  const interruption = new Interruption();
  try {
    const runs = await start.queue();
    for (const [index, { directory, needs = [] }] of runs.entries()) {
      await writeQueuePlace(directory, {
        version: 1,
        queue: id,
        position: index + 1,
        total: runs.length,
        jobs,
        beside,
        needs: relativeNeeds(directory, needs),
      });
    }
    const directories = runs.map(({ directory }) => directory);
    const outcomes = await runQueue(runs, {
      runner: start.runner,
      environment: async ({ directory, resolved }) => ({
        ...(await engineEnvironment(directory, resolved)),
        ...threadShare(jobs),
      }),
      reporter: chooseReporter(terminal, jobs),
      stop: interruption,
      jobs,
      ...(beside ? {} : { turn: new ProjectTurn(id, directories) }),
    });
    const { openWith } = start;
    const finished = { queue: runs, outcomes, directories: [...directories, ...done] };
    return await finish({ ...finished, ...(openWith !== undefined && { openWith }) }, terminal);
  } finally {
    interruption.dispose();
  }
}
