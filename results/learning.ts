/** Did a network learn anything? One that did not gets no advice on repeats: more of it would tell no more. */
import type { SplitMetrics } from '../schemas/generated/summary';
import { wilsonInterval } from './statistics';
import { percent } from '../words/numbers';

type Tested = Pick<SplitMetrics, 'accuracy' | 'examples' | 'classes' | 'confusion'>;

/** What somebody reaches who never looks at a face: best is always to say the most frequent class. */
function guessing({ examples, classes }: Tested): number {
  return Math.max(Math.max(...classes.map(({ support }) => support)) / examples, 1 / classes.length);
}

/** The one class that a network names for every face. */
function onlyAnswer({ examples, classes, confusion }: Tested): string | undefined {
  const answers = classes.map((_, c) => confusion.reduce((sum, row) => sum + row[c]!, 0));
  return classes[answers.findIndex((count) => count === examples)]?.name;
}

/** `no better than guessing`, or that nobody can be sure that it is better; undefined where it is. */
export function besideGuessing(split: Tested): string | undefined {
  const { accuracy, examples } = split;
  if (examples === 0) return undefined;
  const guess = guessing(split);
  if (onlyAnswer(split) === undefined && wilsonInterval(accuracy, examples).low > guess) return undefined;
  const isSeenBetter = percent(accuracy) !== percent(guess) && accuracy > guess;
  return `${isSeenBetter ? 'not surely' : 'no'} better than guessing`;
}

/** Why a network is no better than somebody who never looks at a face, in words; undefined when it is better. */
export function lackOfLearning(split: Tested): string | undefined {
  const short = besideGuessing(split);
  if (short === undefined) return undefined;
  const only = onlyAnswer(split);
  if (only !== undefined) return `it answers “${only}” for every face`;
  return `${percent(split.accuracy)} is ${short}, which gives ${percent(guessing(split))}`;
}
