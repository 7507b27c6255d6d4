/**
 * The statistics of the comparison. All intervals are 95 %, all p-values two-sided. Values are in the metric's own unit.
 */
import { jStat } from 'jstat';
import type { Estimate } from '../schemas/messages/comparison';

const confidence = 0.95;
const upper = 1 - (1 - confidence) / 2;

const criticalValues = new Map<number, number>();

/** Half-width of an interval in standard errors. Cached for whole degrees: a comparison needs the same few repeatedly. */
function criticalT(degrees: number): number {
  if (!Number.isInteger(degrees)) return jStat.studentt.inv(upper, degrees);
  let value = criticalValues.get(degrees);
  if (value === undefined) criticalValues.set(degrees, (value = jStat.studentt.inv(upper, degrees)));
  return value;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface TestResult extends Interval {
  readonly mean: number;
  readonly p: number;
}

export function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

/** Sample variance (n − 1); needs two values. */
function variance(values: readonly number[]): number {
  const centre = mean(values);
  return values.reduce((total, value) => total + (value - centre) ** 2, 0) / (values.length - 1);
}

/**
 * Mean with the half-width of its interval by Student's t. A single value has no half-width. Equal values without a
 * resolution have none either: that they are equal does not make the mean certain.
 * @param values at least one
 * @param resolution as for `pairedTest`
 */
export function estimate(values: readonly number[], resolution = 0): Estimate {
  const count = values.length;
  const spread = { mean: mean(values), count, minimum: Math.min(...values), maximum: Math.max(...values) };
  const deviation = count < 2 ? 0 : Math.max(Math.sqrt(variance(values)), resolution);
  if (deviation === 0) return spread;
  return { ...spread, halfWidth: (criticalT(count - 1) * deviation) / Math.sqrt(count) };
}

/** Interval and p-value of a difference that follows Student's t. */
function studentTest(difference: number, standardError: number, degrees: number): TestResult {
  if (standardError === 0) return { mean: difference, low: difference, high: difference, p: difference === 0 ? 1 : 0 };
  const halfWidth = criticalT(degrees) * standardError;
  // The library's error is about 1e-8.
  const p = Math.min(1, 2 * jStat.studentt.cdf(-Math.abs(difference) / standardError, degrees));
  return { mean: difference, low: difference - halfWidth, high: difference + halfWidth, p };
}

/**
 * Paired t-test of values that belong together, such as those of runs with the same seed.
 * @param differences of the pairs, at least two
 * @param resolution the smallest spread of the differences that can be observed: one test image, for accuracies. With it,
 *   two or three pairs that agree by chance do not count as certain.
 */
export function pairedTest(differences: readonly number[], resolution = 0): TestResult {
  const deviation = Math.max(Math.sqrt(variance(differences)), resolution);
  return studentTest(mean(differences), deviation / Math.sqrt(differences.length), differences.length - 1);
}

/**
 * Welch's t-test of a − b for two groups that are not paired and may have different variances (Welch, 1947).
 * @param a at least two values
 * @param b at least two values
 * @param resolution as for `pairedTest`, of each group
 */
export function welchTest(a: readonly number[], b: readonly number[], resolution = 0): TestResult {
  const squared = (values: readonly number[]): number => Math.max(variance(values), resolution ** 2) / values.length;
  const [first, second] = [squared(a), squared(b)];
  const total = first + second;
  // Welch and Satterthwaite's degrees of freedom; without any spread they do not matter.
  const degrees = total === 0 ? 1 : total ** 2 / (first ** 2 / (a.length - 1) + second ** 2 / (b.length - 1));
  return studentTest(mean(a) - mean(b), Math.sqrt(total), degrees);
}

/**
 * McNemar's exact test (McNemar, 1947) of whether two networks differ on the same images. Only images that one gets right
 * and the other wrong count. The interval is that of Clopper and Pearson for the share of those that the first gets right,
 * as a difference of accuracies, so it excludes 0 exactly when p is below 0.05. If no image counts, the interval extends
 * one image to either side.
 * @param onlyFirst images that only the first gets right
 * @param onlySecond images that only the second gets right
 * @param examples all images, at least one
 */
export function mcnemarTest(onlyFirst: number, onlySecond: number, examples: number): TestResult {
  const discordant = onlyFirst + onlySecond;
  if (discordant === 0) return { mean: 0, low: -1 / examples, high: 1 / examples, p: 1 };
  const p = Math.min(1, 2 * jStat.binomial.cdf(Math.min(onlyFirst, onlySecond), discordant, 0.5));
  const share = clopperPearson(onlyFirst, discordant);
  const difference = (right: number): number => ((2 * right - 1) * discordant) / examples;
  return {
    mean: (onlyFirst - onlySecond) / examples,
    low: difference(share.low),
    high: difference(share.high),
    p,
  };
}

/** Exact interval of a share (Clopper and Pearson, 1934). */
function clopperPearson(successes: number, trials: number): Interval {
  const failures = trials - successes;
  return {
    low: successes === 0 ? 0 : jStat.beta.inv(1 - upper, successes, failures + 1),
    high: failures === 0 ? 1 : jStat.beta.inv(upper, successes + 1, failures),
  };
}

/**
 * Interval of one accuracy over the choice of test images (Wilson, 1927).
 * @param accuracy from 0 to 1
 * @param examples test images
 */
export function wilsonInterval(accuracy: number, examples: number): Interval {
  const z = jStat.normal.inv(upper, 0, 1);
  const square = z ** 2 / examples;
  const centre = (accuracy + square / 2) / (1 + square);
  const halfWidth = (z * Math.sqrt((accuracy * (1 - accuracy) + square / 4) / examples)) / (1 + square);
  return { low: Math.max(0, centre - halfWidth), high: Math.min(1, centre + halfWidth) };
}

/**
 * How many pairs a paired t-test would need to find the difference real, if mean and spread of the pairs stay the same.
 * @param resolution as for `pairedTest`
 * @returns undefined if more than `limit` would be needed
 */
export function pairsNeeded(differences: readonly number[], limit: number, resolution = 0): number | undefined {
  const ratio = Math.abs(mean(differences)) / Math.max(Math.sqrt(variance(differences)), resolution);
  for (let pairs = differences.length + 1; pairs <= limit; pairs++) {
    if (ratio * Math.sqrt(pairs) > criticalT(pairs - 1)) return pairs;
  }
  return undefined;
}
