/** The weight of each class in the loss. */
import { closest } from 'fastest-levenshtein';
import type { ResolvedTraining } from '../../experiment/types';
import { UserError } from '../../schemas/userError';
import { own } from '../../schemas/own';

/**
 * @param labels the class of each training image; values that are not a class (images without a majority) do not count
 * @returns the weight of each class, in order; undefined if all have the same weight
 * @throws UserError if a name is not a class
 */
export function classWeights(
  config: ResolvedTraining['classWeights'],
  classNames: readonly string[],
  labels: Iterable<number>,
): Float32Array | undefined {
  if (config === 'none') return undefined;
  return config === 'balanced' ? balanced(classNames.length, labels) : byName(config, classNames);
}

/**
 * Examples / (classes · examples of the class), over the classes that occur, like scikit-learn's `class_weight`
 * "balanced": the mean weight of all examples is 1. A class without examples has weight 0.
 */
function balanced(classes: number, labels: Iterable<number>): Float32Array {
  const counts = new Float64Array(classes);
  for (const label of labels) if (label < classes) counts[label]!++;
  const total = counts.reduce((sum, count) => sum + count, 0);
  const present = counts.filter((count) => count > 0).length;
  return Float32Array.from(counts, (count) => (count === 0 ? 0 : total / (present * count)));
}

function byName(weights: Readonly<Record<string, number>>, classNames: readonly string[]): Float32Array {
  const unknown = Object.keys(weights).find((name) => !classNames.includes(name));
  if (unknown !== undefined) {
    throw new UserError(
      `training.classWeights names the class “${unknown}”, which these labels do not have. Did you mean “${closest(unknown, classNames)}”?`,
      `Use the names of the classes: ${classNames.join(', ')}.`,
    );
  }
  return Float32Array.from(classNames, (name) => own(weights, name) ?? 1);
}
