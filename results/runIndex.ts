/** Lists all runs of a project, and reads again only the files that changed. */
import { type Dirent, type Stats, statSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { RecordedExperiment } from '../experiment/types';
import { EventTail } from '../storage/run/events';
import { errorCode, fileError } from '../storage/files/fileError';
import { type QueuePlace, readQueuePlace } from '../storage/queue';
import { modifiedAt } from '../storage/files/read';
import { within } from '../storage/files/within';
import { readNoteOrProblem } from '../storage/run/note';
import { readEndedNow, readResolved } from '../storage/run/runFile';
import { runFiles } from '../schemas/runDirectory';
import type { UserNote } from '../schemas/userNote';
import { headerOf } from './header';
import type { ListedSummary } from './listedSummary';
import { RunProgress } from './progress';
import { problemOf, type ReadProblem, stampOf, stampText, SummaryReader, unreadableExperiment } from './readRun';
import { sortedNewestFirst } from './runOrder';
import { SettingsPool } from './sharedSettings';
import { endedStatus, readStatus } from './state';
import { RestoredRuns, type StoredRun } from './storedRuns';
import { Turns } from './turns';
import type { RunHeader } from '../schemas/messages/run';

/** One run as lists and comparisons use it. */
export interface RunRecord {
  /** Absolute. */
  readonly directory: string;
  /** When experiment.json was written, milliseconds since 1970. */
  readonly createdAt: number;
  readonly resolved: RecordedExperiment;
  /** For an ended run without warnings, speeds and other values from events: a RunFollower reads those. */
  readonly header: RunHeader;
  readonly summary?: ListedSummary;
  /** Its place in a queue, until it is complete. */
  readonly queue?: QueuePlace;
  /** Why experiment.json cannot be read. `resolved` is then a stand-in, and the run is left out of comparisons. */
  readonly unreadable?: ReadProblem;
}

/** Directories read at the same time: enough to keep the disk busy, few enough not to run out of file handles. */
const parallel = 32;

/** A folder that was changed so recently may change again without a new modification time. */
const clockMs = 100;

/** Making a run directory takes milliseconds: one without an experiment that is younger than this is still being made. */
const makingMs = 5000;

/** If reading one run takes longer, the disk is slow, and runs are read without blocking. */
const slowMs = 100;

/** Sizes and times of the files that a record was read from. */
interface Stamp {
  /** Of the folder, which changes when a file is added, removed or replaced, of the summary, and of a note that is there. */
  readonly ended: string;
  /** Of files that are written in place; not checked for a completed run. */
  readonly inPlace?: string;
}

/** One run directory. Only files that changed are read again. */
class CachedRun {
  record: RunRecord | undefined;
  private stamp: Stamp | undefined;
  private resolved: RecordedExperiment | undefined;
  private note: UserNote | undefined;
  /** Kept only for runs that are not complete, to save memory: most of thousands are. */
  private summary: SummaryReader | undefined;
  private tail: EventTail | undefined;
  private progress: RunProgress | undefined;

  /** @param pool shares what runs have in common */
  constructor(
    private readonly directory: string,
    private readonly pool: SettingsPool,
  ) {}

  /**
   * Reads an ended run for the first time, synchronously.
   * @returns whether that was possible
   */
  readNow(): boolean {
    const now = Date.now();
    const ended = readEndedNow(this.directory);
    if (!ended) return false;
    const { directory } = this;
    const { createdAt, folder, summaryFile, note } = ended;
    this.note = note?.said;
    const resolved = (this.resolved = this.pool.share(ended.resolved));
    const { summary } = ended;
    const header = { ...headerOf(directory, resolved, endedStatus(summary)), ...this.note };
    this.record = { directory, createdAt, resolved, header, summary: this.pool.listed(summary) };
    // The place in a queue of a run that is not complete is read by the next refresh.
    const isComplete = summary.status === 'completed' && folder.mtimeMs <= now - clockMs;
    this.stamp = isComplete ? { ended: endedText(folder, summaryFile, note?.file) } : undefined;
    return true;
  }

  /**
   * Takes the run from what was stored of it.
   * @returns whether its folder and its summary are as they were then
   */
  restoreNow({ createdAt, stamp, resolved, summary, note }: StoredRun): boolean {
    const { directory } = this;
    if (endedStamp(directory, note !== undefined) !== stamp) return false;
    this.note = note;
    this.resolved = this.pool.adopt(resolved);
    const header = { ...headerOf(directory, resolved, endedStatus(summary)), ...note };
    this.record = { directory, createdAt, resolved, header, summary };
    this.stamp = { ended: stamp };
    return true;
  }

  /** For a later process; undefined unless the run is complete and its files will not change. */
  get stored(): StoredRun | undefined {
    const { record, stamp, note } = this;
    if (record?.header.state !== 'completed' || !record.summary || record.unreadable || !stamp) return undefined;
    if (note?.noteProblem !== undefined) return undefined;
    const { createdAt, resolved, summary } = record;
    return { createdAt, stamp: stamp.ended, resolved, summary, ...(note && { note }) };
  }

  /** Whether it need not be refreshed now. */
  get isSettled(): boolean {
    return this.stamp !== undefined;
  }

  /** Whether it changes no more unless somebody changes its files. */
  get isComplete(): boolean {
    return this.isSettled && this.record?.header.state === 'completed';
  }

  /** @returns whether the record changed */
  async refresh(): Promise<boolean> {
    const state = this.record?.header.state;
    const stamp = await this.currentStamp(state !== 'completed');
    // A running process may die without touching a file.
    const settled = state !== undefined && state !== 'running' && state !== 'queued';
    if (settled && stamp && this.stamp && isSame(stamp, this.stamp)) return false;
    const before = this.record;
    this.record = await this.read();
    if (!this.record) return false;
    this.stamp = stamp;
    return !before || !sameRecord(before, this.record);
  }

  /** Lists the run as one that cannot be read. @returns whether the record changed */
  markUnreadable(error: unknown): boolean {
    const before = this.record;
    this.record = this.unreadable(problemOf(error), 0);
    this.stamp = undefined;
    return !before || !sameRecord(before, this.record);
  }

  private unreadable(problem: ReadProblem, createdAt: number): RunRecord {
    const { directory } = this;
    const resolved = unreadableExperiment(directory);
    const status = { state: 'failed', stopping: false, resumable: false, problem } as const;
    const header = { ...headerOf(directory, resolved, status), ...this.note };
    return { directory, createdAt, resolved, header, unreadable: problem };
  }

  /** Undefined if a file was written so recently that its time may not show the next change. */
  private async currentStamp(all: boolean): Promise<Stamp | undefined> {
    const now = Date.now();
    const folder = await stat(this.directory);
    if (folder.mtimeMs > now - clockMs) return undefined;
    const stampFile = (name: string): Promise<string> => stampOf(path.join(this.directory, name));
    const note = this.note ? ` ${await stampFile(runFiles.note)}` : '';
    const ended = `${folder.mtimeMs} ${await stampFile(runFiles.summary)}${note}`;
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
    this.note = await readNoteOrProblem(directory);
    const createdAt = await modifiedAt(path.join(directory, runFiles.experiment));
    if (!this.resolved) {
      if (createdAt === 0 && Date.now() - (await modifiedAt(directory)) < makingMs) return undefined;
      return this.unreadable(unreadable!, createdAt);
    }
    const reader = (this.summary ??= new SummaryReader(directory));
    const status = await readStatus(directory, () => reader.read());
    const summary = status.summary && this.pool.listed(status.summary);
    const unfinished = status.state === 'running' || status.state === 'interrupted';
    const progress = unfinished ? await this.follow(this.resolved) : undefined;
    const header = { ...headerOf(directory, this.resolved, status, progress), ...this.note };
    const queue = status.state === 'completed' ? undefined : await readQueuePlace(directory);
    // A completed run is not followed any more.
    if (status.state === 'completed') this.summary = this.tail = this.progress = undefined;
    const rest = { ...(summary && { summary }), ...(queue && { queue }) };
    return { directory, createdAt, resolved: this.resolved, header, ...rest };
  }

  private async follow(resolved: RecordedExperiment): Promise<RunProgress | undefined> {
    if (resolved.imported) return undefined;
    const tail = (this.tail ??= new EventTail(path.join(this.directory, runFiles.events)));
    const { restarts } = tail;
    const events = await tail.read();
    if (!this.progress || tail.restarts !== restarts) this.progress = new RunProgress(resolved);
    for (const event of events) this.progress.apply(event);
    return this.progress;
  }
}

/** As `Stamp.ended`, synchronously; empty where a file is missing. */
function endedStamp(directory: string, hasNote: boolean): string {
  const statNow = (file: string): Stats | undefined => statSync(file, { throwIfNoEntry: false });
  const folder = statNow(directory);
  const summary = statNow(within(directory, runFiles.summary));
  const note = hasNote ? statNow(within(directory, runFiles.note)) : undefined;
  return folder && summary && (note !== undefined || !hasNote) ? endedText(folder, summary, note) : '';
}

function endedText(folder: Stats, summary: Stats, note: Stats | undefined): string {
  return `${folder.mtimeMs} ${stampText(summary)}${note ? ` ${stampText(note)}` : ''}`;
}

function isSame(now: Stamp, before: Stamp): boolean {
  return now.ended === before.ended && (now.inPlace === undefined || now.inPlace === before.inPlace);
}

function sameRecord(first: RunRecord, second: RunRecord): boolean {
  const seen = ({ header, queue, summary }: RunRecord): string => JSON.stringify([header, queue, summary]);
  return seen(first) === seen(second);
}

/** All runs in a folder, `.ferexp/runs` of a project. A refresh reads only what changed since the last one. */
export class RunIndex {
  private readonly cache = new Map<string, CachedRun>();
  private readonly pool = new SettingsPool();
  private readonly turns = new Turns();
  /** Runs that were read from their own files since this was set to 0. */
  news = 0;
  private isSlow = false;

  /** @param restored what an earlier process stored of the runs; used by the first refresh */
  constructor(
    readonly runsRoot: string,
    private restored = RestoredRuns.none,
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
   * @returns directories whose record is new or changed, and those that are gone
   * @throws UserError if the folder of all runs cannot be read; if it does not exist, there are no runs
   */
  async refresh(touched?: ReadonlySet<string>): Promise<{ changed: string[]; removed: string[] }> {
    const all = await this.directories();
    const present = new Set(all);
    const isLookedAt = (directory: string): boolean =>
      touched === undefined || touched.has(directory) || this.cache.get(directory)?.isComplete !== true;
    const directories = all.filter(isLookedAt);
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
          isNew = await this.readNow(run, directory);
        }
        try {
          if (isNew && run.isSettled) changed.push(directory);
          else if ((await run.refresh()) || isNew) changed.push(directory);
        } catch (error) {
          // ENOENT: deleted while it was read; the next refresh removes it. Other errors concern this run alone.
          if (errorCode(error) !== 'ENOENT' && run.markUnreadable(error)) changed.push(directory);
        }
      }
    };
    await Promise.all(Array.from({ length: parallel }, worker));
    this.restored = RestoredRuns.none;
    return { changed: changed.sort(), removed };
  }

  /** Reads a run synchronously if possible, and lets other work run in between. */
  private async readNow(run: CachedRun, directory: string): Promise<boolean> {
    const stored = this.restored.run(directory.slice(this.runsRoot.length + 1));
    // Until it turns out that it is as it was stored.
    this.news++;
    if (this.isSlow) return false;
    await this.turns.take();
    const readStart = performance.now();
    const isRestored = stored !== undefined && run.restoreNow(stored);
    if (isRestored) this.news--;
    const read = isRestored || run.readNow();
    // A slow disk, such as a network drive, must not block other work.
    this.isSlow = performance.now() - readStart > slowMs;
    return read;
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
