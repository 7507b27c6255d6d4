/** Shows the accuracy of test-time augmentation by number of predictions, and that of a single prediction without it. */
import { useMemo } from 'preact/hooks';
import { sampleCurve, type Samples } from '../../figures/sampleCurve';
import { Curves } from '../shared/curves';
import { percent } from '../shared/format';

/** Numbers of predictions that are listed: those that studies usually report. */
const reported = [1, 2, 3, 5, 10, 15, 20, 25, 50, 100, 200];

export function SampleCurve({ accuracies, single, published }: Samples) {
  const count = accuracies.length;
  const chart = useMemo(() => sampleCurve({ accuracies, single, published }), [accuracies, single, published]);
  const shown = [...new Set([...reported.filter((number) => number < count), count])];
  return (
    <div class="sample-curve">
      <Curves chart={chart} />
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
