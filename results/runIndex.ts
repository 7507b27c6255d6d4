/** Lists all runs of a project, and reads again only the files that changed. */
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { errorCode, fileError } from '../storage/files/fileError';
import { within } from '../storage/files/within';
import { CachedRun, type RunRecord } from './cachedRun';
import { sortedNewestFirst } from './runOrder';
import { SettingsPool } from './sharedSettings';
import { RestoredRuns, type StoredRun } from './storedRuns';
import { sliceMs, Turns } from './turns';

export type { RunRecord };

/** Directories read at the same time: enough to keep the disk busy, few enough not to run out of file handles. */
const parallel = 32;

/**
 * If fewer runs are looked at in this time of work, the disk is slow, such as a network drive, and runs are read without
 * blocking. Long enough that another program which takes the processor for a moment does not look like that.
 */
const slow = { runs: 100, ms: 500 } as const;

interface Refreshed {
  /** Directories whose record is new or another one. */
  readonly changed: string[];
  /** Directories that are gone. */
  readonly removed: string[];
}

/** All runs in a folder, `.ferexp/runs` of a project. A refresh reads only what changed since the last one. */
export class RunIndex {
  private readonly cache = new Map<string, CachedRun>();
  private readonly pool = new SettingsPool();
  private readonly turns = new Turns();
  /** Runs that were read from their own files since this was set to 0. */
  news = 0;
  private isSlow = false;
  private restored = RestoredRuns.none;

  /** @param restoring what an earlier process stored of the runs; used by the first refresh */
  constructor(
    readonly runsRoot: string,
    private restoring: RestoredRuns | Promise<RestoredRuns> = RestoredRuns.none,
  ) {}

  /** What a later process can take the runs from, by directory. */
  stored(): Map<string, StoredRun> {
    const runs = new Map<string, StoredRun>();
    for (const [directory, { stored }] of this.cache) if (stored) runs.set(directory, stored);
    return runs;
  }

  /**
   * Lists a run directory that cannot be read as failed, with the reason.
   * @param touched where it is known whose files changed since the last refresh: of the complete runs, only these are looked
   *   at again, which thousands of others would make slow. Default: all
   * @throws UserError if the folder of all runs cannot be read; if it does not exist, there are no runs
   */
  refresh(touched?: ReadonlySet<string>): Promise<Refreshed> {
    return this.look(touched, false);
  }

  /**
   * As the first `refresh`, in a third of the time where thousands of runs were stored: these are listed as they were, unless
   * their folder is gone. Finished runs hardly ever change, but a refresh must follow at once.
   */
  open(): Promise<Refreshed> {
    return this.look(undefined, true);
  }

  private async look(touched: ReadonlySet<string> | undefined, isFirst: boolean): Promise<Refreshed> {
    const [all, restored] = await Promise.all([this.directories(), this.restoring]);
    this.restored = restored;
    const present = new Set(all);
    const isLookedAt = (directory: string): boolean =>
      touched === undefined || touched.has(directory) || this.cache.get(directory)?.isComplete !== true;
    const removed = [...this.cache.keys()].filter((directory) => !present.has(directory));
    for (const directory of removed) this.cache.delete(directory);

    const changed = new Set<string>();
    const left = await this.lookNow(all.filter(isLookedAt), changed, isFirst);
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let directory = left[next++]; directory !== undefined; directory = left[next++]) {
        const run = this.cache.get(directory)!;
        try {
          if ((await this.restoreLater(run, directory)) || (await run.refresh())) changed.add(directory);
        } catch (error) {
          // ENOENT: deleted while it was read; the next refresh removes it. Other errors concern this run alone.
          if (errorCode(error) !== 'ENOENT' && run.markUnreadable(error)) changed.add(directory);
        }
      }
    };
    await Promise.all(Array.from({ length: parallel }, worker));
    this.restored = this.restoring = RestoredRuns.none;
    return { changed: [...changed].sort(), removed };
  }

  /**
   * Looks at runs synchronously as far as possible, and lets other work run in between: a promise for each of thousands would
   * take longer than all else.
   * @param changed takes the directories whose record is new
   * @param isFirst as `open`
   * @returns the others, which must be refreshed
   */
  private async lookNow(directories: readonly string[], changed: Set<string>, isFirst: boolean): Promise<string[]> {
    const left: string[] = [];
    let [runs, ms] = [0, 0];
    await this.turns.take();
    for (const directory of directories) {
      const { spent } = this.turns;
      if (spent > sliceMs) {
        ms += spent;
        if (ms > slow.ms) {
          this.isSlow ||= runs < slow.runs;
          runs = ms = 0;
        }
        await this.turns.take();
      }
      runs++;
      const run = this.cache.get(directory);
      if (run) {
        if (this.isSlow || !run.isUnchangedNow()) left.push(directory);
        continue;
      }
      const added = new CachedRun(directory, this.pool);
      this.cache.set(directory, added);
      const stored = isFirst ? this.storedOf(directory) : undefined;
      if (stored) added.adopt(stored);
      if (stored || (!this.isSlow && this.readNow(added, directory))) changed.add(directory);
      if (!added.isSettled) left.push(directory);
    }
    return left;
  }

  /** @returns whether a new run could be read at once */
  private readNow(run: CachedRun, directory: string): boolean {
    const stored = this.storedOf(directory);
    if (stored && run.restoreNow(stored)) return true;
    this.news++;
    return run.readNow();
  }

  /** On a slow disk. @returns whether a new run is as it was stored */
  private async restoreLater(run: CachedRun, directory: string): Promise<boolean> {
    if (!this.isSlow || run.record) return false;
    const stored = this.storedOf(directory);
    if (stored && (await run.restore(stored))) return true;
    this.news++;
    return false;
  }

  private storedOf(directory: string): StoredRun | undefined {
    return this.restored.run(directory.slice(this.runsRoot.length + 1));
  }

  /** Newest first. */
  runs(): RunRecord[] {
    return sortedNewestFirst([...this.cache.values()].flatMap(({ record }) => record ?? []));
  }

  private async directories(): Promise<string[]> {
    const experiments = await foldersIn(this.runsRoot);
    const runs = await Promise.all(experiments.map(foldersIn));
    return runs.flat();
  }
}

async function foldersIn(folder: string): Promise<string[]> {
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw fileError(error, `read ${folder}`);
  }
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => within(folder, name));
}
