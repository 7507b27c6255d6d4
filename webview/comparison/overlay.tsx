/** Shows the validation curves of the selected runs in one chart. */
import { useMemo } from 'preact/hooks';
import type { Curve, CurveChart } from '../../figures/curves';
import { Curves } from '../shared/curves';
import { loss as asLoss, percent } from '../../words/numbers';
import type { EarlierRun } from '../../schemas/messages/run';

/** Okabe and Ito's palette (2008), distinguishable with every kind of colour vision. Dashes distinguish neighbours too. */
const palette = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#999999'];
/** Their number has no common divisor with that of the colours, so 21 curves differ in colour, dash or both. */
const dashes = [undefined, [8, 4], [2, 3]];

function curvesOf(runs: readonly EarlierRun[], key: 'validationAccuracy' | 'validationLoss'): Curve[] {
  return runs.map((run, index) => {
    const dash = dashes[index % dashes.length];
    return {
      label: run.label,
      style: 'validation',
      x: run.epochs.map(({ epoch }) => epoch),
      y: run.epochs.map((epoch) => epoch[key]),
      colour: palette[index % palette.length]!,
      ...(dash ? { dash } : {}),
    };
  });
}

function chartsOf(runs: readonly EarlierRun[]): CurveChart[] {
  const epochs = Math.max(1, ...runs.flatMap((run) => run.epochs.map(({ epoch }) => epoch)));
  return [
    {
      ...{ title: 'Validation accuracy', format: (value: number) => percent(value), epochs },
      curves: curvesOf(runs, 'validationAccuracy'),
    },
    { title: 'Validation loss', format: asLoss, epochs, curves: curvesOf(runs, 'validationLoss') },
  ];
}

export function Overlay({ runs, onClose }: { runs: readonly EarlierRun[]; onClose: () => void }) {
  const charts = useMemo(() => chartsOf(runs), [runs]);
  return (
    <section class="overlay" aria-label="Curves of the selected runs">
      <div class="section-head">
        <h2>Curves of {runs.length === 1 ? 'one run' : `${runs.length} runs`}</h2>
        <span class="spacer" />
        <vscode-button secondary icon="close" onClick={onClose}>
          Close
        </vscode-button>
      </div>
      <div class="charts">
        {charts.map((chart) => (
          <Curves key={chart.title} chart={chart} />
        ))}
      </div>
    </section>
  );
}
