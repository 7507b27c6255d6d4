/** The metrics of a comparison: one name and one format for each, on pages, in the terminal and in exports. */
import { decimal, duration, loss, percentWithin, type Within } from './numbers';
import type { ComparedMetric } from '../schemas/messages/comparison';

export interface MetricWords {
  readonly title: string;
  readonly hint: string;
  /** @param halfWidth half the width of the 95 % interval, in the metric's unit; absent for a single value */
  readonly words: (value: number, halfWidth?: number) => Within;
}

const plain =
  (format: (value: number) => string): MetricWords['words'] =>
  (value, halfWidth) => ({
    value: format(value),
    ...(halfWidth !== undefined && {
      // None of these values can be negative.
      spread: halfWidth > value ? `(${format(0)} to ${format(value + halfWidth)})` : `± ${format(halfWidth)}`,
    }),
  });

const percentage: MetricWords['words'] = (value, halfWidth) => percentWithin(value, halfWidth);

export const metricWords: Readonly<Record<ComparedMetric, MetricWords>> = {
  testAccuracy: { title: 'Test accuracy', hint: 'Mean ± 95 % interval over repeats', words: percentage },
  testMacroF1: { title: 'Macro-F1', hint: 'Unweighted mean of the classes’ F1 on test', words: percentage },
  testLoss: { title: 'Test loss', hint: 'Cross-entropy on test', words: plain(loss) },
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
    // The uncertainty of a mean of epochs helps nobody.
    words: (value) => ({ value: decimal(value, Number.isInteger(value) ? 0 : 1) }),
  },
  trainingSeconds: {
    title: 'Training time',
    hint: 'Training and validating; a run’s total time has loading, evaluating and saving too',
    words: plain(duration),
  },
};
