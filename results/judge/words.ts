/** Puts the verdict on a difference in words for readers who are not statisticians. */
import { differenceWords } from '../../words/metrics';
import { count, counted, pValue } from '../../words/numbers';
import type { Measured } from './difference';
import { fewestSeeds } from './plan';
import type { Difference, DifferenceMetric } from '../../schemas/messages/comparison';

const significance = 0.05;
/** How many comparisons a verdict is one of. */
export interface Family {
  /** Holm's. */
  readonly adjustedP: number;
  readonly compared: number;
}

/** `+1.8 points (0.9 to 2.7)`. */
function measuredWords(measured: Pick<Measured, 'mean' | 'low' | 'high'>, metric: DifferenceMetric): string {
  const { words, unit } = differenceWords(metric);
  const { mean, interval } = words(measured);
  return `${mean}${unit} (${interval})`;
}

/** The verdict on a difference, the same wherever it is shown. */
export type Verdict = Pick<Difference, 'verdict' | 'words'>;

const cannotTell = (...parts: string[]): Verdict => ({ verdict: 'unclear', words: `Cannot tell: ${sentence(parts)}` });
const real = (...parts: string[]): Verdict => ({ verdict: 'real', words: `Real: ${sentence(parts)}` });
const sentence = (parts: readonly string[]): string => parts.filter((part) => part !== '').join('; ');

/** What the data says of a difference, and no more. */
export function verdictOf(measured: Measured, metric: DifferenceMetric, family: Family): Verdict {
  const figures = measuredWords(measured, metric);
  const [row, baseline] = measured.networks;
  const isFew = Math.min(row, baseline) < fewestSeeds;
  const isUnlikely = family.adjustedP < significance;
  const isReal = isUnlikely && !isFew;
  if (measured.seedsOnly) {
    return cannotTell(
      `${figures} by the choice of seeds alone`,
      'predictions of some runs are missing or damaged, so nobody knows how much other faces would change it',
    );
  }
  switch (measured.test) {
    case 'oneEach': {
      const where = `${figures} on the same ${count(measured.faces)} faces`;
      const { one, these } = measured.ofFolds
        ? { one: 'one repeat of the folds each', these: 'These networks differ' }
        : { one: 'one run each', these: 'These two networks differ' };
      if (!isUnlikely)
        return cannotTell(
          `${where}, ${measured.ofFolds ? one : 'one network each'}`,
          chance(measured, family),
          `repeat with ${fewestSeeds} seeds`,
        );
      const limit = `${one} says nothing of the technique, so repeat with ${fewestSeeds} seeds`;
      const words = `${these}: ${sentence([`${where}, ${pWords(measured, family)}`, limit])}`;
      return { verdict: 'oneRunEach', words };
    }
    case 'oneAgainstSeveral':
      return cannotTell(`${figures}, ${row} against ${counted(baseline, 'network')}`, repeatBoth(measured));
    case 'unpaired': {
      const against = `${figures}, ${row} against ${baseline} networks, not paired by seed`;
      if (isReal) return real(against, ofSeveral(family));
      return cannotTell(against, chance(measured, family), moreSeeds(isFew) || repeatBoth(measured));
    }
    case 'paired': {
      const pairs = `${figures}, ${seedsWords(measured, metric)}`;
      return isReal ? real(pairs, ofSeveral(family)) : cannotTell(pairs, chance(measured, family), moreSeeds(isFew));
    }
  }
}

/** Networks that learned nothing. */
export interface Unlearned {
  readonly who: 'this row' | 'the baseline';
  /** At least one. */
  readonly unlearned: number;
  /** All of its networks. */
  readonly networks: number;
}

/**
 * Networks that learned nothing cannot show a difference between techniques, whatever the test says.
 * @param unlearned the row, the baseline or both, as far as they have such networks
 * @returns undefined where neither has
 */
export function nothingLearnedVerdict(
  measured: Measured,
  metric: DifferenceMetric,
  unlearned: readonly Unlearned[],
): Verdict | undefined {
  const figures = measuredWords(measured, metric);
  const whole = unlearned.filter((each) => each.unlearned === each.networks).map(({ who }) => who);
  if (whole.length > 0) {
    const who = whole.length === 1 ? `${whole[0]!} learned nothing` : `neither ${whole.join(' nor ')} learned anything`;
    return { verdict: 'nothingLearned', words: `Says nothing: ${figures}, but ${who}` };
  }
  if (unlearned.length === 0) return undefined;
  const some = unlearned.map((each) => `${each.unlearned} of ${each.networks} networks of ${each.who}`);
  return cannotTell(figures, `${some.join(' and ')} may have learned nothing`);
}

/** `3 of 3 seeds better`, in the direction of the mean. */
function seedsWords({ mean, pairs }: Measured, metric: DifferenceMetric): string {
  const { length } = pairs;
  const sign = Math.sign(mean) || 1;
  if (pairs.every((difference) => difference === 0)) return `equal on ${length} of ${length} seeds`;
  const many = pairs.filter((difference) => Math.sign(difference) === sign).length;
  const isBetter = sign > 0 !== differenceWords(metric).lowerIsBetter;
  return `${many} of ${length} seeds ${isBetter ? 'better' : 'worse'}`;
}

function moreSeeds(isFew: boolean): string {
  return isFew ? `two seeds are too few, so repeat with ${fewestSeeds} or more` : '';
}

/** A seed pairs networks of one framework alone. */
const repeatBoth = ({ pairable }: Measured): string =>
  pairable ? 'repeat both with the same seeds' : `repeat both, each with ${fewestSeeds} seeds or more`;

function pWords({ p }: Measured, { adjustedP, compared }: Family): string {
  return compared > 1 ? `adjusted ${pValue(adjustedP)}, 1 of ${compared} compared` : pValue(p);
}

function ofSeveral({ adjustedP, compared }: Family): string {
  return compared > 1 ? `1 of ${compared} compared, adjusted ${pValue(adjustedP)}` : '';
}

/** Where the interval excludes 0 but the verdict does not, for the row is one of several. */
function chance({ p }: Measured, { adjustedP, compared }: Family): string {
  if (p >= significance || adjustedP < significance) return '';
  return `one of ${compared} rows may look like this by chance (adjusted ${pValue(adjustedP)})`;
}
