/**
 * How many repeats an experiment needs, from the spread that was seen and never from the difference that was seen: planning
 * by that would find differences that are not there.
 */
import { jStat } from 'jstat';
import { criticalTAt, upperTail, type Interval } from './student';

/** How much the difference of two rows varies. Squared, in the unit of the metric. */
export interface Spread {
  /** Variance of the difference from seed to seed. */
  readonly seeds: number;
  /** Seeds that it was estimated from, at least two. */
  readonly networks: number;
  /** Squared standard error of the choice of faces, which more repeats do not reduce. */
  readonly faces: number;
  /** Different pictures among the test faces. */
  readonly groups: number;
  /** Rows that are compared together: each is called real below 0.05 divided by this, at worst. Default 1. */
  readonly compared?: number;
}

/** The chance to find a difference that exists. */
const wantedPower = 0.8;

/**
 * Chance that a difference of this size is called real, by the noncentral t distribution.
 * @param networks repeats of each row, at least two
 */
export function power(difference: number, networks: number, { seeds, faces, groups, compared = 1 }: Spread): number {
  const ofSeeds = seeds / networks;
  const total = ofSeeds + faces;
  if (total === 0) return difference === 0 ? 0 : 1;
  const degrees = total ** 2 / (ofSeeds ** 2 / (networks - 1) + faces ** 2 / (groups - 1));
  const shift = difference / Math.sqrt(total);
  const critical = criticalTAt(0.05 / compared, degrees);
  // jStat's distribution is exact for whole degrees and within 0.005 between them.
  return 1 - jStat.noncentralt.cdf(critical, degrees, shift) + jStat.noncentralt.cdf(-critical, degrees, shift);
}

/**
 * The smallest difference that this many repeats find in 80 % of cases, to 0.2 %.
 * @param spread of seeds or faces, not 0 for both: then any difference is found
 */
export function detectable(networks: number, spread: Spread): number {
  // Far beyond it, the distribution is slow to compute: begin near it.
  const error = Math.sqrt(spread.seeds / networks + spread.faces);
  let [low, high] = [0, Math.max(3 * error, Number.MIN_VALUE)];
  while (power(high, networks, spread) < wantedPower) [low, high] = [high, 1.5 * high];
  while (high - low > 0.002 * high) {
    const middle = (low + high) / 2;
    if (power(middle, networks, spread) < wantedPower) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * Repeats that find this difference in 80 % of cases.
 * @returns undefined if more than `limit` would be needed
 */
export function repeatsFor(difference: number, spread: Spread, limit: number): number | undefined {
  const isEnough = (networks: number): boolean => power(difference, networks, spread) >= wantedPower;
  if (!isEnough(limit)) return undefined;
  // More repeats never have less power.
  let [low, high] = [1, limit];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (isEnough(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** 95 % interval of the variance from seed to seed, by χ²: few repeats say little of it. */
export function seedsVariance({ seeds, networks }: Spread): Interval {
  const degrees = networks - 1;
  const bound = (probability: number): number => (degrees * seeds) / jStat.chisquare.inv(probability, degrees);
  return { low: bound(upperTail), high: bound(1 - upperTail) };
}
