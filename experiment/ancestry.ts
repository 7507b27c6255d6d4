/** Hashes of what a run descends from: equal when the same settings trained it, wherever its files are. */
import { createHash } from 'node:crypto';
import { type ExperimentFiles, lineageOf, teacherOf } from './graph';
import type { ResolveOptions } from './resolve';
import { flattenSettings } from './settings';
import { techniqueNames } from './techniques';
import type { SettingValue } from '../schemas/messages/parts';
import type { ResolvedExperiment, TechniqueName } from './types';

type Outside = ResolveOptions['set'];

/** Stored runs have hashes from when these were the only techniques: in hashes they count even when they are off. */
const firstTechniques: readonly TechniqueName[] = ['augmentation', 'labelSmoothing', 'testTimeAugmentation'];

/**
 * A hash that differs between variants with other settings, another seed or another ancestry. The repeats of a variant have
 * the same: the first stands for all. A technique that is off does not count, so that a new technique changes no hash.
 * @param ancestry hash of what the variant itself starts from
 * @param taught hash of its teacher
 */
export function ancestryHash(first: ResolvedExperiment, ancestry?: string, taught?: string): string {
  const { name, variant, seed, search } = first;
  const content: unknown[] = [name, variant, seed, settingsInHashes(first), search ?? null, ancestry ?? null];
  // Stored runs have hashes from before there were teachers.
  if (taught !== undefined) content.push(taught);
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 12);
}

/** The settings, without techniques that are off and that the first version did not have. */
export function settingsInHashes(
  resolved: Parameters<typeof flattenSettings>[0],
  values: ReturnType<typeof flattenSettings> = flattenSettings(resolved),
): Record<string, SettingValue> {
  const off = techniqueNames.filter(
    (each) => resolved.techniques[each] === undefined && !firstTechniques.includes(each),
  );
  return Object.fromEntries(
    Object.entries(values).filter(([path]) => !off.some((each) => path.startsWith(`techniques.${each}.`))),
  );
}

/**
 * The hash of a variant's teacher, with all that it starts and learns from; undefined when that is no variant.
 * @param set settings from outside, which apply to every file
 */
export function teacherAncestry(
  resolved: ResolvedExperiment,
  files: ExperimentFiles,
  set?: Outside,
): string | undefined {
  const { origin, obstacle } = teacherOf(resolved, files, set) ?? {};
  // Circles have no end to begin at.
  if (origin?.kind !== 'variant' || obstacle) return undefined;
  const ancestry = originAncestry(origin.resolved, files, set);
  return ancestryHash(origin.resolved, ancestry, teacherAncestry(origin.resolved, files, set));
}

/** As `teacherAncestry`, of what the variant starts from. */
export function originAncestry(
  resolved: ResolvedExperiment,
  files: ExperimentFiles,
  set?: Outside,
): string | undefined {
  return lineageOf(resolved, files, set).origins.reduceRight<string | undefined>((ancestry, origin) => {
    if (origin.kind !== 'variant') return undefined;
    return ancestryHash(origin.resolved, ancestry, teacherAncestry(origin.resolved, files, set));
  }, undefined);
}
