/** Metrics of predictions, as scikit-learn (`zero_division=0`) and Keras define them. */
import { crossEntropyOf, mostProbable } from '../../storage/run/predictions';
import type { ClassMetrics, SplitMetrics } from '../../schemas/generated/summary';

/** A share of nothing is 0, as scikit-learn's `zero_division=0` has it. */
const ratio = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);

/** Share of the images whose class was chosen correctly; 0 when there are none. */
export function accuracyOf(chosen: ArrayLike<number>, labels: ArrayLike<number>): number {
  let right = 0;
  for (let i = 0; i < labels.length; i++) if (chosen[i] === labels[i]) right++;
  return ratio(right, labels.length);
}

function classMetrics(confusion: readonly (readonly number[])[], name: string, c: number): ClassMetrics {
  const right = confusion[c]![c]!;
  const support = confusion[c]!.reduce((sum, count) => sum + count, 0);
  const predicted = confusion.reduce((sum, row) => sum + row[c]!, 0);
  const precision = ratio(right, predicted);
  const recall = ratio(right, support);
  return { name, support, precision, recall, f1: ratio(2 * right, predicted + support) };
}

/**
 * Metrics of one split.
 * @param probabilities `labels.length · classes`, as `predict` gives them
 * @param labels true class of each image
 * @param classNames all classes; macro-F1 is the mean over those that are the label or the prediction of any image, like
 * scikit-learn's `f1_score(average="macro")`: a class that never occurs says nothing
 */
export function splitMetrics(
  probabilities: Float32Array,
  labels: ArrayLike<number>,
  classNames: readonly string[],
): SplitMetrics & { readonly loss: number } {
  const classes = classNames.length;
  const examples = labels.length;
  const confusion = classNames.map(() => classNames.map(() => 0));
  let lossSum = 0;
  let right = 0;
  for (let i = 0; i < examples; i++) {
    const start = i * classes;
    const label = labels[i]!;
    const predicted = mostProbable(probabilities, start, classes);
    confusion[label]![predicted]!++;
    if (predicted === label) right++;
    let total = 0;
    for (let c = 0; c < classes; c++) total += probabilities[start + c]!;
    lossSum += crossEntropyOf(probabilities[start + label]! / total);
  }
  const perClass = classNames.map((name, c) => classMetrics(confusion, name, c));
  const occurring = perClass.filter(({ support }, c) => support > 0 || confusion.some((row) => row[c]! > 0));
  return {
    examples,
    loss: ratio(lossSum, examples),
    accuracy: ratio(right, examples),
    macroF1: ratio(
      occurring.reduce((sum, { f1 }) => sum + f1, 0),
      occurring.length,
    ),
    classes: perClass,
    confusion,
  };
}
