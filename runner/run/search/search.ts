/** Chooses settings by cross-validation on the training images, before the run trains with them. */
import { foldExperiment, type SearchValues, withValues } from '../../../experiment/search';
import type { ResolvedExperiment, ResolvedSearch } from '../../../experiment/types';
import type { NewEvent } from '../../../storage/run/events';
import type { EpochMetrics, RunSummary } from '../../../schemas/generated/summary';
import { type FoldResult, scoreOf, type SearchRecord, valuesText } from '../../../schemas/search';
import { UserError } from '../../../schemas/userError';
import type { Dataset } from '../../data/dataset';
import { Random } from '../../random';
import { PhaseProgress } from '../../progress';
import { Divergence } from '../../train/progress';
import { candidatesOf } from './candidates';
import { foldDatasets } from './folds';
import { bestCandidate, newRecord, resumeRecord, saveRecord, withFold } from './record';
import type { RunSession } from '../session';

/** One training of a candidate. */
export interface FoldTraining {
  /** What to train, with the seed of the fold. */
  readonly resolved: ResolvedExperiment;
  /** The data for training and validation. */
  readonly dataset: Dataset;
  /** @param epochs that are done, including the part of the current one */
  readonly onProgress: (epochs: number) => void;
}

/**
 * @returns the metrics of the last epoch; undefined if the run was stopped meanwhile
 * @throws Divergence if the loss is no longer a number
 */
export type TrainFold = (fold: FoldTraining) => Promise<EpochMetrics | undefined>;

/** The run with the chosen values, or `stopped` (a message) if it was asked to stop before they were chosen. */
export type SearchOutcome = { readonly resolved: ResolvedExperiment } | { readonly stopped: string };

/**
 * Returns a run without a search unchanged. Folds that an earlier process of the run has finished are not trained again.
 * @throws UserError if every candidate diverges, or if the values of one do not fit together
 */
export async function searchSettings(session: RunSession, dataset: Dataset, train: TrainFold): Promise<SearchOutcome> {
  const { resolved } = session;
  if (resolved.search === undefined) return { resolved };
  return new Search(session, resolved.search, dataset, train).run();
}

class Search {
  private readonly candidates: readonly SearchValues[];
  private readonly total: number;

  constructor(
    private readonly session: RunSession,
    private readonly search: ResolvedSearch,
    private readonly dataset: Dataset,
    private readonly train: TrainFold,
  ) {
    this.candidates = candidatesOf(search, session.resolved.seed);
    this.total = this.candidates.length * search.folds * search.epochs;
  }

  async run(): Promise<SearchOutcome> {
    const { resolved, runDirectory, facts } = this.session;
    // All of them before the first, or an impossible value might be reported only after hours.
    const runs = this.candidates.map((values) => withValues(resolved, values));
    const empty = newRecord(this.search, this.candidates, this.dataset.fingerprint);
    let record = await resumeRecord(runDirectory, empty);
    if (record.chosen === undefined) {
      const tried = await this.tryAll(runs, record);
      if (tried === undefined) return { stopped: await this.stoppedWords(empty) };
      record = await this.choose(tried);
    }
    facts.search = this.summary(record, record.chosen!);
    return { resolved: runs[record.chosen!]! };
  }

  /** @returns undefined if the run was stopped meanwhile */
  private async tryAll(runs: readonly ResolvedExperiment[], start: SearchRecord): Promise<SearchRecord | undefined> {
    const { runDirectory, resolved, stop, emit } = this.session;
    const { validation } = resolved.data;
    const datasets = foldDatasets(this.dataset, {
      folds: this.search.folds,
      seed: resolved.seed,
      keepDuplicatesTogether: validation !== 'publicTest' && validation.keepDuplicatesTogether,
    });
    let record = start;
    for (const [candidate, run] of runs.entries()) {
      for (const [index, dataset] of datasets.entries()) {
        const fold = index + 1;
        if (record.candidates[candidate]!.folds.length >= fold) continue;
        if (stop.requested()) return undefined;
        const result = await this.trainOne(run, candidate, fold, dataset);
        if (result === undefined) return undefined;
        record = withFold(record, candidate, result);
        await saveRecord(runDirectory, record);
        emit(this.foldEvent(candidate, result));
      }
    }
    return record;
  }

  private async trainOne(
    run: ResolvedExperiment,
    candidate: number,
    fold: number,
    dataset: Dataset,
  ): Promise<FoldResult | undefined> {
    const { resolved, emit } = this.session;
    const { folds, epochs } = this.search;
    const began = performance.now();
    // The same for every candidate, so that they start with the same weights and see the images in the same order.
    const seed = new Random(resolved.seed, 'fold', 0, fold).uint32();
    const before = (candidate * folds + fold - 1) * epochs;
    const detail = `${valuesText(this.candidates[candidate]!)}: fold ${fold} of ${folds}`;
    emit({ type: 'phase', phase: 'searching', detail, done: before, total: this.total });
    const progress = new PhaseProgress(emit, 'searching');
    let metrics: EpochMetrics | undefined;
    try {
      metrics = await this.train({
        resolved: foldExperiment(run, this.search, seed),
        dataset,
        onProgress: (done) => {
          progress.report(detail, before + done, this.total);
        },
      });
      if (metrics === undefined) return undefined;
    } catch (error) {
      // Finding out that a learning rate is too high is the purpose of a search.
      if (!(error instanceof Divergence)) throw error;
    }
    const seconds = (performance.now() - began) / 1000;
    if (metrics === undefined) return { fold, seed, seconds };
    const { loss, accuracy, validationLoss, validationAccuracy } = metrics;
    return { fold, seed, loss, accuracy, validationLoss, validationAccuracy, seconds };
  }

  private foldEvent(candidate: number, { fold, seconds, ...result }: FoldResult): NewEvent {
    const { loss, accuracy, validationLoss, validationAccuracy } = result;
    const metrics = { loss, accuracy, validationLoss, validationAccuracy };
    const known = Object.entries(metrics).filter(([, value]) => value !== undefined);
    return {
      type: 'fold',
      candidate: candidate + 1,
      candidates: this.candidates.length,
      fold,
      folds: this.search.folds,
      values: { ...this.candidates[candidate]! },
      ...(Object.fromEntries(known) as { [Key in keyof typeof metrics]?: number }),
      seconds,
    };
  }

  private async choose(record: SearchRecord): Promise<SearchRecord> {
    const chosen = bestCandidate(record);
    if (chosen === undefined) {
      throw new UserError(
        `The search found nothing that can be trained: with each of its ${record.candidates.length} candidates, the loss was no longer a number in some fold.`,
        'Use lower learning rates in search.over, or add warmupEpochs to the schedule, then run again.',
        1,
      );
    }
    const decided = { ...record, chosen };
    await saveRecord(this.session.runDirectory, decided);
    return decided;
  }

  private summary(record: SearchRecord, chosen: number): NonNullable<RunSummary['search']> {
    const candidate = record.candidates[chosen]!;
    const { mean, deviation } = scoreOf(candidate, record.monitor);
    return {
      candidates: record.candidates.length,
      folds: record.folds,
      epochs: record.epochs,
      monitor: record.monitor,
      chosen: { ...candidate.values },
      mean: mean!,
      ...(deviation === undefined ? {} : { deviation }),
      seconds: record.seconds,
    };
  }

  private async stoppedWords(empty: SearchRecord): Promise<string> {
    const { candidates } = await resumeRecord(this.session.runDirectory, empty);
    const done = candidates.reduce((sum, { folds }) => sum + folds.length, 0);
    return `Stopped as requested during the search; ${done} of ${this.candidates.length * this.search.folds} folds are done and saved.`;
  }
}
