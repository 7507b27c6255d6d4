/** The accuracy of test-time augmentation by number of predictions, and that of a single prediction without it. */
import { percent, points } from '../words/numbers';
import type { CurveChart } from './curves';

export interface Samples {
  /** Accuracy of the first prediction, of the first two combined, and so on. */
  readonly accuracies: readonly number[];
  /** Accuracy of one prediction of the unchanged face. */
  readonly single: number;
  /** Published accuracy by number of predictions. */
  readonly published?: Readonly<Record<string, number>> | undefined;
}

export function sampleCurve({ accuracies, single, published = {} }: Samples): CurveChart {
  const count = accuracies.length;
  const all = [...accuracies, single, ...Object.values(published)];
  // Two decimals if all accuracies lie within a point: otherwise labels of the axis would repeat.
  const decimals = Math.max(...all) - Math.min(...all) < 0.01 ? 2 : 1;
  const format = (value: number): string => percent(value, decimals);
  const last = accuracies.at(-1)!;
  const counts = Object.keys(published)
    .map(Number)
    .sort((a, b) => a - b);
  const ofOthers = { x: counts, y: counts.map((number) => published[number]!) };
  return {
    title: 'Test accuracy by number of predictions',
    quantity: 'Test accuracy',
    unit: 'Predictions',
    epochs: count,
    format,
    curves: [
      { label: 'a single prediction', style: 'reference', x: [0, count], y: [single, single] },
      { label: 'combined', style: 'validation', x: accuracies.map((_, i) => i + 1), y: accuracies },
      ...(counts.length > 0 ? [{ label: 'published', style: 'train', ...ofOthers } as const] : []),
    ],
    description:
      `Test accuracy by number of predictions: ${format(accuracies[0]!)} with 1, ${format(last)} with ${count}, ` +
      `${points(last - single, decimals)} points from the ${format(single)} of a single prediction of the unchanged face`,
  };
}
