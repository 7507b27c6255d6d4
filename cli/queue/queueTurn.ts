/** Decides which of several queues of a project may start a run: the queue that began first. */
import os from 'node:os';
import path from 'node:path';
import { readProcess } from '../../storage/run/lock';
import { neededRuns } from '../../storage/queue';
import { RunIndex, type RunRecord } from '../../results/runIndex';
import { runFiles } from '../../schemas/runDirectory';

/** Says whether a queue may start its next run. */
export interface Turn {
  /** Active runs of other queues that come first. */
  before(): Promise<readonly RunRecord[]>;
}

/** Milliseconds between two reads of all runs of a project. */
const pollMs = 1000;

/**
 * A queue waits while a run of another queue is training, and while a queue that began earlier has waiting runs. Queues on
 * other computers that share the folder and queues that were started with --beside do not count; nor does a run that
 * waits for a run of this queue.
 */
export class ProjectTurn implements Turn {
  private readonly indexes: readonly RunIndex[];
  private readonly own: ReadonlySet<string>;
  private readAt = -Infinity;
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
    // Runs that come first may be read late. When there were none, new ones may have come, so always read again.
    if (this.last.length > 0 && now - this.readAt < pollMs) return this.last;
    this.readAt = now;
    const found: RunRecord[] = [];
    for (const index of this.indexes) {
      await index.refresh();
      for (const record of index.runs()) if (await this.comesFirst(record)) found.push(record);
    }
    this.last = found;
    return found;
  }

  private async comesFirst({ directory, header, queue }: RunRecord): Promise<boolean> {
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
