/** Groups runs into rows: repeats of one variant with the same settings and ancestry on the same data. */
import { createHash } from 'node:crypto';
import type { RecordedExperiment } from '../experiment/types';
import { settingsInHashes } from '../experiment/ancestry';
import { equalJson } from '../experiment/json';
import { withValues } from '../experiment/search';
import { flattenImported, flattenSettings, withSetNamed } from '../experiment/settings';
import { baseVariant } from '../schemas/runDirectory';
import { UserError } from '../schemas/userError';
import { type Experiment, experimentLabel, experimentsOf } from './experiments';
import { poolFolds, withoutFold } from './folds';
import type { CountedRun, RunGroup } from './runGroup';
import type { RunRecord } from './runIndex';
import { newestFirst, oldestFirst } from './runOrder';
import type { Imported } from '../schemas/imported';
import type { SettingValue } from '../schemas/messages/parts';
import { nameIn, type NamedRow, variantNames } from '../words/rowNames';

interface Settings {
  readonly values: Readonly<Record<string, SettingValue>>;
  readonly hash: string;
}

/** By the `training` or `imported` object, and all sections: in listed runs, equal sections of settings are the same object. */
const known = new WeakMap<object, Map<string, Settings>>();
const numbers = new WeakMap<object, number>();
let lastNumber = 0;

function numberOf(section: object | undefined): number {
  if (section === undefined) return 0;
  let number = numbers.get(section);
  if (number === undefined) numbers.set(section, (number = ++lastNumber));
  return number;
}

const sectionsOf = ({
  data,
  dataSet,
  model,
  training,
  imported,
  techniques,
  initFrom,
  search,
}: RecordedExperiment): string =>
  [data, model, training, imported, techniques, initFrom, search].map(numberOf).join(' ') + (dataSet ?? '');

/** Equal for runs of one variant that have the same settings and ancestry, whatever their data. */
export function settingsHash(resolved: RecordedExperiment): string {
  return settingsOf(resolved).hash;
}

function settingsOf(resolved: RecordedExperiment): Settings {
  const key = resolved.imported ?? resolved.training;
  let alike = known.get(key);
  if (!alike) known.set(key, (alike = new Map()));
  const sections = sectionsOf(resolved);
  const found = alike.get(sections);
  if (found) return found;
  const { values, besides } = contentOf(resolved);
  // A technique that is off and that came later counts for nothing: rows keep their ids.
  const counted = resolved.imported ? values : settingsInHashes(resolved, values);
  const content = besides === undefined ? counted : [counted, besides];
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 12);
  const settings = { values, hash };
  alike.set(sections, settings);
  return settings;
}

/** The settings, and what else tells rows apart. */
function contentOf(resolved: RecordedExperiment): { readonly values: Settings['values']; readonly besides: unknown } {
  // Repeats of an imported network have one name: what was stated of each is no setting of the row.
  if (resolved.imported) return { values: flattenImported(resolved), besides: 'imported' };
  const { initFrom } = resolved;
  // The settings only name the origin: if that has been trained differently since, the run differs too.
  const ancestry = initFrom && 'experiment' in initFrom ? initFrom.ancestry : undefined;
  const teacher = resolved.techniques.distillation?.from;
  const taught = teacher && 'experiment' in teacher ? teacher.ancestry : undefined;
  const values = withSetNamed(flattenSettings(resolved), resolved);
  return { values, besides: taught === undefined ? ancestry : [ancestry ?? null, taught] };
}

/** Equal for runs that differ in the fold alone; undefined for a run that tests no fold. */
function foldKey(resolved: RecordedExperiment): string | undefined {
  const { holdOut } = resolved.data;
  if (resolved.imported || holdOut === undefined || !('folds' in holdOut)) return undefined;
  const { values, besides } = contentOf(resolved);
  return createHash('sha256')
    .update(JSON.stringify([withoutFold(values), besides]))
    .digest('hex')
    .slice(0, 12);
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
  const [first] = runs;
  if (first?.resolved.imported) return { ...values, ...epochsOf(runs) };
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

/** The epochs of imported networks, where they were stated of all and are the same. */
function epochsOf(runs: readonly CountedRun[]): Settings['values'] {
  const epochs = new Set(runs.map(({ resolved }) => resolved.imported?.epochs));
  const [only] = epochs;
  return epochs.size === 1 && only !== undefined ? { 'training.epochs': only } : {};
}

/** A chosen value may stand for several settings, and may change others: an optimizer has a default learning rate. */
function trainedWith({ resolved, summary }: CountedRun): Settings['values'] {
  const chosen = summary.search?.chosen ?? {};
  if (resolved.imported) return settingsOf(resolved).values;
  try {
    return withSetNamed(flattenSettings(withValues(resolved, chosen)), resolved);
  } catch (error) {
    // The run was made by a version with other settings.
    if (!(error instanceof UserError)) throw error;
    return { ...settingsOf(resolved).values, ...(chosen as Settings['values']) };
  }
}

function oneOf(values: readonly SettingValue[]): SettingValue {
  return values.length === 1 ? values[0]! : values.map((value) => JSON.stringify(value)).join(' or ');
}

/** What is stated of the networks of an imported row: where that of the newest says nothing, what an earlier one says. */
function importedOf(records: readonly RunRecord[]): Imported | undefined {
  const stated = records.flatMap(({ resolved }) => resolved.imported ?? []);
  if (stated.length === 0) return undefined;
  return stated.reduce((before, now) => ({ ...before, ...now }));
}

/** Ascending; those without a seed last, in the order in which they were made. */
function bySeed(a: CountedRun, b: CountedRun): number {
  const [first, second] = [a.resolved.seed ?? Infinity, b.resolved.seed ?? Infinity];
  return first === second ? 0 : first - second;
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
    const newestBySeed = new Map(alike.filter(isCounted).map((run) => [run.resolved.seed ?? run.directory, run]));
    const imported = importedOf(alike);
    return {
      // The oldest data is not named, so that the id stays the same when the first run ends.
      id: index === 0 || fingerprint === undefined ? id : `${id}/${fingerprint.slice(0, 12)}`,
      experiment: experimentLabel(experiment),
      variant,
      ...(imported && { imported }),
      settings: trainedSettings(values, [...newestBySeed.values()]),
      ...(fingerprint !== undefined && { fingerprint }),
      records: [...alike].reverse().sort((a, b) => a.resolved.repeat - b.resolved.repeat),
      counted: [...newestBySeed.values()].sort(bySeed),
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
    return poolFolds(groups, experiment.id, foldKey).sort((a, b) => isBase(b) - isBase(a));
  });
}

/**
 * Of the rows of a variant whose settings or data were changed between its runs, that with the newest result; the first where
 * none has one. Where several experiments have such a variant, of the first of them.
 */
export function newestLike(groups: readonly RunGroup[]): RunGroup | undefined {
  const [first, ...rest] = groups.filter(({ counted }) => counted.length > 0);
  if (!first) return groups[0];
  const newestRun = ({ counted }: RunGroup): CountedRun => counted.toSorted(newestFirst)[0]!;
  return rest
    .filter(({ experiment }) => experiment === first.experiment)
    .reduce((best, group) => (newestFirst(newestRun(group), newestRun(best)) < 0 ? group : best), first);
}

/** A group as its row is named. */
export function namedRow({ id, experiment, variant, imported, settings, fingerprint, records }: RunGroup): NamedRow {
  return {
    ...{ id, experiment, variant, settings },
    ...(imported && { imported }),
    basis: { ...(fingerprint !== undefined && { fingerprint }) },
    runs: records.map(({ header }) => header),
  };
}

/** Id of the row that a name on the command line means: that of a variant, that of the row as comparisons show it, or an id. */
export function rowNamed(records: readonly RunRecord[], name: string): string | undefined {
  const groups = groupRuns(records);
  const rows = groups.map(namedRow);
  const [variants, nameOf] = [variantNames(rows), nameIn(rows)];
  const exact = rows.find((row) => row.id === name || nameOf(row) === name);
  return exact?.id ?? newestLike(groups.filter(({ id, variant }) => [variant, variants.get(id)].includes(name)))?.id;
}
