/** Groups runs into rows: repeats of one variant with the same settings and ancestry on the same data. */
import { createHash } from 'node:crypto';
import type { ResolvedExperiment } from '../experiment/types';
import { equalJson } from '../experiment/json';
import { withValues } from '../experiment/search';
import { flattenSettings } from '../experiment/settings';
import { baseVariant } from '../schemas/runDirectory';
import { UserError } from '../schemas/userError';
import type { ListedSummary } from './listedSummary';
import { type Experiment, experimentLabel, experimentsOf } from './experiments';
import type { RunRecord } from './runIndex';
import { oldestFirst } from './runOrder';
import { own } from '../schemas/own';
import type { SettingValue } from '../schemas/messages/parts';

/** A completed run, whose result counts in the means. */
export interface CountedRun extends RunRecord {
  readonly summary: ListedSummary;
}

/** The runs of one row of the comparison. */
export interface RunGroup {
  /** Stays the same over updates. */
  readonly id: string;
  /** Its name, with its folder if several experiments have that name. */
  readonly experiment: string;
  readonly variant: string;
  readonly settings: Readonly<Record<string, SettingValue>>;
  /** Fingerprint of images, labels and splits; unknown until a run has ended. */
  readonly fingerprint?: string;
  /** By repeat, then newest first. */
  readonly records: readonly RunRecord[];
  /** The newest completed run of each seed. Training again with the same seed gives the same network, not a new sample. */
  readonly counted: readonly CountedRun[];
}

interface Settings {
  readonly values: Readonly<Record<string, SettingValue>>;
  readonly hash: string;
}

/** Keyed by the `training` object: in listed runs, equal sections of settings are the same object. */
const known = new WeakMap<object, { readonly of: ResolvedExperiment; readonly settings: Settings }[]>();

function sameSections(first: ResolvedExperiment, second: ResolvedExperiment): boolean {
  return (['data', 'model', 'techniques', 'initFrom', 'search'] as const).every((name) => first[name] === second[name]);
}

/** Equal for runs of one variant that have the same settings and ancestry, whatever their data. */
export function settingsHash(resolved: ResolvedExperiment): string {
  return settingsOf(resolved).hash;
}

function settingsOf(resolved: ResolvedExperiment): Settings {
  let alike = known.get(resolved.training);
  if (!alike) known.set(resolved.training, (alike = []));
  const found = alike.find(({ of }) => sameSections(of, resolved));
  if (found) return found.settings;
  const values = flattenSettings(resolved);
  const { initFrom } = resolved;
  // The settings only name the origin: if that has been trained differently since, the run differs too.
  const ancestry = initFrom && 'experiment' in initFrom ? initFrom.ancestry : undefined;
  const content = ancestry === undefined ? values : [values, ancestry];
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 12);
  const settings = { values, hash };
  alike.push({ of: resolved, settings });
  return settings;
}

/** The engines of the runs, sorted by name. */
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

/** The settings that the runs were trained with: those that their searches chose, and all of these if seeds differ. */
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

/** A chosen value may stand for several settings, and may change others: an optimizer has a default learning rate. */
function trainedWith({ resolved, summary }: CountedRun): Settings['values'] {
  const chosen = summary.search?.chosen ?? {};
  try {
    return flattenSettings(withValues(resolved, chosen));
  } catch (error) {
    // The run was made by a version with other settings.
    if (!(error instanceof UserError)) throw error;
    return { ...settingsOf(resolved).values, ...(chosen as Settings['values']) };
  }
}

function oneOf(values: readonly SettingValue[]): SettingValue {
  return values.length === 1 ? values[0]! : values.map((value) => JSON.stringify(value)).join(' or ');
}

/** The records of one variant with the same settings, split by their data. */
function byData(records: readonly RunRecord[], experiment: Experiment): RunGroup[] {
  const { variant } = records[0]!.resolved;
  const { values, hash } = settingsOf(records[0]!.resolved);
  const newestFingerprint = records.findLast(({ summary }) => summary?.dataFingerprint)?.summary?.dataFingerprint ?? '';
  // A run that has not ended has no fingerprint yet: it most likely trains on the data of the latest run.
  const bySameData = groupBy(records, ({ summary }) => summary?.dataFingerprint ?? newestFingerprint);
  return bySameData.map((alike, index) => {
    const fingerprint = alike.find(({ summary }) => summary?.dataFingerprint)?.summary?.dataFingerprint;
    const id = `${experiment.id}/${variant}/${hash}`;
    const newestBySeed = new Map(alike.filter(isCounted).map((record) => [record.resolved.seed, record]));
    return {
      // The oldest data is not named, so that the id stays the same when the first run ends.
      id: index === 0 || fingerprint === undefined ? id : `${id}/${fingerprint.slice(0, 12)}`,
      experiment: experimentLabel(experiment),
      variant,
      settings: trainedSettings(values, [...newestBySeed.values()]),
      ...(fingerprint !== undefined && { fingerprint }),
      records: [...alike].reverse().sort((a, b) => a.resolved.repeat - b.resolved.repeat),
      counted: [...newestBySeed.values()].sort((a, b) => a.resolved.seed - b.resolved.seed),
    };
  });
}

/**
 * Groups runs in the order in which their experiments and variants were first run (the order of the file), base first.
 * Leaves out runs whose experiment cannot be read.
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

/** Dotted paths of the settings that differ between groups, in the order of the file. */
export function differingSettings(groups: readonly Pick<RunGroup, 'settings'>[]): string[] {
  const order: string[] = [];
  for (const { settings } of groups) {
    let position = 0;
    for (const path of Object.keys(settings)) {
      const found = order.indexOf(path);
      if (found >= 0) position = found + 1;
      // A path that only later groups have follows the path that precedes it there.
      else order.splice(position++, 0, path);
    }
  }
  return order.filter(
    (path) => new Set(groups.map(({ settings }) => JSON.stringify(own(settings, path) ?? null))).size > 1,
  );
}
