/** Says what repeats could have shown, and how many to plan. */
import { count, decimal } from '../../words/numbers';
import { detectable, repeatsFor, seedsVariance } from '../statistics/planning';
import type { Measured } from './difference';

/** Fewer repeats say too little of the spread from seed to seed to call a difference real, or to plan by. */
export const fewestSeeds = 3;
/** More repeats than this are never proposed. */
const mostRepeats = 50;
/** Plans are made for a difference of accuracies that matters on these data sets. */
const plannedPoints = 1;

/**
 * By the spread that was seen, never by the difference: whoever repeats until a seen difference is real finds differences
 * that are not there.
 * @param measured a difference of accuracies
 * @param compared rows that are compared together, of which the verdict takes account
 * @returns undefined where fewer than three pairs were seen, and where no answer differs: no spread was seen to plan by
 */
export function planWords({ spread: seenSpread, faces }: Measured, compared: number): string | undefined {
  const spread = seenSpread && { ...seenSpread, compared };
  if (!spread || spread.networks < fewestSeeds || spread.seeds + spread.faces === 0) return undefined;
  const smallest = decimal(100 * detectable(spread.networks, spread), 1);
  const seen = `${spread.networks} repeats usually find differences of ${smallest} points or more`;
  const repeats = (seeds: number): number | undefined =>
    repeatsFor(plannedPoints / 100, { ...spread, seeds }, mostRepeats);
  const { low, high } = seedsVariance(spread);
  const fewest = repeats(low);
  if (fewest === undefined)
    return `${seen}; ${count(faces)} faces are too few for ${plannedPoints} point, however many the repeats.`;
  const words = (value: number | undefined): string =>
    value === undefined ? `more than ${mostRepeats}` : String(value);
  const needed = repeats(spread.seeds);
  const range = `${fewest} to ${words(repeats(high))}`;
  return `${seen}; for ${plannedPoints} point plan ${words(needed)} (${range}), and do not add more after you have looked.`;
}
