/** The metrics of a comparison: one name and one format for each, on pages, in the terminal and in exports. */
import {
  type Bounds,
  count,
  counted,
  decimal,
  duration,
  loss,
  lossWithin,
  percentWithin,
  pointsWithin,
  type SignedWithin,
  type Within,
} from './numbers';
import type { ComparedMetric, Difference, DifferenceMetric } from '../schemas/messages/comparison';

type CommonFaces = NonNullable<Difference['common']>;

export interface MetricWords {
  readonly title: string;
  readonly hint: string;
  /** @param bounds of the 95 % interval, in the metric's unit; absent for a single value */
  readonly words: (value: number, bounds?: Partial<Bounds>) => Within;
}

/** An interval that leaves what is possible, or whose ends are not equally far from the value, is shown by its ends. */
const plain =
  (format: (value: number) => string, least = 0, most = Infinity): MetricWords['words'] =>
  (value, { low, high } = {}) => ({
    value: format(value),
    ...(low !== undefined &&
      high !== undefined && {
        spread:
          low <= least || high >= most || format(value - low) !== format(high - value)
            ? `(${format(Math.max(least, low))} to ${format(Math.min(most, high))})`
            : `± ${format((high - low) / 2)}`,
      }),
  });

const percentage: MetricWords['words'] = (value, { low, high } = {}) =>
  percentWithin(value, low === undefined || high === undefined ? undefined : { low, high });

export const metricWords: Readonly<Record<ComparedMetric, MetricWords>> = {
  testAccuracy: {
    title: 'Test accuracy',
    hint: 'Mean with its 95 % interval for another seed and other faces of this kind',
    words: percentage,
  },
  testMacroF1: { title: 'Macro-F1', hint: 'Unweighted mean of the classes’ F1 on test', words: percentage },
  testBalancedAccuracy: {
    title: 'Balanced accuracy',
    hint: 'Mean of the classes’ recalls on test',
    words: percentage,
  },
  testKappa: {
    title: 'Kappa',
    hint: 'Cohen’s κ on test: agreement beyond chance; its interval is for another seed on these faces',
    words: plain(loss, -1, 1),
  },
  testMcc: {
    title: 'MCC',
    hint: 'Matthews’ correlation of predictions and labels on test; its interval is for another seed on these faces',
    words: plain(loss, -1, 1),
  },
  testLoss: { title: 'Test loss', hint: 'Cross-entropy on test', words: plain(loss) },
  testEce: {
    title: 'ECE',
    hint: 'Expected calibration error on test, in 15 bins: how far it is from being as often right as it is sure; never 0 by chance; its interval is for another seed on these faces',
    words: plain(loss, 0, 1),
  },
  testVoteShare: {
    title: 'Share of votes',
    hint: 'Mean share of the votes of FER+’s people on test that are for the class that the network names; its interval is for another seed on these faces',
    words: percentage,
  },
  testVoteCrossEntropy: {
    title: 'Loss to votes',
    hint: 'Cross-entropy to the votes of FER+’s people on test; its interval is for another seed on these faces',
    words: plain(loss),
  },
  testUnseenAccuracy: {
    title: 'Test, unseen',
    hint: 'Accuracy on test faces that are not byte-identical to a training or validation face',
    words: percentage,
  },
  bestValidationAccuracy: {
    title: 'Best validation',
    hint: 'Validation accuracy of the best epoch',
    words: percentage,
  },
  lastValidationAccuracy: {
    title: 'Last validation',
    hint: 'Validation accuracy of the last epoch',
    words: percentage,
  },
  trainAccuracy: {
    title: 'Training',
    hint: 'Accuracy on the training faces, without augmentation',
    words: percentage,
  },
  bestEpoch: {
    title: 'Best epoch',
    hint: 'The epoch whose weights were evaluated; the mean of the runs',
    words: (value) => ({ value: decimal(value, Number.isInteger(value) ? 0 : 1) }),
  },
  trainingSeconds: {
    title: 'Training time',
    hint: 'Training and validating; a run’s total time has loading, evaluating and saving too',
    words: plain(duration),
  },
};

export interface DifferenceWords {
  /** To follow “Difference in”: `test accuracy`. */
  readonly title: string;
  readonly lowerIsBetter: boolean;
  readonly words: (difference: Bounds & { readonly mean: number }) => SignedWithin;
  /** The metric itself. */
  readonly value: MetricWords['words'];
  /** Behind the figures, with a blank before it; empty where there is no unit. */
  readonly unit: string;
}

const inPoints = (title: string): DifferenceWords => ({
  title,
  lowerIsBetter: false,
  words: pointsWithin,
  value: percentage,
  unit: ' points',
});
const lossLike = (title: string): DifferenceWords => ({
  title,
  lowerIsBetter: true,
  words: lossWithin,
  value: plain(loss),
  unit: '',
});

const differences: Readonly<Record<Exclude<DifferenceMetric, RecallMetric>, DifferenceWords>> = {
  accuracy: inPoints('test accuracy'),
  macroF1: inPoints('macro-F1'),
  balancedAccuracy: inPoints('balanced accuracy'),
  loss: lossLike('test loss'),
  brier: lossLike('Brier score'),
};

/** How a metric's differences are written. */
export function differenceWords(metric: DifferenceMetric): DifferenceWords {
  return isRecall(metric) ? inPoints(`recall of ${recallClass(metric)}`) : differences[metric];
}

const columns: Readonly<Partial<Record<DifferenceMetric, ComparedMetric>>> = {
  accuracy: 'testAccuracy',
  macroF1: 'testMacroF1',
  balancedAccuracy: 'testBalancedAccuracy',
  loss: 'testLoss',
};

/** The compared metric that differences of this one are differences of; undefined if a comparison has it only when chosen. */
export function comparedAs(metric: DifferenceMetric): ComparedMetric | undefined {
  return columns[metric];
}

/** The heading of a column of the metric itself: `Recall of happy`. */
export function metricTitle(metric: DifferenceMetric): string {
  const { title } = differenceWords(metric);
  return title.charAt(0).toUpperCase() + title.slice(1);
}

/** The heading of a column of differences: `Difference in points`; of another metric than accuracy, which. */
export function differenceTitle(metric: DifferenceMetric): string {
  const { title, unit } = differenceWords(metric);
  if (metric === 'accuracy') return `Difference in${unit}`;
  return unit === '' ? `Difference in ${title}` : `Difference in ${title},${unit}`;
}

const recallPrefix = 'recall:';

export type RecallMetric = `recall:${string}`;

export function isRecall(metric: string): metric is RecallMetric {
  return metric.startsWith(recallPrefix);
}

/** The class whose recall is meant. */
export function recallClass(metric: RecallMetric): string {
  return metric.slice(recallPrefix.length);
}

/** What both rows reached on the faces that they have in common, to follow the verdict. */
export function commonFacesWords({ row, baseline, faces }: CommonFaces, metric: DifferenceMetric): string {
  const { value } = differenceWords(metric);
  const of = isRecall(metric) ? ` of ${recallClass(metric)}` : '';
  return `on the ${counted(faces, 'face')}${of} in common: ${value(row).value} here, ${value(baseline).value} of the baseline`;
}

export const commonFacesNote =
  'Its difference is on the test faces that it has in common with the baseline, with the same labels: these may be easier or harder than the others.';

/** What a reader who looks at several metrics must know; undefined for accuracy, which is looked at anyway. */
export function severalMetricsWords(metric: DifferenceMetric): string | undefined {
  if (metric === 'accuracy') return undefined;
  return 'Verdicts take the number of rows into account, but not the number of metrics: whoever looks at several metrics finds differences by chance. Decide on one before you look.';
}

/**
 * How often test faces were looked at, as a sentence; undefined where that was once.
 * @param runs finished runs of the project that were tested on them
 */
export function looksWords({ runs, faces }: { readonly runs: number; readonly faces: number }): string | undefined {
  if (runs < 2) return undefined;
  return `${count(runs)} finished runs of this project were tested on these ${count(faces)} faces. Whoever chooses by their results needs other faces for a last test: choose by validation.`;
}
