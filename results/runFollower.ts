/** Follows one run directory, for the run's page: header, curves and results, and what changed. */
import path from 'node:path';
import type { RecordedExperiment } from '../experiment/types';
import { EventTail, type RunEvent } from '../storage/run/events';
import { readNoteOrProblem } from '../storage/run/note';
import { readEnvironmentIfWhole, readRelabelled, readResolved, readSearchRecord } from '../storage/run/runFile';
import type { RunEnvironment } from '../schemas/generated/environment';
import type { RunSummary } from '../schemas/generated/summary';
import { runFiles } from '../schemas/runDirectory';
import { readAncestry } from './ancestry';
import { type CurvePosition, Curves, earlier } from './curves';
import { earlierRuns } from './earlierRuns';
import { headerOf } from './header';
import { RunProgress } from './progress';
import { problemOf, type ReadProblem, stampOf, SummaryReader, unreadableExperiment } from './readRun';
import { BesideReader } from './besideReader';
import { readStatus, type RunStatus } from './state';
import { lackOfLearning, learningAdvice } from './learning';
import { measuresOf } from './measures';
import type { EarlierRun, RunHeader, RunMeasures, RunUpdate, RunView } from '../schemas/messages/run';

/** Follows one run directory as it grows. It only reads, so it never disturbs the run. */
export class RunFollower {
  private readonly tail: EventTail;
  private readonly summaries: SummaryReader;
  private readonly search;
  private readonly relabelled;
  private resolved: RecordedExperiment | undefined;
  private progress: RunProgress | undefined;
  private curves = new Curves();
  private environment: RunEnvironment | undefined;
  private environmentStamp = '';
  private earlier: EarlierRun[] | undefined;
  private summary: RunSummary | undefined;
  private measures: RunMeasures | undefined;
  private header: RunHeader | undefined;

  /** @param directory absolute path of the run directory */
  constructor(private readonly directory: string) {
    this.tail = new EventTail(path.join(directory, runFiles.events));
    this.summaries = new SummaryReader(directory);
    this.search = new BesideReader(directory, runFiles.search, readSearchRecord);
    this.relabelled = new BesideReader(directory, runFiles.relabelled, readRelabelled);
  }

  /**
   * What is new since the last call; undefined if nothing is. A file that cannot be read appears in the header as a
   * failure that names it. Never call it again before it has returned.
   */
  async read(): Promise<RunUpdate | undefined> {
    this.earlier ??= await earlierRuns(this.directory);
    let status: RunStatus;
    try {
      this.resolved ??= await readResolved(this.directory);
      status = await readStatus(this.directory, () => this.summaries.read());
    } catch (error) {
      status = { state: 'failed', stopping: false, resumable: false, problem: problemOf(error) };
    }
    const { points, reset, problem } = await this.readEvents();
    if (problem && !status.problem) status = { ...status, problem };
    const environmentChanged = await this.readEnvironment();
    const searchChanged = await this.search.read();
    const relabelledChanged = await this.relabelled.read();
    const summaryChanged = status.summary !== this.summary;
    this.summary = status.summary;
    if (summaryChanged) this.measures = this.summary && (await measuresOf(this.directory, this.summary));
    const resolved = this.resolved ?? unreadableExperiment(this.directory);
    const ancestry = await readAncestry(this.directory, resolved, this.environment);
    const base = headerOf(this.directory, resolved, status, this.progress);
    const test = status.summary?.splits['test'];
    const lack = test && lackOfLearning(test);
    const header = {
      ...base,
      ...(await readNoteOrProblem(this.directory)),
      ...(lack !== undefined && { nothingLearned: `${lack}. ${learningAdvice(resolved)}` }),
      warnings: [...base.warnings, ...this.missingEvents(status)],
      ...(ancestry.length > 0 && { ancestry }),
    };
    const headerChanged = JSON.stringify(header) !== JSON.stringify(this.header);
    this.header = header;
    const empty = points.batches.length === 0 && points.epochs.length === 0 && !reset;
    const besideChanged = environmentChanged || searchChanged || relabelledChanged;
    if (empty && !headerChanged && !summaryChanged && !besideChanged) return undefined;
    return {
      header,
      batches: points.batches,
      epochs: points.epochs,
      ...(this.summary && { summary: this.summary }),
      ...(this.measures && { measures: this.measures }),
      ...(environmentChanged && this.environment && { environment: this.environment }),
      ...(searchChanged && this.search.record && { search: this.search.record }),
      ...(relabelledChanged && this.relabelled.record && { relabelled: this.relabelled.record }),
      ...(reset && { reset }),
    };
  }

  /** Everything read so far. Call `read` first. */
  view(): RunView {
    if (!this.header) throw new Error('RunFollower.view() before read()');
    return {
      header: this.header,
      batches: this.curves.thinnedBatches(),
      epochs: [...this.curves.epochs],
      ...(this.summary && { summary: this.summary }),
      ...(this.measures && { measures: this.measures }),
      ...(this.environment && { environment: this.environment }),
      ...(this.search.record && { search: this.search.record }),
      ...(this.relabelled.record && { relabelled: this.relabelled.record }),
      earlier: this.earlier ?? [],
    };
  }

  /** New points, without those that a later resume dropped, and the earliest position that a resume went back to. */
  private async readEvents(): Promise<{
    points: Curves;
    reset: CurvePosition | undefined;
    /** Why the events cannot be read. */
    problem?: ReadProblem;
  }> {
    const resolved = this.resolved;
    const { restarts } = this.tail;
    let events: RunEvent[] = [];
    try {
      if (resolved) events = await this.tail.read();
    } catch (error) {
      return { points: new Curves(), reset: undefined, problem: problemOf(error) };
    }
    let reset: CurvePosition | undefined;
    if (this.tail.restarts !== restarts) {
      this.progress = undefined;
      this.curves = new Curves();
      reset = { epoch: 0, step: 0 };
    }
    if (resolved && !resolved.imported) this.progress ??= new RunProgress(resolved);
    const points = new Curves();
    for (const event of events) {
      this.progress?.apply(event);
      points.apply(event);
      const back = this.curves.apply(event);
      if (back) reset = earlier(reset, back);
    }
    return { points, reset };
  }

  /** Warns about points that the curves lack, so that nobody takes an incomplete curve for the whole. */
  private missingEvents({ summary }: RunStatus): string[] {
    const found: string[] = [];
    const { corrupt } = this.tail.skipped;
    if (corrupt > 0) found.push(`${corrupt} ${corrupt === 1 ? 'line' : 'lines'} of events.jsonl cannot be read.`);
    const missing = (summary?.epochsRun ?? 0) - new Set(this.curves.epochs.map(({ epoch }) => epoch)).size;
    if (missing > 0) {
      found.push(
        `The curves lack ${missing} of ${summary!.epochsRun} epochs: events.jsonl was damaged or cut short. The result covers the whole run.`,
      );
    }
    return found;
  }

  private async readEnvironment(): Promise<boolean> {
    const file = path.join(this.directory, runFiles.environment);
    const stamp = await stampOf(file);
    if (stamp === this.environmentStamp) return false;
    this.environmentStamp = stamp;
    // Only shown beside the results, which do not need it.
    this.environment = await readEnvironmentIfWhole(this.directory);
    return true;
  }
}
