/** Counts of single networks: how many faces one of them, or only one of two, gets right. Intervals are 95 %. */
import { jStat } from 'jstat';
import { type Interval, type TestResult, upperTail } from './student';

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
    low: successes === 0 ? 0 : jStat.beta.inv(1 - upperTail, successes, failures + 1),
    high: failures === 0 ? 1 : jStat.beta.inv(upperTail, successes + 1, failures),
  };
}

/** The quantile of the normal distribution: lists of thousands of runs need it for each. */
const z = jStat.normal.inv(upperTail, 0, 1);

/**
 * Interval of one accuracy over the choice of test images (Wilson, 1927).
 * @param accuracy from 0 to 1
 * @param examples test images
 */
export function wilsonInterval(accuracy: number, examples: number): Interval {
  const square = z ** 2 / examples;
  const centre = (accuracy + square / 2) / (1 + square);
  const halfWidth = (z * Math.sqrt((accuracy * (1 - accuracy) + square / 4) / examples)) / (1 + square);
  return { low: Math.max(0, centre - halfWidth), high: Math.min(1, centre + halfWidth) };
}
