/** Decides whether a network learned anything. For one that did not, more repeats would not help. */
import type { RecordedExperiment } from '../experiment/types';
import type { SplitMetrics } from '../schemas/generated/summary';
import { wilsonInterval } from './statistics/binomial';
import { percent } from '../words/numbers';

type Tested = Pick<SplitMetrics, 'accuracy' | 'examples' | 'classes' | 'confusion'>;

/** The accuracy of guessing without looking at a face: it is best to name the most frequent class always. */
function guessing({ examples, classes }: Tested): number {
  return Math.max(Math.max(...classes.map(({ support }) => support)) / examples, 1 / classes.length);
}

/** The class that a network names for every face; undefined if it names several. */
function onlyAnswer({ examples, classes, confusion }: Tested): string | undefined {
  const answers = classes.map((_, c) => confusion.reduce((sum, row) => sum + row[c]!, 0));
  return classes[answers.findIndex((count) => count === examples)]?.name;
}

/** `no better than guessing`, or `not surely better than guessing`; undefined if it is better. */
export function comparedWithGuessing(split: Tested): string | undefined {
  const { accuracy, examples } = split;
  if (examples === 0) return undefined;
  const guess = guessing(split);
  if (onlyAnswer(split) === undefined && wilsonInterval(accuracy, examples).low > guess) return undefined;
  const isSeenBetter = percent(accuracy) !== percent(guess) && accuracy > guess;
  return `${isSeenBetter ? 'not surely' : 'no'} better than guessing`;
}

/** Why a network is no better than guessing, in words; undefined if it is better. */
export function lackOfLearning(split: Tested): string | undefined {
  const short = comparedWithGuessing(split);
  if (short === undefined) return undefined;
  const only = onlyAnswer(split);
  if (only !== undefined) return `it answers “${only}” for every face`;
  return `${percent(split.accuracy)} is ${short}, which gives ${percent(guessing(split))}`;
}

/** What to do about a network that learned nothing. */
export function learningAdvice({ imported, training }: Pick<RecordedExperiment, 'imported' | 'training'>): string {
  if (imported?.ensemble) return 'Look at its members: what they learned is all that it can answer.';
  if (imported) return 'Look at the order of rows and of classes in the imported file, then at its training.';
  return `Train ${training?.epochs === 0 ? 'what it starts from ' : ''}longer, or with another learning rate.`;
}
