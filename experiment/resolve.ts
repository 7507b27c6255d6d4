/** From a file to the runs it describes: variants applied, defaults filled in, one seed a repeat. */
import path from 'node:path';
import { baseVariant } from '../schemas/runDirectory';
import { UserError } from '../schemas/userError';
import {
  resolveData,
  resolveInitFrom,
  resolveModel,
  resolveSearch,
  resolveTechniques,
  resolveTraining,
} from './defaults';
import type { JsonObject } from './json';
import { listOf, nearestName } from './names';
import { applyOverrides } from './overrides';
import { rootDefault } from './schema';
import type { ExperimentFile, ResolvedExperiment } from './types';
import { applyVariant } from './variantFindings';

export interface ResolveOptions {
  /** Path of the file, absolute or from the current folder. */
  readonly path: string;
  /** Only these variants; all when absent. */
  readonly variants?: readonly string[];
  /** Dotted paths with values that win over the file and its variants. */
  readonly set?: Readonly<Record<string, unknown>>;
  /** Only these repeats, from 0; all when absent. */
  readonly repeats?: readonly number[];
}

/** `base`, then the file's variants in their order. */
export function variantNames(file: ExperimentFile): string[] {
  return [baseVariant, ...Object.keys(file.variants ?? {})];
}

/**
 * The runs of a valid file: base first, then the variants in the order of the file, each with its repeats.
 * @throws UserError for a variant or a repeat that does not exist and for an override that the schema does not allow
 */
export function resolveRuns(file: ExperimentFile, options: ResolveOptions): ResolvedExperiment[] {
  const names = variantNames(file);
  for (const wanted of options.variants ?? []) if (!names.includes(wanted)) throw unknownVariant(wanted, names);
  const chosen = names.filter((name) => options.variants === undefined || options.variants.includes(name));
  return chosen.flatMap((name) => resolveVariant(file, name, options));
}

function unknownVariant(name: string, names: readonly string[]): UserError {
  const nearest = nearestName(name, names);
  const mend =
    nearest === undefined
      ? `Choose ${listOf(names)}.`
      : `Did you mean "${nearest}"? There are ${listOf(names, 'and')}.`;
  return new UserError(`There is no variant "${name}".`, mend);
}

function resolveVariant(file: ExperimentFile, variant: string, options: ResolveOptions): ResolvedExperiment[] {
  const settings = settingsOf(file, variant, options.set);
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

/** The file's settings with a variant and overrides applied, defaults not filled in. A published figure is one setting's own. */
export function settingsOf(file: ExperimentFile, variant: string, set?: ResolveOptions['set']): ExperimentFile {
  const patch = variant === baseVariant ? {} : (file.variants?.[variant] ?? {});
  const start = variant === baseVariant ? file : withoutPublished(file);
  const merged = applyVariant(start as unknown as JsonObject, patch);
  return (set === undefined ? merged : applyOverrides(merged, set)) as unknown as ExperimentFile;
}

function withoutPublished(file: ExperimentFile): ExperimentFile {
  const copy = { ...file };
  delete copy.published;
  return copy;
}

/** One run of settings that are already merged. */
function resolveRun(
  settings: ExperimentFile,
  run: Pick<ResolvedExperiment, 'variant' | 'repeat' | 'repeats' | 'file'>,
): ResolvedExperiment {
  const seed = settings.seed ?? rootDefault<number>('seed');
  const { initFrom, search } = settings;
  const techniques = resolveTechniques(settings.techniques ?? {});
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
    data: resolveData(settings.data),
    model: resolveModel(settings.model),
    training: resolveTraining(settings.training, settings.model, techniques.augmentation !== undefined),
    techniques,
    ...(initFrom ? { initFrom: resolveInitFrom(initFrom, path.basename(run.file)) } : {}),
    ...(search ? { search: resolveSearch(search) } : {}),
    ...(settings.published ? { published: settings.published } : {}),
  };
}
