/** Lists the candidates that a search tries, in order. */
import { candidateCount, isList, type SearchValues } from '../../../experiment/search';
import type { ResolvedSearch } from '../../../experiment/types';
import { Random } from '../../random';
import { rounded as toDigits } from '../../../words/numbers';

/** For drawn numbers: enough to find the best, few enough to read. */
const significantDigits = 4;
/** The draws per sample before a search accepts fewer samples. Values not drawn by then are nearly impossible to draw. */
const patience = 1000;

/**
 * For a grid: all combinations in the order of the file; the last path changes fastest. For random search: different ones,
 * each drawn only from the seed and its number, so that with more samples the first ones stay the same.
 * @param seed the seed of the run
 */
export function candidatesOf(search: ResolvedSearch, seed: number): SearchValues[] {
  return search.method === 'grid' ? grid(search.over) : drawn(search, seed);
}

function grid(over: ResolvedSearch['over']): SearchValues[] {
  return Object.entries(over).reduce<SearchValues[]>(
    (all, [path, values]) => {
      if (!isList(values)) throw new Error(`A grid needs a list of values for ${path}.`);
      return all.flatMap((chosen) => values.map((value) => ({ ...chosen, [path]: value })));
    },
    [{}],
  );
}

function drawn(search: ResolvedSearch, seed: number): SearchValues[] {
  const wanted = candidateCount(search);
  const found = new Map<string, SearchValues>();
  for (let draw = 0; found.size < wanted && draw < wanted * patience; draw++) {
    const random = new Random(seed, 'search', 0, draw);
    const values = Object.fromEntries(
      Object.entries(search.over).map(([path, from]) => [path, drawValue(from, random)]),
    );
    const key = JSON.stringify(values);
    if (!found.has(key)) found.set(key, values);
  }
  return [...found.values()];
}

function drawValue(from: ResolvedSearch['over'][string], random: Random): unknown {
  if (isList(from)) return from[random.integer(from.length)];
  const { min, max, scale, integer } = from;
  // Half a step beyond both ends, so that the first and last whole number are as likely as the others.
  const [low, high] = integer ? [Math.ceil(min) - 0.5, Math.floor(max) + 0.5] : [min, max];
  const share = random.uniform();
  const value = scale === 'log' ? low * (high / low) ** share : low + (high - low) * share;
  const rounded = integer ? Math.round(value) : toDigits(value, significantDigits);
  return Math.min(integer ? Math.floor(max) : max, Math.max(integer ? Math.ceil(min) : min, rounded));
}
