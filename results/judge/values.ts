/**
 * One value of each metric for each face, whose mean over the faces is the metric; for a recall, the faces of its class. For a metric that is no mean of faces,
 * such as F1, the value of a face is the metric plus how much that face moves it: its influence (Hampel, 1974). So one way to
 * compute intervals does for all metrics.
 */
import type { FaceGroups } from '../statistics/crossed';
import { groupsAmong, type RunAnswers, type TestFaces } from './answers';

/** A metric that two rows can be compared by. */
export type FaceMetric = 'accuracy' | 'macroF1' | 'balancedAccuracy' | 'loss' | 'brier' | { readonly recallOf: number };

/** One value a face. */
export type Values = ArrayLike<number>;

/** @returns undefined for the recall of a class without faces, and where only classes are known */
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
  const right = new Uint8Array(labels.length);
  for (let face = 0; face < right.length; face++) right[face] = Number(predicted[face] === labels[face]);
  return right;
}

function countsOf({ predicted, faces: { labels, classNames } }: RunAnswers) {
  const counts = classNames.map(() => ({ support: 0, named: 0, right: 0 }));
  for (let face = 0; face < labels.length; face++) {
    const [label, answer] = [labels[face]!, predicted[face]!];
    counts[label]!.support++;
    counts[answer]!.named++;
    if (answer === label) counts[label]!.right++;
  }
  return counts;
}

/** Recall is the accuracy on the faces of the class: other faces say nothing of it. */
function recallValues({ predicted, faces: { labels } }: RunAnswers, c: number): Float64Array | undefined {
  const right: number[] = [];
  for (let face = 0; face < labels.length; face++) if (labels[face] === c) right.push(Number(predicted[face] === c));
  return right.length === 0 ? undefined : Float64Array.from(right);
}

/** The groups of the faces that a metric has values of. */
export function facesOf(faces: TestFaces, metric: FaceMetric): FaceGroups {
  if (typeof metric !== 'object') return faces;
  const { recallOf } = metric;
  return groupsAmong(
    faces,
    Array.from(faces.labels.keys()).filter((face) => faces.labels[face] === recallOf),
  );
}

/** Mean of the recalls of the classes that have faces. */
function balancedValues(answers: RunAnswers): Float64Array {
  const { predicted, faces } = answers;
  const { labels } = faces;
  const counts = countsOf(answers);
  const classes = counts.filter(({ support }) => support > 0);
  const overall = classes.reduce((sum, { right, support }) => sum + right / support, 0) / classes.length;
  const values = new Float64Array(labels.length);
  for (let face = 0; face < values.length; face++) {
    const label = labels[face]!;
    const { right, support } = counts[label]!;
    const moved = Number(predicted[face] === label) - right / support;
    values[face] = overall + (moved * labels.length) / support / classes.length;
  }
  return values;
}

/**
 * F1 of class c is 2 · right / (support + named); face i moves it by (2 · right_i − F1 · (label_i + named_i)) · n / (support + named).
 * A face moves only the class of its label and the class that it was called.
 */
function macroF1Values(answers: RunAnswers): Float64Array {
  const { predicted, faces } = answers;
  const { labels } = faces;
  const classes = countsOf(answers).map(({ support, named, right }) => {
    const both = support + named;
    return both === 0 ? undefined : { f1: (2 * right) / both, weight: labels.length / both };
  });
  const occurring = classes.flatMap((each) => each ?? []);
  const overall = occurring.reduce((sum, { f1 }) => sum + f1, 0) / occurring.length;
  const values = new Float64Array(labels.length);
  for (let face = 0; face < values.length; face++) {
    const [label, named] = [classes[labels[face]!]!, classes[predicted[face]!]!];
    const hit = label === named ? 2 * label.weight : 0;
    values[face] = overall + (hit - label.f1 * label.weight - named.f1 * named.weight) / occurring.length;
  }
  return values;
}
