/** Which runs belong together: repeats of one variant with the same settings and ancestry on the same data. */
import { createHash } from 'node:crypto';
import type { ResolvedExperiment } from '../experiment/types';
import { equalJson } from '../experiment/json';
import { withValues } from '../experiment/search';
import { flattenSettings } from '../experiment/settings';
import { baseVariant } from '../schemas/runDirectory';
import { UserError } from '../schemas/userError';
import type { ListedSummary } from './listedSummary';
import type { SettingValue } from '../schemas/messages';
import { type Experiment, experimentLabel, experimentsOf } from './experiments';
import type { RunRecord } from './runIndex';
import { oldestFirst } from './runOrder';
import { own } from '../schemas/own';

/** A run whose result counts. */
export interface CountedRun extends RunRecord {
  readonly summary: ListedSummary;
}

export interface RunGroup {
  /** Stable over updates. */
  readonly id: string;
  /** Its name, with where it is where several have it. */
  readonly experiment: string;
  readonly variant: string;
  readonly settings: Readonly<Record<string, SettingValue>>;
  /** Fingerprint of images, labels and splits; unknown before a run ended. */
  readonly fingerprint?: string;
  /** By repeat, then newest first. */
  readonly records: readonly RunRecord[];
  /** The newest completed run of each seed. The same seed again gives the same network again, not another sample. */
  readonly counted: readonly CountedRun[];
}

interface Settings {
  readonly values: Readonly<Record<string, SettingValue>>;
  readonly hash: string;
}

/** By what the settings are made of: equal parts of runs that are listed are the same objects. */
const known = new WeakMap<object, { readonly of: ResolvedExperiment; readonly settings: Settings }[]>();

function sameParts(first: ResolvedExperiment, second: ResolvedExperiment): boolean {
  return (['data', 'model', 'techniques', 'initFrom', 'search'] as const).every((name) => first[name] === second[name]);
}

/** Equal for runs of one variant that belong in one row, whatever their data. */
export function settingsHash(resolved: ResolvedExperiment): string {
  return settingsOf(resolved).hash;
}

function settingsOf(resolved: ResolvedExperiment): Settings {
  let alike = known.get(resolved.training);
  if (!alike) known.set(resolved.training, (alike = []));
  const found = alike.find(({ of }) => sameParts(of, resolved));
  if (found) return found.settings;
  const values = flattenSettings(resolved);
  const { initFrom } = resolved;
  // Settings name the parent only: one that was trained otherwise since makes another child.
  const ancestry = initFrom && 'experiment' in initFrom ? initFrom.ancestry : undefined;
  const content = ancestry === undefined ? values : [values, ancestry];
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 12);
  const settings = { values, hash };
  alike.push({ of: resolved, settings });
  return settings;
}

/** Engines of runs, by name. */
export function enginesOf(runs: readonly CountedRun[]): string[] {
  return [...new Set(runs.flatMap(({ summary }) => summary.engine ?? []))].sort();
}

function isCounted(record: RunRecord): record is CountedRun {
  return record.header.state === 'completed' && record.summary?.splits['test'] !== undefined;
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return [...groups.values()];
}

/** As the runs were trained: with the values that their searches chose, all of them where seeds do not agree. */
function trainedSettings(values: Settings['values'], runs: readonly CountedRun[]): Settings['values'] {
  if (runs.every(({ summary }) => summary.search === undefined)) return values;
  const found = new Map<string, SettingValue[]>();
  for (const run of runs) {
    for (const [path, value] of Object.entries(trainedWith(run))) {
      const others = found.get(path) ?? [];
      if (!others.some((other) => equalJson(other, value))) found.set(path, [...others, value]);
    }
  }
  return Object.fromEntries([...found].map(([path, each]) => [path, oneOf(each)]));
}

/** A value may be several settings, and others may follow from it: an optimizer has a learning rate of its own. */
function trainedWith({ resolved, summary }: CountedRun): Settings['values'] {
  const chosen = summary.search?.chosen ?? {};
  try {
    return flattenSettings(withValues(resolved, chosen));
  } catch (error) {
    // Of a version with other settings.
    if (!(error instanceof UserError)) throw error;
    return { ...settingsOf(resolved).values, ...(chosen as Settings['values']) };
  }
}

function oneOf(values: readonly SettingValue[]): SettingValue {
  return values.length === 1 ? values[0]! : values.map((value) => JSON.stringify(value)).join(' or ');
}

/** The records of one variant with the same settings, parted where their data differ. */
function byData(records: readonly RunRecord[], experiment: Experiment): RunGroup[] {
  const { variant } = records[0]!.resolved;
  const { values, hash } = settingsOf(records[0]!.resolved);
  const newestFingerprint = records.findLast(({ summary }) => summary?.dataFingerprint)?.summary?.dataFingerprint ?? '';
  // A run that has not ended has no fingerprint yet: it most likely trains on what the latest run trained on.
  const parts = groupBy(records, ({ summary }) => summary?.dataFingerprint ?? newestFingerprint);
  return parts.map((part, index) => {
    const fingerprint = part.find(({ summary }) => summary?.dataFingerprint)?.summary?.dataFingerprint;
    const id = `${experiment.id}/${variant}/${hash}`;
    const newestBySeed = new Map(part.filter(isCounted).map((record) => [record.resolved.seed, record]));
    return {
      // The oldest data need no name: so the id is the same before and after the first run ends.
      id: index === 0 || fingerprint === undefined ? id : `${id}/${fingerprint.slice(0, 12)}`,
      experiment: experimentLabel(experiment),
      variant,
      settings: trainedSettings(values, [...newestBySeed.values()]),
      ...(fingerprint !== undefined && { fingerprint }),
      records: [...part].reverse().sort((a, b) => a.resolved.repeat - b.resolved.repeat),
      counted: [...newestBySeed.values()].sort((a, b) => a.resolved.seed - b.resolved.seed),
    };
  });
}

/**
 * Groups runs, in the order in which their experiments and variants were first run (which is that of the file), base
 * first. Runs whose experiment cannot be read are left out.
 */
export function groupRuns(records: readonly RunRecord[]): RunGroup[] {
  const readable = records.filter(({ unreadable }) => !unreadable).sort(oldestFirst);
  return experimentsOf(readable).flatMap((experiment) => {
    const groups = groupBy(
      experiment.records,
      ({ resolved }) => `${resolved.variant}/${settingsOf(resolved).hash}`,
    ).flatMap((alike) => byData(alike, experiment));
    const isBase = ({ variant }: RunGroup): number => Number(variant === baseVariant);
    return groups.sort((a, b) => isBase(b) - isBase(a));
  });
}

/** Dotted paths of the settings that are not the same in all groups, in the order of the file. */
export function differingSettings(groups: readonly Pick<RunGroup, 'settings'>[]): string[] {
  const order: string[] = [];
  for (const { settings } of groups) {
    let position = 0;
    for (const path of Object.keys(settings)) {
      const found = order.indexOf(path);
      if (found >= 0) position = found + 1;
      // A path that only later groups have goes behind the one that precedes it there.
      else order.splice(position++, 0, path);
    }
  }
  return order.filter((path) => new Set(groups.map(({ settings }) => JSON.stringify(own(settings, path)))).size > 1);
}
