/** Is a difference real? In words for a reader who is no statistician. */
import type { Difference } from '../schemas/messages';
import { pairsNeeded, type TestResult } from './statistics';
import { decimalsFor, formatPoints } from './words';

const significance = 0.05;
/** More repeats than this are not worth proposing. */
const mostRepeats = 50;

type Measured = Pick<Difference, 'mean' | 'low' | 'high' | 'p'>;

/** Whether the interval of a difference excludes 0. */
export function isReal({ p }: Pick<Difference, 'p'>): boolean {
  return p < significance;
}

/** `+1.8 points (0.9 to 2.7)`, with as many digits as the interval supports. */
export function pointsWords(difference: Omit<Measured, 'p'>): string {
  const { mean, interval } = pointsAndInterval(difference);
  return `${mean} points (${interval})`;
}

/** The parts of `pointsWords`: `+1.8` and `0.9 to 2.7`. */
export function pointsAndInterval({ mean, low, high }: Omit<Measured, 'p'>): { mean: string; interval: string } {
  const decimals = decimalsFor((100 * (high - low)) / 2);
  const bound = (value: number): string => formatPoints(value, decimals).replace('+', '');
  return { mean: formatPoints(mean, decimals), interval: `${bound(low)} to ${bound(high)}` };
}

/** @param differences of the pairs, row minus baseline */
export function pairedWords(result: TestResult, differences: readonly number[]): string {
  const count = differences.length;
  const better = differences.filter((difference) => difference > 0).length;
  const worse = differences.filter((difference) => difference < 0).length;
  if (better === 0 && worse === 0) return `No difference: the same accuracy on ${count} of ${count} seeds`;
  const seeds = result.mean >= 0 ? `${better} of ${count} seeds better` : `${worse} of ${count} seeds worse`;
  const measured = `${pointsWords(result)}, ${seeds}`;
  if (isReal(result)) return `Real: ${measured}`;
  const needed = pairsNeeded(differences, mostRepeats);
  const repeats = needed === undefined ? 'more than 50' : `about ${needed}`;
  return `Cannot tell: ${measured}; needs more repeats (${repeats} if it stays like this)`;
}

export function welchWords(result: TestResult, runs: number, baselineRuns: number): string {
  const measured = `${pointsWords(result)}, ${runs} against ${baselineRuns} runs with other seeds`;
  return isReal(result) ? `Real: ${measured}` : `Cannot tell: ${measured}; needs more repeats`;
}

/** Neither a test nor repeats make a difference of techniques out of networks that learned nothing. */
export function nothingLearnedWords(result: Omit<Measured, 'p'>, ofBaseline: boolean): string {
  const who = ofBaseline ? 'the baseline' : 'this row';
  return `Says nothing: ${pointsWords(result)}, but ${who} learned nothing`;
}

/** A single run each tells about these two networks, and nothing about what another seed would give. */
export function mcnemarWords(result: TestResult, examples: number): string {
  const measured = `${pointsWords(result)} on the same ${examples.toLocaleString('en-GB')} images`;
  return isReal(result)
    ? `These two networks differ: ${measured}; one run each says nothing of the technique, so repeat with 3 seeds`
    : `Cannot tell: ${measured}, one run each; needs more repeats`;
}
