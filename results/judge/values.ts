/**
 * One value of each metric for each face, whose mean over the faces is the metric. For a metric that is no mean of faces,
 * such as F1, the value of a face is the metric plus how much that face moves it: its influence (Hampel, 1974). So one way to
 * compute intervals does for all metrics.
 */
import type { RunAnswers } from './answers';

/** A metric that two rows can be compared by. */
export type FaceMetric = 'accuracy' | 'macroF1' | 'balancedAccuracy' | 'loss' | 'brier' | { readonly recallOf: number };

/** One value a face. */
export type Values = ArrayLike<number>;

/** @returns undefined for the of a class without faces */
export function valuesOf(answers: RunAnswers, metric: FaceMetric): Values | undefined {
  if (typeof metric === 'object') return recallValues(answers, metric.recallOf);
  switch (metric) {
    case 'accuracy':
      return rightOf(answers);
    case 'macroF1':
      return macroF1Values(answers);
    case 'balancedAccuracy':
      return balancedValues(answers);
    case 'loss':
      return answers.loss;
    case 'brier':
      return answers.brier;
  }
}

/** 1 where the most probable class is the label. */
export function rightOf({ predicted, faces: { labels } }: RunAnswers): Uint8Array {
  return predicted.map((answer, face) => Number(answer === labels[face]));
}

function countsOf({ predicted, faces: { labels, classNames } }: RunAnswers) {
  const counts = classNames.map(() => ({ support: 0, named: 0, right: 0 }));
  labels.forEach((label, face) => {
    const answer = predicted[face]!;
    counts[label]!.support++;
    counts[answer]!.named++;
    if (answer === label) counts[label]!.right++;
  });
  return counts;
}

/** Recall of class c is right_c / support_c; face i of that class moves it by (right_i − recall_c) / share_c. */
function recallValues(answers: RunAnswers, c: number): Float64Array | undefined {
  const { labels } = answers.faces;
  const { support, right } = countsOf(answers)[c] ?? { support: 0, right: 0 };
  if (support === 0) return undefined;
  const recall = right / support;
  const weight = labels.length / support;
  return Float64Array.from(labels, (label, face) =>
    label === c ? recall + weight * (Number(answers.predicted[face] === c) - recall) : recall,
  );
}

/** Mean of the recalls of the classes that have faces. */
function balancedValues(answers: RunAnswers): Float64Array {
  const each = answers.faces.classNames.flatMap((_, c) => recallValues(answers, c) ?? []);
  return meanOf(each, answers.predicted.length);
}

/** F1 of class c is 2·right / (support + named); face i moves it by (2·right_i − F1·(support_i + named_i)) · n / (support + named). */
function macroF1Values(answers: RunAnswers): Float64Array {
  const { predicted, faces } = answers;
  const { labels } = faces;
  const each = countsOf(answers).flatMap(({ support, named, right }, c) => {
    const both = support + named;
    if (both === 0) return [];
    const f1 = (2 * right) / both;
    const weight = labels.length / both;
    return [
      Float64Array.from(labels, (label, face) => {
        const [isLabel, isNamed] = [Number(label === c), Number(predicted[face] === c)];
        return f1 + weight * (2 * isLabel * isNamed - f1 * (isLabel + isNamed));
      }),
    ];
  });
  return meanOf(each, labels.length);
}

function meanOf(each: readonly Float64Array[], length: number): Float64Array {
  return Float64Array.from({ length }, (_, face) => each.reduce((sum, values) => sum + values[face]!, 0) / each.length);
}
