import type { RunSummary, SplitMetrics } from '../schemas/generated/summary';

/** A summary without what only the page of its run shows. */
export interface ListedSummary extends Omit<RunSummary, 'splits'> {
  readonly splits: Readonly<Record<string, Omit<SplitMetrics, 'classes' | 'confusion'>>>;
}
