/** From a file to the runs it describes: variants applied, defaults filled in, one seed per repeat. */
import path from 'node:path';
import { baseVariant } from '../schemas/runDirectory';
import { UserError } from '../schemas/userError';
import { dataOf, setsOf, trainedSet } from './dataSets';
import { resolveData, resolveInitFrom, resolveModel, resolveSearch, resolveTraining } from './defaults';
import { needsImages, resolveTechniques } from './techniques';
import { equalJson, isObject, type JsonObject } from './json';
import { crossedVariants, withCombination } from './matrix';
import { listOf, nearestName } from './names';
import { applyOverrides } from './overrides';
import { rootDefault } from './schema';
import type { ExperimentFile, ResolvedData, ResolvedExperiment } from './types';
import { applyVariant } from './variantFindings';
import { own } from '../schemas/own';

export interface ResolveOptions {
  /** Path of the file, absolute or from the current folder. */
  readonly path: string;
  /** Only these variants; all when absent. A variant that a matrix crosses stands for all its combinations. */
  readonly variants?: readonly string[];
  /** Dotted paths with values that win over the file and its variants. */
  readonly set?: Readonly<Record<string, unknown>>;
  /** Only these repeats, from 0; all when absent. */
  readonly repeats?: readonly number[];
}

/** The variants that run: `base`, then the file's variants in their order; with a matrix, each of them with each combination. */
export function variantNames(file: ExperimentFile): string[] {
  if (file.matrix !== undefined) return [...crossedVariants(file).keys()];
  return [baseVariant, ...Object.keys(file.variants ?? {})];
}

/** The chosen ones of `variantNames`: by their own name, or by the name of the variant that a matrix made them of. */
export function chosenVariants(file: ExperimentFile, wanted: readonly string[] | undefined): string[] {
  const names = variantNames(file);
  if (wanted === undefined) return names;
  const crossed = crossedVariants(file);
  const chosen = new Set(wanted);
  return names.filter((name) => chosen.has(name) || chosen.has(crossed.get(name)?.origin ?? name));
}

/**
 * The runs of a valid file: base first, then the variants in the order of the file, each with its repeats.
 * @throws UserError for a variant or a repeat that does not exist and for an override that the schema does not allow
 */
export function resolveRuns(file: ExperimentFile, options: ResolveOptions): ResolvedExperiment[] {
  const known = new Set([...variantNames(file), ...[...crossedVariants(file).values()].map(({ origin }) => origin)]);
  for (const wanted of options.variants ?? []) if (!known.has(wanted)) throw unknownVariant(wanted, variantNames(file));
  const chosen = chosenVariants(file, options.variants);
  return chosen.flatMap((name) => resolveVariant(file, name, options));
}

/** The variant if the file has it; otherwise its first one: with a matrix, none is called "base". */
export function variantOf(file: ExperimentFile, wanted: string): string {
  const names = variantNames(file);
  return names.includes(wanted) ? wanted : names[0]!;
}

/** A longer list of names would hide the message. */
const mostListed = 12;

function unknownVariant(name: string, names: readonly string[]): UserError {
  const nearest = nearestName(name, names);
  const listed = (joint: string) =>
    names.length > mostListed
      ? `${names
          .slice(0, mostListed)
          .map((known) => JSON.stringify(known))
          .join(', ')} and ${names.length - mostListed} more`
      : listOf(names, joint);
  const remedy =
    nearest === undefined ? `Choose ${listed('or')}.` : `Did you mean "${nearest}"? There are ${listed('and')}.`;
  return new UserError(`There is no variant "${name}".`, remedy);
}

function resolveVariant(file: ExperimentFile, variant: string, options: ResolveOptions): ResolvedExperiment[] {
  const merged = settingsOf(file, variant, options.set);
  const initFrom = sameCombination(file, merged, variant);
  const settings = initFrom === undefined ? merged : { ...merged, initFrom };
  const repeats = settings.repeats ?? rootDefault<number>('repeats');
  const absent = options.repeats?.find((repeat) => repeat >= repeats || repeat < 0);
  if (absent !== undefined) {
    throw new UserError(
      `Variant "${variant}" has ${repeats} ${repeats === 1 ? 'repeat' : 'repeats'}; there is no repeat ${absent + 1}.`,
      'Raise "repeats" in the file or choose another.',
    );
  }
  const all = Array.from({ length: repeats }, (_, repeat) => repeat);
  const chosen = options.repeats === undefined ? all : all.filter((repeat) => options.repeats?.includes(repeat));
  return chosen.map((repeat) => resolveRun(settings, { variant, repeat, repeats, file: path.resolve(options.path) }));
}

/** The file's settings with a variant and overrides applied, defaults not filled in. A published figure is not inherited. */
export function settingsOf(file: ExperimentFile, variant: string, set?: ResolveOptions['set']): ExperimentFile {
  const crossed = crossedVariants(file).get(variant);
  const origin = crossed?.origin ?? variant;
  const patch = origin === baseVariant ? {} : (own(file.variants, origin) ?? {});
  const start = origin === baseVariant ? file : withoutPublished(file);
  const patched = applyVariant(start as unknown as JsonObject, patch);
  const merged = crossed === undefined ? patched : combined(patched, crossed.combination);
  return (set === undefined ? merged : applyOverrides(merged, setFor(merged, set))) as unknown as ExperimentFile;
}

/** Epochs from outside change the length of a training; they do not apply to what only evaluates a trained model. */
function setFor(settings: JsonObject, set: NonNullable<ResolveOptions['set']>): NonNullable<ResolveOptions['set']> {
  const { training } = settings;
  if (!isObject(training) || training['epochs'] !== 0) return set;
  return Object.fromEntries(Object.entries(set).filter(([name]) => name !== 'training.epochs'));
}

function combined(settings: JsonObject, combination: Readonly<Record<string, unknown>>): JsonObject {
  const result = withCombination(settings, combination);
  return equalJson(result, settings) ? result : withoutPublished(result);
}

function withoutPublished<T extends { published?: unknown }>(settings: T): T {
  const copy = { ...settings };
  delete copy.published;
  return copy;
}

/** A crossed variant that starts from a variant of its file starts from the same combination of that variant. */
function sameCombination(file: ExperimentFile, settings: ExperimentFile, variant: string): ExperimentFile['initFrom'] {
  const { initFrom } = settings;
  if (initFrom === undefined || !('variant' in initFrom) || 'experiment' in initFrom) return initFrom;
  const all = crossedVariants(file);
  const own = all.get(variant);
  const parent = [...all.values()].find(
    ({ origin, indices }) => own !== undefined && origin === initFrom.variant && equalJson(indices, own.indices),
  );
  return parent === undefined ? initFrom : { variant: parent.name };
}

/** What a variant is tested on besides its own test faces. */
function resolveSets(settings: ExperimentFile): Pick<ResolvedExperiment, 'dataSet' | 'dataSets'> {
  const set = trainedSet(settings);
  const sets = Object.entries(setsOf(settings)).map(([name, data]): [string, ResolvedData] => [
    name,
    resolveData(data),
  ]);
  return { ...(set !== undefined && { dataSet: set }), dataSets: Object.fromEntries(sets) };
}

/** One run of settings that are already merged. */
function resolveRun(
  settings: ExperimentFile,
  run: Pick<ResolvedExperiment, 'variant' | 'repeat' | 'repeats' | 'file'>,
): ResolvedExperiment {
  const seed = settings.seed ?? rootDefault<number>('seed');
  const { initFrom, search } = settings;
  const techniques = resolveTechniques(settings.techniques ?? {}, path.basename(run.file));
  return {
    version: 1,
    name: settings.name,
    ...(settings.description === undefined ? {} : { description: settings.description }),
    variant: run.variant,
    repeat: run.repeat,
    repeats: run.repeats,
    seed: (seed + run.repeat) >>> 0,
    engine: settings.engine ?? rootDefault<ResolvedExperiment['engine']>('engine'),
    baseDirectory: path.dirname(run.file),
    file: run.file,
    data: resolveData(dataOf(settings)),
    ...(settings.dataSets && resolveSets(settings)),
    model: resolveModel(settings.model),
    training: resolveTraining(settings.training, settings.model, needsImages(techniques)),
    techniques,
    ...(initFrom ? { initFrom: resolveInitFrom(initFrom, path.basename(run.file)) } : {}),
    ...(search ? { search: resolveSearch(search, settings) } : {}),
    ...(settings.published ? { published: settings.published } : {}),
  };
}
