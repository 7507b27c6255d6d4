/** What a run descends from, as something to compare: by what trained it, not by where it lies. */
import { createHash } from 'node:crypto';
import type { Lineage, Origin } from './graph';
import { flattenSettings } from './settings';
import type { ResolvedExperiment } from './types';

/**
 * Tells variants with other settings, another seed or another ancestry apart, and no repeats of one: the first repeat
 * stands for all.
 * @param ancestry of what it starts from itself
 */
export function ancestryHash(first: ResolvedExperiment, ancestry?: string): string {
  const { name, variant, seed, search } = first;
  const content = [name, variant, seed, flattenSettings(first), search ?? null, ancestry ?? null];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 12);
}

/** Of what a variant starts from; undefined where that is no variant. */
export function ancestryOf({ origins }: Pick<Lineage, 'origins'>): string | undefined {
  return origins.reduceRight<string | undefined>(
    (ancestry, origin: Origin) => (origin.kind === 'variant' ? ancestryHash(origin.resolved, ancestry) : undefined),
    undefined,
  );
}
