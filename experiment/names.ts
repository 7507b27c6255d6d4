/** The nearest valid name for one that does not exist. */
import { baseVariant } from '../schemas/runDirectory';
import { distance } from 'fastest-levenshtein';

/** The candidate that a typo most likely meant; undefined when none is near. Case does not count. */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase();
  let best: string | undefined;
  let bestDistance = Infinity;
  for (const candidate of candidates) {
    const other = candidate.toLowerCase();
    const d = distance(wanted, other);
    if (d < bestDistance) [best, bestDistance] = [candidate, d];
  }
  if (best === undefined) return undefined;
  // A third of the letters may differ: "epochs" for "epoch", but not "seed" for "shear".
  return bestDistance <= Math.max(1, Math.floor(Math.max(name.length, best.length) / 3)) ? best : undefined;
}

/** `"a", "b" or "c"`. */
export function listOf(values: readonly unknown[], joint = 'or'): string {
  const texts = values.map((value) => JSON.stringify(value));
  const last = texts.pop() ?? '';
  return texts.length === 0 ? last : `${texts.join(', ')} ${joint} ${last}`;
}

/** Why a text cannot name a row that is added to those of an experiment; undefined when it can. */
export function rowNameProblem(name: string): string | undefined {
  return name === baseVariant ? 'base is the experiment’s own settings.' : nameProblem(name);
}

/** Why a text cannot name an experiment or a variant; undefined when it can. */
export function nameProblem(name: string): string | undefined {
  if (/^[a-z0-9][a-z0-9._+-]{0,63}$/.test(name)) return undefined;
  return 'Use lower-case letters, digits, ".", "_", "+" and "-", beginning with a letter or digit; at most 64.';
}
