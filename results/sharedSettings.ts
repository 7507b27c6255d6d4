/**
 * Keeps equal settings of runs in memory once. Runs of one variant differ in seed and repeat only, and variants in a setting
 * or two.
 */
import type { RecordedExperiment } from '../experiment/types';
import type { RunSummary, SplitMetrics, VoteMetrics } from '../schemas/generated/summary';
import { agreementOf } from './judge/agreement';
import { lackOfLearning } from './learning';
import type { ListedSplit, ListedSummary } from './listedSummary';

/** The sections of an experiment, of which thousands of runs share a few. */
const sections = ['data', 'model', 'training', 'techniques', 'initFrom', 'search', 'published', 'imported'] as const;

/** Sections of experiments, each kept once. */
export class SettingsPool {
  private readonly known = new Map<string, object>();
  private readonly pooled = new WeakSet();
  private readonly texts = new Map<string, string>();

  /** The same experiment, made of sections that equal experiments share. Do not change them. */
  share(resolved: RecordedExperiment): RecordedExperiment {
    const shared: Record<string, unknown> = { ...resolved };
    for (const name of sections) {
      const section = resolved[name];
      if (section !== undefined) shared[name] = this.one(section);
    }
    for (const [name, value] of Object.entries(shared)) {
      if (typeof value === 'string') shared[name] = this.text(value);
    }
    return shared as unknown as RecordedExperiment;
  }

  /** Takes an experiment as it is, whose sections others share from now on where nobody had equal ones. Do not change them. */
  adopt(resolved: RecordedExperiment): RecordedExperiment {
    for (const name of sections) {
      const section = resolved[name];
      if (section !== undefined) this.one(section);
    }
    return resolved;
  }

  /** The fields of a summary that lists and comparisons need: without confusion matrices and classes, which are largest. */
  listed(summary: RunSummary): ListedSummary {
    const shared: Record<string, unknown> = { ...summary };
    for (const [name, value] of Object.entries(shared)) {
      if (typeof value === 'string') shared[name] = this.text(value);
    }
    const splits = Object.entries(summary.splits).map(([name, split]) => [name, withoutClasses(name, split)] as const);
    if (summary.classNames) shared['classNames'] = this.one(summary.classNames);
    return { ...(shared as unknown as RunSummary), splits: Object.fromEntries(splits) };
  }

  private one(section: object): object {
    if (this.pooled.has(section)) return section;
    const key = JSON.stringify(section);
    const known = this.known.get(key);
    if (known) return known;
    this.known.set(key, section);
    this.pooled.add(section);
    return section;
  }

  private text(value: string): string {
    const known = this.texts.get(value);
    if (known !== undefined) return known;
    this.texts.set(value, value);
    return value;
  }
}

function withoutClasses(name: string, split: SplitMetrics): ListedSplit {
  // Not `delete`: V8 stores an object that lost a property as a hash table, which is several times as large.
  const { classes, confusion, votes, ...left } = split;
  const nothingLearned = lackOfLearning({ ...left, classes, confusion });
  return {
    ...left,
    ...(votes && { votes: listedVotes(votes) }),
    ...(name === 'test' && split.examples > 0 && { agreement: agreementOf(confusion) }),
    ...(nothingLearned !== undefined && { nothingLearned }),
  };
}

function listedVotes(votes: VoteMetrics): NonNullable<ListedSplit['votes']> {
  const { faces, share, ceiling, twoPeople, crossEntropy, entropy } = votes;
  return { faces, share, ceiling, twoPeople, crossEntropy, entropy };
}
