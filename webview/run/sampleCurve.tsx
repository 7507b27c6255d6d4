/** Shows the accuracy of test-time augmentation by number of predictions, and that of a single prediction without it. */
import { useMemo } from 'preact/hooks';
import { Curves, type Curve } from '../shared/curves';
import { percent } from '../shared/format';
import { points } from '../../words/numbers';

interface Props {
  /** Accuracy of the first prediction, of the first two combined, and so on. */
  readonly accuracies: readonly number[];
  /** Accuracy of one prediction of the unchanged face. */
  readonly single: number;
  /** Published accuracy by number of predictions. */
  readonly published?: Readonly<Record<string, number>> | undefined;
}

/** Numbers of predictions that are listed: those that studies usually report. */
const reported = [1, 2, 3, 5, 10, 15, 20, 25, 50, 100, 200];

/** The published accuracies as a curve, x ascending. */
function publishedPoints(published: Readonly<Record<string, number>>): { x: number[]; y: number[] } {
  const x = Object.keys(published)
    .map(Number)
    .sort((a, b) => a - b);
  return { x, y: x.map((count) => published[count]!) };
}

export function SampleCurve({ accuracies, single, published }: Props) {
  const count = accuracies.length;
  const curves = useMemo(
    (): Curve[] => [
      { label: 'a single prediction', style: 'reference', x: [0, count], y: [single, single] },
      { label: 'combined', style: 'validation', x: accuracies.map((_, i) => i + 1), y: accuracies },
      ...(published ? [{ label: 'published', style: 'train', ...publishedPoints(published) } as const] : []),
    ],
    [accuracies, single, published],
  );
  const all = [...accuracies, single, ...Object.values(published ?? {})];
  // Two decimals if all accuracies lie within a point: otherwise labels of the axis would repeat.
  const decimals = Math.max(...all) - Math.min(...all) < 0.01 ? 2 : 1;
  const format = (value: number): string => percent(value, decimals);
  const last = accuracies.at(-1)!;
  const shown = [...new Set([...reported.filter((number) => number < count), count])];
  return (
    <div class="sample-curve">
      <Curves
        title="Test accuracy by number of predictions"
        curves={curves}
        epochs={count}
        unit="Predictions"
        format={format}
        description={
          `Test accuracy by number of predictions: ${format(accuracies[0]!)} with 1, ${format(last)} with ${count}, ` +
          `${points(last - single, decimals)} points from the ${format(single)} of a single prediction of the unchanged face`
        }
      />
      <dl>
        {shown.map((number) => (
          <div key={number}>
            <dt>n = {number}</dt>
            <dd>{percent(accuracies[number - 1]!, 2)}</dd>
            {published?.[number] !== undefined && <dd class="muted">published {percent(published[number], 2)}</dd>}
          </div>
        ))}
      </dl>
    </div>
  );
}
