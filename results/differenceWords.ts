/** Puts the verdict on a difference in words for readers who are not statisticians. */
import { pairsNeeded, type TestResult } from './statistics';
import { count, pointsWithin } from '../words/numbers';
import type { Difference } from '../schemas/messages/comparison';

const significance = 0.05;
/** More repeats than this are never proposed. */
const mostRepeats = 50;

type Measured = Pick<Difference, 'mean' | 'low' | 'high' | 'p'>;

/** Whether the interval of a difference excludes 0. */
function isReal({ p }: Pick<Difference, 'p'>): boolean {
  return p < significance;
}

/** `+1.8 points (0.9 to 2.7)`, with as many digits as the interval supports. */
export function pointsWords(difference: Omit<Measured, 'p'>): string {
  const { mean, interval } = pointsWithin(difference);
  return `${mean} points (${interval})`;
}

/** The verdict on a difference, the same wherever it is shown. */
export type Verdict = Pick<Difference, 'verdict' | 'words'>;

const cannotTell = (rest: string): Verdict => ({ verdict: 'unclear', words: `Cannot tell: ${rest}` });
const real = (rest: string): Verdict => ({ verdict: 'real', words: `Real: ${rest}` });

/** The verdict in a word or two, to follow the figures; empty where the figures say it all. */
export function shortVerdict({ verdict }: Pick<Difference, 'verdict'>): string {
  const words: Readonly<Record<Difference['verdict'], string>> = {
    real: '',
    unclear: 'cannot tell',
    oneRunEach: 'one run each',
    nothingLearned: 'says nothing',
  };
  return words[verdict];
}

/**
 * @param differences of the pairs, row minus baseline
 * @param resolution as in the test
 */
export function pairedVerdict(result: TestResult, differences: readonly number[], resolution = 0): Verdict {
  const count = differences.length;
  const better = differences.filter((difference) => difference > 0).length;
  const worse = differences.filter((difference) => difference < 0).length;
  // Equal accuracies do not prove that there is no difference: the interval says how large it may be.
  if (better === 0 && worse === 0)
    return cannotTell(`${pointsWords(result)}, the same accuracy on ${count} of ${count} seeds`);
  const seeds = result.mean >= 0 ? `${better} of ${count} seeds better` : `${worse} of ${count} seeds worse`;
  const measured = `${pointsWords(result)}, ${seeds}`;
  if (isReal(result)) return real(measured);
  const needed = pairsNeeded(differences, mostRepeats, resolution);
  const repeats = needed === undefined ? `more than ${mostRepeats}` : `about ${needed}`;
  return cannotTell(`${measured}; needs more repeats (${repeats} in all if it stays like this)`);
}

export function welchVerdict(result: TestResult, runs: number, baselineRuns: number): Verdict {
  const measured = `${pointsWords(result)}, ${runs} against ${baselineRuns} runs with other seeds`;
  return isReal(result) ? real(measured) : cannotTell(`${measured}; needs more repeats`);
}

/** Networks that learned nothing cannot show a difference between techniques, whatever the test says. */
export function nothingLearnedVerdict(result: Omit<Measured, 'p'>, ofBaseline: boolean): Verdict {
  const who = ofBaseline ? 'the baseline' : 'this row';
  return { verdict: 'nothingLearned', words: `Says nothing: ${pointsWords(result)}, but ${who} learned nothing` };
}

/** One run each shows whether these two networks differ, but not what another seed would give. */
export function mcnemarVerdict(result: TestResult, examples: number): Verdict {
  const measured = `${pointsWords(result)} on the same ${count(examples)} images`;
  if (!isReal(result)) return cannotTell(`${measured}, one run each; needs more repeats`);
  const limit = 'one run each says nothing of the technique, so repeat with 3 seeds';
  return { verdict: 'oneRunEach', words: `These two networks differ: ${measured}; ${limit}` };
}
