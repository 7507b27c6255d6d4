/** One run directory of an index: what lists and comparisons use of it, read again only where its files changed. */
import { type Stats, statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { RecordedExperiment } from '../experiment/types';
import { EventTail } from '../storage/run/events';
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
import type { SettingsPool } from './sharedSettings';
import { endedStatus, readStatus } from './state';
import type { StoredRun } from './storedRuns';
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

/** A folder that was changed so recently may change again without a new modification time. */
const clockMs = 100;

/** Making a run directory takes milliseconds: one without an experiment that is younger than this is still being made. */
const makingMs = 5000;

/** Sizes and times of the files that a record was read from. */
interface Stamp {
  /** Of the folder, which changes when a file is added, removed or replaced, of the summary, and of a note that is there. */
  readonly ended: string;
  /** Of files that are written in place; not checked for a completed run. */
  readonly inPlace?: string;
}

/** One run directory. Only files that changed are read again. */
export class CachedRun {
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
   * @param byFolder whether to look at its folder alone
   * @returns whether its folder, its summary and its note are as they were then
   */
  restoreNow(stored: StoredRun): boolean {
    const isAsThen = endedStamp(this.directory, stored.note !== undefined) === stored.stamp;
    if (isAsThen) this.adopt(stored);
    return isAsThen;
  }

  /** As `restoreNow`, without blocking. */
  async restore(stored: StoredRun): Promise<boolean> {
    const stamp = await this.currentStamp(false, stored.note !== undefined);
    const isAsThen = stamp?.ended === stored.stamp;
    if (isAsThen) this.adopt(stored);
    return isAsThen;
  }

  /** Takes the run from what was stored of it, without a look at its files. */
  adopt({ createdAt, stamp, resolved, summary, note }: StoredRun): void {
    const { directory } = this;
    this.note = note;
    this.resolved = this.pool.adopt(resolved);
    const known = headerOf(directory, resolved, endedStatus(summary));
    this.record = { directory, createdAt, resolved, header: note ? { ...known, ...note } : known, summary };
    this.stamp = { ended: stamp };
  }

  /** Whether it is complete and its files are as they were, as far as that can be said without waiting. */
  isUnchangedNow(): boolean {
    return this.isComplete && endedStamp(this.directory, this.note !== undefined) === this.stamp!.ended;
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
    const stamp = await this.currentStamp(state !== 'completed', this.note !== undefined);
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
  private async currentStamp(all: boolean, hasNote: boolean): Promise<Stamp | undefined> {
    const now = Date.now();
    const folder = await stat(this.directory);
    if (folder.mtimeMs > now - clockMs) return undefined;
    const stampFile = (name: string): Promise<string> => stampOf(path.join(this.directory, name));
    const note = hasNote ? ` ${await stampFile(runFiles.note)}` : '';
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

/** Undefined for a file that is missing or may not be looked at. */
function statNow(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** As `Stamp.ended`, synchronously; empty where a file is missing. */
function endedStamp(directory: string, hasNote: boolean): string {
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
