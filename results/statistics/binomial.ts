/** Counts of single networks: how many faces one of them, or only one of two, gets right. Intervals are 95 %. */
import { jStat } from 'jstat';
import { type Interval, type TestResult, upperTail } from './student';

/** The quantile of the normal distribution: lists of thousands of runs need it for each. */
const z = jStat.normal.inv(upperTail, 0, 1);

/**
 * McNemar's exact test (McNemar, 1947) of whether two networks differ on the same images. Only images that one gets right
 * and the other wrong count. How many these are differs from images to images, too, so the interval is Tango's for the difference
 * of two shares of the same images (1998). Where the exact interval for the share of those images that the first gets right
 * (Clopper and Pearson, 1934) reaches further, it ends there, so that it excludes 0 exactly when p is below 0.05.
 * @param onlyFirst images that only the first gets right
 * @param onlySecond images that only the second gets right
 * @param examples all images, at least one
 */
export function mcnemarTest(onlyFirst: number, onlySecond: number, examples: number): TestResult {
  const discordant = onlyFirst + onlySecond;
  const mean = (onlyFirst - onlySecond) / examples;
  const score = scoreInterval(onlyFirst, onlySecond, examples);
  if (discordant === 0) return { mean, ...score, p: 1 };
  const p = Math.min(1, 2 * jStat.binomial.cdf(Math.min(onlyFirst, onlySecond), discordant, 0.5));
  const share = clopperPearson(onlyFirst, discordant);
  const difference = (right: number): number => ((2 * right - 1) * discordant) / examples;
  return {
    mean,
    low: Math.min(score.low, difference(share.low)),
    high: Math.max(score.high, difference(share.high)),
    p,
  };
}

/** Tango's interval: the differences that the score test does not reject. */
function scoreInterval(onlyFirst: number, onlySecond: number, examples: number): Interval {
  const mean = (onlyFirst - onlySecond) / examples;
  const isRejected = (difference: number): boolean =>
    examples * (mean - difference) ** 2 > z ** 2 * scoreVariance(onlyFirst, onlySecond, examples, difference);
  const end = (bound: number): number => {
    let [inside, outside] = [mean, bound];
    if (!isRejected(bound)) return bound;
    // Each step halves the distance: after 50, what is left is smaller than the numbers are exact.
    for (let step = 0; step < 50; step++) {
      const middle = (inside + outside) / 2;
      if (isRejected(middle)) outside = middle;
      else inside = middle;
    }
    return inside;
  };
  return { low: end(-1), high: end(1) };
}

/** Variance of the difference of one image, by the likeliest share of images that only the second gets right. */
function scoreVariance(onlyFirst: number, onlySecond: number, examples: number, difference: number): number {
  const linear = (2 * examples - onlyFirst + onlySecond) * difference - onlyFirst - onlySecond;
  const constant = onlySecond * difference * (1 - difference);
  const share = (Math.sqrt(linear ** 2 + 8 * examples * constant) - linear) / (4 * examples);
  return 2 * share + difference * (1 - difference);
}

/** Exact interval of a share (Clopper and Pearson, 1934). */
function clopperPearson(successes: number, trials: number): Interval {
  const failures = trials - successes;
  return {
    low: successes === 0 ? 0 : jStat.beta.inv(1 - upperTail, successes, failures + 1),
    high: failures === 0 ? 1 : jStat.beta.inv(upperTail, successes + 1, failures),
  };
}

/**
 * Interval of one accuracy over the choice of test images (Wilson, 1927).
 * @param accuracy from 0 to 1
 * @param examples test images
 */
export function wilsonInterval(accuracy: number, examples: number): Interval {
  const square = z ** 2 / examples;
  const centre = (accuracy + square / 2) / (1 + square);
  const halfWidth = (z * Math.sqrt((accuracy * (1 - accuracy) + square / 4) / examples)) / (1 + square);
  // Rounding would leave a bound beside 0 or 1 that is one exactly.
  return { low: accuracy === 0 ? 0 : centre - halfWidth, high: accuracy === 1 ? 1 : centre + halfWidth };
}
