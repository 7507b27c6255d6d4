/** Shows loss and accuracy of a run per batch and epoch, with faint curves of earlier runs behind them. */
import { useMemo, useState } from 'preact/hooks';
import { Curves, type Curve } from '../shared/curves';
import { percent } from '../shared/format';
import { loss as asLoss } from '../../words/numbers';
import type { BatchPoint, EpochPoint, RunView } from '../../schemas/messages/run';

type Quantity = 'loss' | 'accuracy';
const validationOf = { loss: 'validationLoss', accuracy: 'validationAccuracy' } as const;

/** Earlier runs are all grey; their dashes distinguish them. */
const earlierDashes: readonly Pick<Curve, 'dash'>[] = [{}, { dash: [10, 4] }, { dash: [2, 3] }];

function curvesOf(view: RunView, quantity: Quantity, showBatches: boolean, showEarlier: boolean): Curve[] {
  const { epochs, batches, earlier, header } = view;
  const stepsPerEpoch = header.stepsPerEpoch ?? 1;
  const curve = (
    label: string,
    style: Curve['style'],
    points: readonly EpochPoint[],
    key: keyof EpochPoint,
  ): Curve => ({
    label,
    style,
    x: points.map(({ epoch }) => epoch),
    y: points.map((point) => Number(point[key])),
  });
  const ofBatches = (points: readonly BatchPoint[]): Curve => ({
    label: 'training, per batch',
    style: 'train-batches',
    x: points.map(({ epoch, step }) => epoch - 1 + step / stepsPerEpoch),
    y: points.map((point) => point[quantity]),
  });
  return [
    ...(showEarlier
      ? earlier.map((run, index) => ({
          ...curve(run.label, 'earlier', run.epochs, validationOf[quantity]),
          ...earlierDashes[index % earlierDashes.length],
        }))
      : []),
    ...(showBatches ? [ofBatches(batches)] : []),
    curve('training', 'train', epochs, quantity),
    curve('validation', 'validation', epochs, validationOf[quantity]),
  ];
}

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
  const best = view.epochs.findLast((epoch) => epoch.best);
  const [loss, accuracy] = useMemo(
    () => [curvesOf(view, 'loss', showBatches, showEarlier), curvesOf(view, 'accuracy', showBatches, showEarlier)],
    [view.batches, view.epochs, view.earlier, showBatches, showEarlier],
  );
  if (view.batches.length === 0 && view.epochs.length === 0) {
    return view.header.state === 'running' || view.header.state === 'queued' ? (
      <p class="empty muted">Curves appear with the first batches.</p>
    ) : null;
  }
  const epochs = view.header.epochs;
  const fineTuned = view.epochs.find(({ stage }) => stage === 2);
  const stageEnd = fineTuned && fineTuned.epoch - 1;
  const steps = view.header.stepsPerEpoch;
  const common = { place: placeIn(steps), epochs, bestEpoch: best?.epoch, stageEnd };
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
        <Curves title="Accuracy" curves={accuracy} format={(value) => percent(value)} fromZero {...common} />
        <Curves title="Loss" curves={loss} format={asLoss} {...common} />
      </div>
    </section>
  );
}
