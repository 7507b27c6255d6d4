/** What a run descends from, as something to compare: by what trained it, not by where it lies. */
import { createHash } from 'node:crypto';
import type { Lineage, Origin } from './graph';
import { flattenSettings } from './settings';
import { techniqueNames } from './techniques';
import type { ResolvedExperiment, TechniqueName } from './types';

/** Run directories hold hashes of the time when these were all techniques, in which they count while they are off as well. */
const firstTechniques: readonly TechniqueName[] = ['augmentation', 'labelSmoothing', 'testTimeAugmentation'];

/**
 * Tells variants with other settings, another seed or another ancestry apart, and no repeats of one: the first repeat
 * stands for all. A technique that is off does not count, so that one that is added later changes no hash.
 * @param ancestry of what it starts from itself
 */
export function ancestryHash(first: ResolvedExperiment, ancestry?: string): string {
  const { name, variant, seed, search, techniques } = first;
  const off = techniqueNames.filter((each) => techniques[each] === undefined && !firstTechniques.includes(each));
  const settings = Object.entries(flattenSettings(first)).filter(
    ([path]) => !off.some((each) => path.startsWith(`techniques.${each}.`)),
  );
  const content = [name, variant, seed, Object.fromEntries(settings), search ?? null, ancestry ?? null];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 12);
}

/** Of what a variant starts from; undefined where that is no variant. */
export function ancestryOf({ origins }: Pick<Lineage, 'origins'>): string | undefined {
  return origins.reduceRight<string | undefined>(
    (ancestry, origin: Origin) => (origin.kind === 'variant' ? ancestryHash(origin.resolved, ancestry) : undefined),
    undefined,
  );
}
