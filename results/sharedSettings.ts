/**
 * Runs of one variant differ in seed and repeat only, and variants in a setting or two: with thousands of runs, what is equal
 * is kept once.
 */
import type { ResolvedExperiment } from '../experiment/types';
import type { RunSummary, SplitMetrics } from '../schemas/generated/summary';
import { lackOfLearning } from './learning';
import type { ListedSplit, ListedSummary } from './listedSummary';

const parts = ['data', 'model', 'training', 'techniques', 'initFrom', 'search', 'published'] as const;

/** Parts of experiments, each kept once. */
export class SettingsPool {
  private readonly known = new Map<string, object>();
  private readonly texts = new Map<string, string>();

  /** The same experiment, of parts that equal ones share. Nobody may change them. */
  share(resolved: ResolvedExperiment): ResolvedExperiment {
    const shared: Record<string, unknown> = { ...resolved };
    for (const name of parts) {
      const part = resolved[name];
      if (part !== undefined) shared[name] = this.one(part);
    }
    for (const [name, value] of Object.entries(shared)) {
      if (typeof value === 'string') shared[name] = this.text(value);
    }
    return shared as unknown as ResolvedExperiment;
  }

  /** What lists and comparisons need of a summary: its confusion matrices and classes are most of it. */
  listed(summary: RunSummary): ListedSummary {
    const shared: Record<string, unknown> = { ...summary };
    for (const [name, value] of Object.entries(shared)) {
      if (typeof value === 'string') shared[name] = this.text(value);
    }
    const splits = Object.entries(summary.splits).map(([name, split]) => [name, withoutClasses(split)] as const);
    if (summary.classNames) shared['classNames'] = this.one(summary.classNames);
    return { ...(shared as unknown as RunSummary), splits: Object.fromEntries(splits) };
  }

  private one(part: object): object {
    const key = JSON.stringify(part);
    const known = this.known.get(key);
    if (known) return known;
    this.known.set(key, part);
    return part;
  }

  private text(value: string): string {
    const known = this.texts.get(value);
    if (known !== undefined) return known;
    this.texts.set(value, value);
    return value;
  }
}

function withoutClasses(split: SplitMetrics): ListedSplit {
  // Taken apart rather than deleted from: V8 keeps an object that lost a property as a hash table, several times as large.
  const { classes, confusion, ...left } = split;
  const nothingLearned = lackOfLearning({ ...left, classes, confusion });
  return nothingLearned === undefined ? left : { ...left, nothingLearned };
}
