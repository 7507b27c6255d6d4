/**
 * Pools the folds of a variant into one row: each face is predicted once, by the networks that were not trained on it. Folds are
 * not variants: they test on other faces, so a difference between them says nothing of a technique.
 */
import { createHash } from 'node:crypto';
import type { RecordedExperiment } from '../experiment/types';
import { baseVariant } from '../schemas/runDirectory';
import type { CountedRun, RunGroup } from './runGroup';
import type { RunRecord } from './runIndex';

/** The fold that a run tests, from 1; undefined where its faces are divided otherwise. */
export function foldOf({ resolved: { data } }: Pick<RunRecord, 'resolved'>): number | undefined {
  return data.holdOut && 'fold' in data.holdOut ? data.holdOut.fold : undefined;
}

/** The settings that the folds of a variant have in common. @param settings by dotted path */
export const withoutFold = <Value>(settings: Readonly<Record<string, Value>>): Record<string, Value> =>
  Object.fromEntries(Object.entries(settings).filter(([path]) => path !== 'data.holdOut.fold'));

/** A row of one fold. */
interface Fold {
  readonly fold: number;
  readonly folds: number;
  readonly group: RunGroup;
}

/**
 * The rows of an experiment, those that differ in the fold alone as one, in the place of the first. Where a fold has several rows,
 * since its data changed, the one with the newest run is pooled.
 * @param experiment id
 * @param keyOf equal for runs that differ in the fold alone; undefined for a run that tests no fold
 */
export function poolFolds(
  groups: readonly RunGroup[],
  experiment: string,
  keyOf: (resolved: RecordedExperiment) => string | undefined,
): RunGroup[] {
  const byKey = new Map<string, Map<number, Fold>>();
  for (const group of groups) {
    const { resolved } = group.records[0]!;
    const key = keyOf(resolved);
    const { holdOut } = resolved.data;
    if (key === undefined || !holdOut || !('fold' in holdOut)) continue;
    const ofKey = byKey.get(key) ?? new Map<number, Fold>();
    byKey.set(key, ofKey);
    const known = ofKey.get(holdOut.fold);
    if (known && newestOf(known.group) > newestOf(group)) continue;
    ofKey.set(holdOut.fold, { fold: holdOut.fold, folds: holdOut.folds, group });
  }
  const pooled = new Map<RunGroup, RunGroup | undefined>();
  for (const [key, found] of byKey) {
    if (found.size < 2) continue;
    const folds = [...found.values()].sort((a, b) => a.fold - b.fold);
    const row = pool(folds, experiment, key);
    const members = new Set(folds.map(({ group }) => group));
    for (const [index, group] of groups.filter((each) => members.has(each)).entries()) {
      pooled.set(group, index === 0 ? row : undefined);
    }
  }
  return groups.flatMap((group) => (pooled.has(group) ? (pooled.get(group) ?? []) : group));
}

const newestOf = ({ records }: RunGroup): number => Math.max(...records.map(({ createdAt }) => createdAt));

function pool(folds: readonly Fold[], experiment: string, key: string): RunGroup {
  const groups = folds.map(({ group }) => group);
  const [first] = groups;
  const variant = commonName(groups.map((group) => group.variant));
  const prints = groups.flatMap(({ fingerprint }) => fingerprint ?? []);
  return {
    id: `${experiment}/${variant}/${key}`,
    ...{ experiment: first!.experiment, variant, settings: withoutFold(first!.settings) },
    ...(prints.length === groups.length && {
      fingerprint: createHash('sha256').update(prints.join('\n')).digest('hex'),
    }),
    records: groups.flatMap(({ records }) => records).sort((a, b) => a.resolved.repeat - b.resolved.repeat),
    ...countedIn(folds),
  };
}

/** The runs of the seeds that have every fold which any seed has most of, by seed and fold. */
function countedIn(folds: readonly Fold[]): Pick<RunGroup, 'counted' | 'folds'> {
  const bySeed = new Map<number, Map<number, CountedRun>>();
  for (const { fold, group } of folds) {
    for (const run of group.counted) {
      const { seed } = run.resolved;
      // Runs here have a seed; imported ones are not pooled.
      if (seed === undefined) continue;
      bySeed.set(seed, (bySeed.get(seed) ?? new Map<number, CountedRun>()).set(fold, run));
    }
  }
  const most = Math.max(0, ...[...bySeed.values()].map(({ size }) => size));
  const fullest = [...bySeed.values()].find(({ size }) => size === most);
  const present = [...(fullest?.keys() ?? [])].sort((a, b) => a - b);
  const isWhole = (runs: ReadonlyMap<number, CountedRun>): boolean => present.every((fold) => runs.has(fold));
  const seeds = [...bySeed].sort(([a], [b]) => a - b);
  return {
    counted: seeds.flatMap(([, runs]) => (isWhole(runs) ? present.map((fold) => runs.get(fold)!) : [])),
    folds: {
      of: folds[0]!.folds,
      pooled: present,
      incomplete: seeds.flatMap(([seed, runs]) => (isWhole(runs) ? [] : seed)),
    },
  };
}

/**
 * What is left of the names of a matrix without the part that names the fold: `flip` of `flip+fold-1` and `flip+fold-2`, `base` of
 * `fold-1` and `fold-2`. Names of another kind: that of the first.
 */
function commonName(names: readonly string[]): string {
  const parts = names.map((name) => name.split('+'));
  const [first] = parts;
  if (parts.some(({ length }) => length !== first!.length)) return names[0]!;
  const kept = first!.filter((part, index) => parts.every((each) => each[index] === part));
  if (kept.length < first!.length - 1) return names[0]!;
  return kept.length === 0 ? baseVariant : kept.join('+');
}
