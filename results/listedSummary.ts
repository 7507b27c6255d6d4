/** The summary of a run without its confusion matrices and classes, as lists and comparisons keep it. */
import type { RunSummary, SplitMetrics, VoteMetrics } from '../schemas/generated/summary';
import type { Agreement } from '../schemas/messages/run';

/** Metrics of a split without its matrix and classes, with what lists need of these. */
export type ListedSplit = Omit<SplitMetrics, 'classes' | 'confusion' | 'votes'> & {
  readonly votes?: Omit<VoteMetrics, 'byAgreement'>;
  /** Why the network is no better than guessing, in words; absent if it is better. */
  readonly nothingLearned?: string;
  /** Of the test split. */
  readonly agreement?: Agreement;
};

/** A summary without the fields that only the run's page shows. */
export interface ListedSummary extends Omit<RunSummary, 'splits'> {
  readonly splits: Readonly<Record<string, ListedSplit>>;
}
