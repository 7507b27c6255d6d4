/** The summary of a run without its confusion matrices and classes, as lists and comparisons keep it. */
import type { Agreement } from './judge/agreement';
import type { RunSummary, SplitMetrics } from '../schemas/generated/summary';

/** Metrics of a split without its matrix and classes, with what lists need of these. */
export type ListedSplit = Omit<SplitMetrics, 'classes' | 'confusion'> & {
  /** Why the network is no better than guessing, in words; absent if it is better. */
  readonly nothingLearned?: string;
  /** Of the test split. */
  readonly agreement?: Agreement;
};

/** A summary without the fields that only the run's page shows. */
export interface ListedSummary extends Omit<RunSummary, 'splits'> {
  readonly splits: Readonly<Record<string, ListedSplit>>;
}
