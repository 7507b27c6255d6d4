/** Hashes of what a run descends from: equal when the same settings trained it, wherever its files are. */
import { createHash } from 'node:crypto';
import type { Lineage, Origin, TeacherLineage } from './graph';
import { flattenSettings } from './settings';
import { techniqueNames } from './techniques';
import type { SettingValue } from '../schemas/messages/parts';
import type { ResolvedExperiment, TechniqueName } from './types';

/** Stored runs have hashes from when these were the only techniques: in hashes they count even when they are off. */
const firstTechniques: readonly TechniqueName[] = ['augmentation', 'labelSmoothing', 'testTimeAugmentation'];

/**
 * A hash that differs between variants with other settings, another seed or another ancestry. The repeats of a variant have
 * the same: the first stands for all. A technique that is off does not count, so that a new technique changes no hash.
 * @param ancestry hash of what the variant itself starts from
 */
export function ancestryHash(first: ResolvedExperiment, ancestry?: string): string {
  const { name, variant, seed, search } = first;
  const content = [name, variant, seed, settingsInHashes(first), search ?? null, ancestry ?? null];
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

/** The hash of a teacher; undefined when that is not a variant. */
export function teacherAncestry(
  teacher: TeacherLineage | undefined,
  lineageOf: (resolved: ResolvedExperiment) => Pick<Lineage, 'origins'>,
): string | undefined {
  if (teacher?.origin?.kind !== 'variant') return undefined;
  const { resolved } = teacher.origin;
  return ancestryHash(resolved, ancestryOf(lineageOf(resolved)));
}

/** The hash of what a variant starts from; undefined when that is not a variant. */
export function ancestryOf({ origins }: Pick<Lineage, 'origins'>): string | undefined {
  return origins.reduceRight<string | undefined>(
    (ancestry, origin: Origin) => (origin.kind === 'variant' ? ancestryHash(origin.resolved, ancestry) : undefined),
    undefined,
  );
}
