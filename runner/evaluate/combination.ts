/** Combines several predictions of an image into one, for test-time augmentation. */
import type { Combination } from '../../experiment/types';
import { mostProbable } from '../../storage/run/predictions';

/** Grows copy by copy, so that the result of the first copies is known on the way. */
export interface Combiner {
  /** @param probabilities the next prediction of every example, `examples · classes` */
  add(probabilities: Float32Array): void;
  /** The combined probabilities so far, `examples · classes`; every example's sum is 1. Call `add` first. */
  combined(): Float32Array;
}

/** Single precision's smallest normal number: a probability that underflows to zero must not rule a class out for good. */
const smallest = 2 ** -126;

/**
 * - `mean`: the arithmetic mean of the probabilities.
 * - `geometricMean`: the n-th root of their product, scaled to a sum of 1; the softmax of the mean logits.
 * - `vote`: every prediction votes for its most probable class, and the mean of the probabilities is one more vote, spread
 *   over the classes. So the most votes win, the mean decides ties, and no class has probability zero.
 */
export function createCombiner(combination: Combination, examples: number, classes: number): Combiner {
  switch (combination) {
    case 'mean':
      return meanCombiner(examples, classes);
    case 'geometricMean':
      return geometricCombiner(examples, classes);
    case 'vote':
      return voteCombiner(examples, classes);
  }
}

function meanCombiner(examples: number, classes: number): Combiner {
  const sum = new Float64Array(examples * classes);
  let count = 0;
  return {
    add: (probabilities) => {
      for (let i = 0; i < sum.length; i++) sum[i]! += probabilities[i]!;
      count++;
    },
    combined: () => Float32Array.from(sum, (value) => value / count),
  };
}

function geometricCombiner(examples: number, classes: number): Combiner {
  const logarithms = new Float64Array(examples * classes);
  let count = 0;
  return {
    add: (probabilities) => {
      for (let i = 0; i < logarithms.length; i++) logarithms[i]! += Math.log(Math.max(probabilities[i]!, smallest));
      count++;
    },
    combined: () => {
      const result = new Float32Array(logarithms.length);
      for (let start = 0; start < result.length; start += classes) {
        const means = logarithms.subarray(start, start + classes).map((sum) => sum / count);
        // Relative to the largest, so that none underflows that matters.
        const largest = Math.max(...means);
        const powers = means.map((mean) => Math.exp(mean - largest));
        const total = powers.reduce((sum, power) => sum + power, 0);
        powers.forEach((power, c) => (result[start + c] = power / total));
      }
      return result;
    },
  };
}

function voteCombiner(examples: number, classes: number): Combiner {
  const votes = new Uint32Array(examples * classes);
  const mean = meanCombiner(examples, classes);
  let count = 0;
  return {
    add: (probabilities) => {
      for (let start = 0; start < votes.length; start += classes) {
        votes[start + mostProbable(probabilities, start, classes)]!++;
      }
      mean.add(probabilities);
      count++;
    },
    combined: () => mean.combined().map((share, i) => (votes[i]! + share) / (count + 1)),
  };
}
