import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ResolvedExperiment } from '../experiment/types';
import { EventTail } from '../storage/run/events';
import { errorCode, fileError } from '../storage/files/fileError';
import { type QueuePlace, readQueuePlace } from '../storage/queue';
import { modifiedAt } from '../storage/files/read';
import { readEndedNow, readResolved } from '../storage/run/runFile';
import type { RunHeader } from '../schemas/messages';
import { runFiles } from '../schemas/runDirectory';
import { headerOf } from './header';
import type { ListedSummary } from './listedSummary';
import { RunProgress } from './progress';
import { problemOf, type ReadProblem, stampOf, stampText, SummaryReader, unreadableExperiment } from './readRun';
import { newestFirst } from './runOrder';
import { SettingsPool } from './sharedSettings';
import { endedStatus, readStatus } from './state';

/** One run as lists and comparisons see it. */
export interface RunRecord {
  /** Absolute. */
  readonly directory: string;
  /** When experiment.json was written, milliseconds since 1970. */
  readonly createdAt: number;
  readonly resolved: ResolvedExperiment;
  /** Of a run that ended: without warnings, speeds and what else only events tell. A follower reads those. */
  readonly header: RunHeader;
  readonly summary?: ListedSummary;
  /** Its place in a queue, as long as it is not complete. */
  readonly queue?: QueuePlace;
  /** Why experiment.json cannot be read: `resolved` then only stands for it, and the run belongs in no comparison. */
  readonly unreadable?: ReadProblem;
}

/** Directories read at a time: enough to keep the disk busy, few enough not to run out of file handles. */
const parallel = 32;

/** A folder written to less than this before it was looked at may change again without its time telling. */
const clockMs = 100;

/** Making a run directory takes milliseconds; one without an experiment that is younger than this is being made. */
const makingMs = 5000;

/** How long runs are read before other work of the process gets its turn. */
const sliceMs = 12;
/** A run whose reading takes longer lies on a disk that is waited for. */
const slowMs = 100;

/** Sizes and times of what a record was read from. */
interface Stamp {
  /** The folder itself, which tells of every file that comes, goes or is replaced, and the summary. */
  readonly ended: string;
  /** Files that are written in place; not looked at for a run that is complete. */
  readonly inPlace?: string;
}

/** One run directory, read again only as far as its files changed. */
class CachedRun {
  record: RunRecord | undefined;
  private stamp: Stamp | undefined;
  private resolved: ResolvedExperiment | undefined;
  /** Only of a run that goes on, or is out of the ordinary: most of thousands have ended. */
  private summary: SummaryReader | undefined;
  private tail: EventTail | undefined;
  private progress: RunProgress | undefined;

  /** @param pool for what runs have in common */
  constructor(
    private readonly directory: string,
    private readonly pool: SettingsPool,
  ) {}

  /**
   * Reads a run that was not read before and has ended, without waiting for other work.
   * @returns whether it could be read so
   */
  readNow(): boolean {
    const now = Date.now();
    const ended = readEndedNow(this.directory);
    if (!ended) return false;
    const { directory } = this;
    const { createdAt, folder, summaryFile } = ended;
    const resolved = (this.resolved = this.pool.share(ended.resolved));
    const { summary } = ended;
    const header = headerOf(directory, resolved, endedStatus(summary));
    this.record = { directory, createdAt, resolved, header, summary: this.pool.listed(summary) };
    // Its place in a queue that was left is read with the next look.
    const isComplete = summary.status === 'completed' && folder.mtimeMs <= now - clockMs;
    this.stamp = isComplete ? { ended: `${folder.mtimeMs} ${stampText(summaryFile)}` } : undefined;
    return true;
  }

  /** It need not be looked at again now. */
  get isSettled(): boolean {
    return this.stamp !== undefined;
  }

  /** @returns whether the record changed */
  async refresh(): Promise<boolean> {
    const state = this.record?.header.state;
    const stamp = await this.currentStamp(state !== 'completed');
    // What is alive may die without touching a file.
    const settled = state !== undefined && state !== 'running' && state !== 'queued';
    if (settled && stamp && this.stamp && isSame(stamp, this.stamp)) return false;
    const before = this.record;
    this.record = await this.read();
    if (!this.record) return false;
    this.stamp = stamp;
    return !before || !sameRecord(before, this.record);
  }

  /** The run as one that cannot be read, whatever went wrong. @returns whether the record changed */
  damage(error: unknown): boolean {
    const before = this.record;
    this.record = this.unreadable(problemOf(error), 0);
    this.stamp = undefined;
    return !before || !sameRecord(before, this.record);
  }

  private unreadable(problem: ReadProblem, createdAt: number): RunRecord {
    const { directory } = this;
    const resolved = unreadableExperiment(directory);
    const status = { state: 'failed', stopping: false, resumable: false, problem } as const;
    return { directory, createdAt, resolved, header: headerOf(directory, resolved, status), unreadable: problem };
  }

  /** Undefined when a file was written so lately that its time cannot be trusted to tell the next change. */
  private async currentStamp(all: boolean): Promise<Stamp | undefined> {
    const now = Date.now();
    const folder = await stat(this.directory);
    if (folder.mtimeMs > now - clockMs) return undefined;
    const stampFile = (name: string): Promise<string> => stampOf(path.join(this.directory, name));
    const ended = `${folder.mtimeMs} ${await stampFile(runFiles.summary)}`;
    if (!all) return { ended };
    const inPlace = await Promise.all([runFiles.events, runFiles.lock, runFiles.experiment].map(stampFile));
    return { ended, inPlace: inPlace.join(' ') };
  }

  /** Undefined while the directory is being made. */
  private async read(): Promise<RunRecord | undefined> {
    const { directory } = this;
    let unreadable: ReadProblem | undefined;
    try {
      this.resolved ??= this.pool.share(await readResolved(directory));
    } catch (error) {
      unreadable = problemOf(error);
    }
    const createdAt = await modifiedAt(path.join(directory, runFiles.experiment));
    if (!this.resolved) {
      if (createdAt === 0 && Date.now() - (await modifiedAt(directory)) < makingMs) return undefined;
      return this.unreadable(unreadable!, createdAt);
    }
    const reader = (this.summary ??= new SummaryReader(directory));
    const status = await readStatus(directory, () => reader.read());
    const summary = status.summary && this.pool.listed(status.summary);
    const progress = status.state === 'running' || status.state === 'interrupted' ? await this.follow() : undefined;
    const header = headerOf(directory, this.resolved, status, progress);
    const queue = status.state === 'completed' ? undefined : await readQueuePlace(directory);
    // Of what is complete nothing is followed any more.
    if (status.state === 'completed') this.summary = this.tail = this.progress = undefined;
    const rest = { ...(summary && { summary }), ...(queue && { queue }) };
    return { directory, createdAt, resolved: this.resolved, header, ...rest };
  }

  private async follow(): Promise<RunProgress> {
    const tail = (this.tail ??= new EventTail(path.join(this.directory, runFiles.events)));
    const { restarts } = tail;
    const events = await tail.read();
    if (!this.progress || tail.restarts !== restarts) this.progress = new RunProgress(this.resolved!);
    for (const event of events) this.progress.apply(event);
    return this.progress;
  }
}

function isSame(now: Stamp, before: Stamp): boolean {
  return now.ended === before.ended && (now.inPlace === undefined || now.inPlace === before.inPlace);
}

function sameRecord(first: RunRecord, second: RunRecord): boolean {
  const seen = ({ header, queue, summary }: RunRecord): string => JSON.stringify([header, queue, summary]);
  return seen(first) === seen(second);
}

/** All runs below a folder, `.ferexp/runs` of a project. Reads no more than what changed since the last refresh. */
export class RunIndex {
  private readonly cache = new Map<string, CachedRun>();
  private readonly pool = new SettingsPool();
  private sliceStart = 0;
  private isSlow = false;

  constructor(private readonly runsRoot: string) {}

  /**
   * A run directory that cannot be read is listed as failed, with what is wrong.
   * @returns directories whose record is new or changed, and those that are gone
   * @throws UserError when the folder of all runs itself cannot be read; one that does not exist holds no runs
   */
  async refresh(): Promise<{ changed: string[]; removed: string[] }> {
    const directories = await this.directories();
    const present = new Set(directories);
    const removed = [...this.cache.keys()].filter((directory) => !present.has(directory));
    for (const directory of removed) this.cache.delete(directory);

    const changed: string[] = [];
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let directory = directories[next++]; directory !== undefined; directory = directories[next++]) {
        let run = this.cache.get(directory);
        let isNew = false;
        if (!run) {
          this.cache.set(directory, (run = new CachedRun(directory, this.pool)));
          isNew = await this.readNow(run);
        }
        try {
          if (isNew && run.isSettled) changed.push(directory);
          else if ((await run.refresh()) || isNew) changed.push(directory);
        } catch (error) {
          // Deleted while it was read: another refresh will tell. Anything else is of this run alone.
          if (errorCode(error) !== 'ENOENT' && run.damage(error)) changed.push(directory);
        }
      }
    };
    await Promise.all(Array.from({ length: parallel }, worker));
    return { changed: changed.sort(), removed };
  }

  /** Reads at once what can be, and lets other work go on in between. */
  private async readNow(run: CachedRun): Promise<boolean> {
    if (this.isSlow) return false;
    const start = performance.now();
    if (start - this.sliceStart > sliceMs) {
      await new Promise((resolve) => setImmediate(resolve));
      this.sliceStart = performance.now();
    }
    const begun = performance.now();
    const read = run.readNow();
    // A disk that answers slowly, as one across a network, must not keep others waiting.
    this.isSlow = performance.now() - begun > slowMs;
    return read;
  }

  /** Newest first. */
  runs(): RunRecord[] {
    return [...this.cache.values()].flatMap(({ record }) => record ?? []).sort(newestFirst);
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
    .map(({ name }) => path.join(folder, name));
}
