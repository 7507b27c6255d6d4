/** Knows which runs of a project have changed since somebody looked. */
import { randomBytes } from 'node:crypto';
import { version } from '../../package.json';
import { openRuns } from '../../results/projectRuns';
import type { RunIndex, RunRecord } from '../../results/runIndex';
import { runsRootAround } from '../find/experimentFile';

/** A cursor of another server says nothing here. */
const server = randomBytes(4).toString('hex');

/** Runs that are shown to whoever has not looked before, besides those that run or wait. */
const newestShown = 10;

export class RunWatch {
  #changes = 0;
  /** By directory: what was seen, and the number of the change. */
  readonly #seen = new Map<string, { readonly sign: string; readonly change: number }>();

  private constructor(private readonly index: RunIndex) {}

  /** @param project absolute path of its folder */
  static async of(project: string): Promise<RunWatch> {
    return new RunWatch(openRuns(runsRootAround(project), version));
  }

  /**
   * The runs that have changed since a cursor, newest first; without one, those that run or wait and the newest ones.
   * Only the state, the epoch and the phase count as changes: steps change all the time.
   */
  async since(cursor: string | undefined): Promise<{
    readonly records: readonly RunRecord[];
    readonly changed: readonly RunRecord[];
    readonly cursor: string;
  }> {
    await this.index.refresh();
    const records = this.index.runs();
    for (const { directory, header } of records) {
      const { state, epoch, phase, message, stopping } = header;
      const sign = JSON.stringify([state, epoch, phase?.phase, message, stopping]);
      if (this.#seen.get(directory)?.sign !== sign) this.#seen.set(directory, { sign, change: ++this.#changes });
    }
    const after = numberIn(cursor);
    const isNews = ({ directory, header }: RunRecord, index: number): boolean =>
      after === undefined
        ? index < newestShown || header.state === 'running' || header.state === 'queued'
        : this.#seen.get(directory)!.change > after;
    return { records, changed: records.filter(isNews), cursor: `${server}-${this.#changes}` };
  }
}

function numberIn(cursor: string | undefined): number | undefined {
  const [of, change] = cursor?.split('-') ?? [];
  return of === server && change !== undefined && /^\d{1,15}$/.test(change) ? Number(change) : undefined;
}
