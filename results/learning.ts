/** Did a network learn anything? One that did not gets no advice on repeats: more of it would tell no more. */
import type { SplitMetrics } from '../schemas/generated/summary';
import { wilsonInterval } from './statistics';
import { formatPercent } from './words';

/**
 * Why a network is no better than somebody who never looks at a face, in words; undefined when it is better. Who never looks
 * does best by always saying the most frequent class.
 */
export function lackOfLearning({
  accuracy,
  examples,
  classes,
  confusion,
}: Pick<SplitMetrics, 'accuracy' | 'examples' | 'classes' | 'confusion'>): string | undefined {
  if (examples === 0) return undefined;
  const answers = classes.map((_, c) => confusion.reduce((sum, row) => sum + row[c]!, 0));
  const only = answers.findIndex((count) => count === examples);
  if (only >= 0) return `it answers “${classes[only]!.name}” for every face`;
  const commonest = Math.max(...classes.map(({ support }) => support)) / examples;
  const guess = Math.max(commonest, 1 / classes.length);
  if (wilsonInterval(accuracy, examples).low > guess) return undefined;
  return `${formatPercent(accuracy)} is what guessing gives, since ${formatPercent(guess)} of the faces are of one class`;
}
