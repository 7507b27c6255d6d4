/** Shows loss and accuracy of a run per batch and epoch, with faint curves of earlier runs behind them. */
import { useMemo, useState } from 'preact/hooks';
import { bestEpochOf, learningCurves } from '../../figures/learningCurves';
import { Curves } from '../shared/curves';
import { percent } from '../shared/format';
import type { RunView } from '../../schemas/messages/run';

/** Describes a position on the x axis: `11` at the end of an epoch, `12, step 4 of 9` within the next. */
function placeIn(stepsPerEpoch: number | undefined): (x: number) => string {
  return (x) => {
    const epoch = Math.floor(x);
    if (x === epoch || stepsPerEpoch === undefined) return String(Math.ceil(x));
    return `${epoch + 1}, step ${Math.round((x - epoch) * stepsPerEpoch)} of ${stepsPerEpoch}`;
  };
}

export function LearningCurves({ view }: { view: RunView }) {
  const [showBatches, setShowBatches] = useState(true);
  const [showEarlier, setShowEarlier] = useState(true);
  const best = bestEpochOf(view);
  const { batches, epochs, earlier, header } = view;
  const charts = useMemo(() => {
    const shown = { batches: showBatches, earlier: showEarlier };
    return (['accuracy', 'loss'] as const).map((quantity) => learningCurves(view, quantity, shown));
  }, [batches, epochs, earlier, header.epochs, header.stepsPerEpoch, showBatches, showEarlier]);
  if (view.batches.length === 0 && view.epochs.length === 0) {
    return view.header.state === 'running' || view.header.state === 'queued' ? (
      <p class="empty muted">Curves appear with the first batches.</p>
    ) : null;
  }
  const fineTuned = epochs.find(({ stage }) => stage === 2);
  const stageEnd = fineTuned && fineTuned.epoch - 1;
  return (
    <section aria-label="Learning curves">
      <div class="section-head">
        <h2>Learning curves</h2>
        {best && (
          <span class="muted">
            best epoch {best.epoch}: validation {percent(best.validationAccuracy)}
          </span>
        )}
        {stageEnd !== undefined && <span class="muted">fine tuning after epoch {stageEnd}</span>}
        <span class="spacer" />
        <vscode-checkbox label="Per batch" checked={showBatches} onChange={() => setShowBatches(!showBatches)} />
        {view.earlier.length > 0 && (
          <vscode-checkbox
            label={`Earlier runs (${view.earlier.length})`}
            checked={showEarlier}
            onChange={() => setShowEarlier(!showEarlier)}
          />
        )}
      </div>
      <div class="charts">
        {charts.map((chart) => (
          <Curves key={chart.title} chart={chart} place={placeIn(header.stepsPerEpoch)} stageEnd={stageEnd} />
        ))}
      </div>
    </section>
  );
}
