/** Student's t: intervals (95 %), p-values (two-sided) and tests of values that each stand for one trained network. */
import { jStat } from 'jstat';

const confidence = 0.95;
/** Probability below the upper bound of an interval. */
export const upperTail = 1 - (1 - confidence) / 2;

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface TestResult extends Interval {
  readonly mean: number;
  readonly p: number;
}

const criticalValues = new Map<number, number>();

/** The t below which a two-sided p-value lies. */
export function criticalTAt(significance: number, degrees: number): number {
  return jStat.studentt.inv(1 - significance / 2, degrees);
}

/** Half-width of an interval in standard errors. Cached for whole degrees: a comparison needs the same few repeatedly. */
export function criticalT(degrees: number): number {
  if (!Number.isInteger(degrees)) return jStat.studentt.inv(upperTail, degrees);
  let value = criticalValues.get(degrees);
  if (value === undefined) criticalValues.set(degrees, (value = jStat.studentt.inv(upperTail, degrees)));
  return value;
}

export function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

/** Sample variance (n − 1); needs two values. */
export function variance(values: readonly number[]): number {
  const centre = mean(values);
  return values.reduce((total, value) => total + (value - centre) ** 2, 0) / (values.length - 1);
}

/** Interval and p-value of an estimate that follows Student's t. */
export function studentTest(estimate: number, standardError: number, degrees: number): TestResult {
  if (standardError === 0) return { mean: estimate, low: estimate, high: estimate, p: estimate === 0 ? 1 : 0 };
  const halfWidth = criticalT(degrees) * standardError;
  // The library's error is about 1e-8.
  const p = Math.min(1, 2 * jStat.studentt.cdf(-Math.abs(estimate) / standardError, degrees));
  return { mean: estimate, low: estimate - halfWidth, high: estimate + halfWidth, p };
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
