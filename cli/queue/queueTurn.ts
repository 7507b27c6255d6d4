/** Whose turn it is when several queues of a project go on: the one that began first, one run or set of runs at a time. */
import os from 'node:os';
import path from 'node:path';
import { readProcess } from '../../storage/run/lock';
import { neededRuns } from '../../storage/queue';
import { RunIndex, type RunRecord } from '../../results/runIndex';
import { runFiles } from '../../schemas/runDirectory';

/** Says whether a queue may start its next run. */
export interface Turn {
  /** Runs of other queues that go before. */
  before(): Promise<readonly RunRecord[]>;
}

/** Between two looks at all runs of a project, milliseconds. */
const lookMs = 1000;

/**
 * A queue waits while a run of another queue goes on, and while one that began earlier has runs waiting. Queues on other
 * computers that share the folder, and those that were started to run beside, do not count; nor does a run that waits for
 * one of this queue.
 */
export class ProjectTurn implements Turn {
  private readonly indexes: readonly RunIndex[];
  private readonly own: ReadonlySet<string>;
  private looked = -Infinity;
  private last: readonly RunRecord[] = [];

  /** @param directories of the runs of this queue */
  constructor(
    private readonly queue: string,
    directories: readonly string[],
  ) {
    this.own = new Set(directories);
    const roots = new Set(directories.map((directory) => path.resolve(directory, '../..')));
    this.indexes = [...roots].map((root) => new RunIndex(root));
  }

  async before(): Promise<readonly RunRecord[]> {
    const now = performance.now();
    // What stood in the way will be gone some time; what did not may have come since.
    if (this.last.length > 0 && now - this.looked < lookMs) return this.last;
    this.looked = now;
    const found: RunRecord[] = [];
    for (const index of this.indexes) {
      await index.refresh();
      for (const record of index.runs()) if (await this.goesBefore(record)) found.push(record);
    }
    this.last = found;
    return found;
  }

  private async goesBefore({ directory, header, queue }: RunRecord): Promise<boolean> {
    if (this.own.has(directory) || queue?.beside) return false;
    if (header.state === 'running') return isHere(directory, runFiles.lock);
    if (header.state !== 'queued') return false;
    const isEarlier = queue !== undefined && queue.queue < this.queue;
    if (!isEarlier || neededRuns(directory, queue).some((need) => this.own.has(need))) return false;
    return isHere(directory, runFiles.queued);
  }
}

async function isHere(directory: string, file: string): Promise<boolean> {
  return (await readProcess(path.join(directory, file)))?.host === os.hostname();
}
