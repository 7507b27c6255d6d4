import type { RunSummary, SplitMetrics } from '../schemas/generated/summary';

/** Metrics of a split without its matrix and classes, and what these say at a glance. */
export type ListedSplit = Omit<SplitMetrics, 'classes' | 'confusion'> & {
  /** Why the network is no better than guessing, in words; absent when it is better. */
  readonly nothingLearned?: string;
};

/** A summary without what only the page of its run shows. */
export interface ListedSummary extends Omit<RunSummary, 'splits'> {
  readonly splits: Readonly<Record<string, ListedSplit>>;
}
