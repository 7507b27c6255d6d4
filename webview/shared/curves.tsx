/** Draws curves over epochs, or another count, with uPlot. Charts of a page with the same count share their crosshair. */
import { useEffect, useRef } from 'preact/hooks';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import './curves.css';
import { type Curve, type CurveChart, curvesFigure, dashOf, descriptionOf } from '../../figures/curves';
import { ExportPicture } from './exportPicture';
import { useTheme, type Theme } from './theme';

interface Props {
  readonly chart: CurveChart;
  /** Last epoch of a first stage, marked by a solid line. */
  readonly stageEnd?: number | undefined;
  /** Formats a position on the x axis, to follow the unit: `12, step 4 of 9`. Default: its number. */
  readonly place?: (x: number) => string;
}

/** Brings curves with points at different epochs to one x, as uPlot needs. Null means no point; the line continues over it. */
function align(curves: readonly Curve[]): UPlot.AlignedData {
  const xs = [...new Set(curves.flatMap((curve) => curve.x))].sort((a, b) => a - b);
  const index = new Map(xs.map((x, i) => [x, i]));
  const columns = curves.map((curve) => {
    const column = new Array<number | null>(xs.length).fill(null);
    curve.x.forEach((x, i) => (column[index.get(x)!] = curve.y[i]!));
    return column;
  });
  return [xs, ...columns];
}

type Words = Required<Pick<CurveChart, 'curves' | 'format' | 'unit'> & Pick<Props, 'place'>>;

/** Index of the position that the legend shows: that of the pointer, otherwise the end of the run's own curves. */
function shownAt({ data }: UPlot, curves: readonly Curve[], at: number | null | undefined): number | undefined {
  if (at !== null && at !== undefined) return at;
  const subjects = curves.some(({ style }) => style !== 'earlier')
    ? curves.flatMap(({ style }, index) => (style === 'earlier' ? [] : (latest(data[index + 1]!, at) ?? [])))
    : [data[0].length - 1];
  return subjects.length === 0 ? undefined : Math.max(...subjects);
}

function series(curve: Curve, theme: Theme, { curves, format, unit, place }: Words): UPlot.Series {
  const colours = {
    train: theme.train,
    'train-batches': theme.train,
    validation: theme.validation,
    earlier: theme.muted,
    reference: theme.muted,
  };
  const alpha = curve.style === 'earlier' ? 0.5 : curve.style === 'train-batches' ? 0.7 : 1;
  const stroke = curve.colour ?? colours[curve.style];
  const dash = dashOf(curve);
  return {
    label: curve.label,
    stroke,
    alpha,
    width: curve.style === 'train-batches' ? 1 : 2,
    spanGaps: true,
    points: { show: curve.style === 'train' || curve.style === 'validation', size: 5, fill: stroke },
    value: (plot, _, index, at) => {
      const xs = plot.data[0];
      const last = latest(plot.data[index]!, at);
      if (last === undefined) return '–';
      const value = format(plot.data[index]![last]!);
      // If the curve has no point at the shown position, the legend names the position of its value.
      return xs[last] === xs[shownAt(plot, curves, at) ?? -1]
        ? value
        : `${value} (${unit.toLowerCase()} ${place(xs[last]!)})`;
    },
    ...(dash ? { dash: [...dash] } : {}),
  };
}

/** Index of the last point up to a position; of the last point of the curve if the pointer is not over the chart. */
function latest(column: ArrayLike<number | null | undefined>, at: number | null | undefined): number | undefined {
  for (let index = at ?? column.length - 1; index >= 0; index--) {
    const value = column[index];
    if (value !== null && value !== undefined) return index;
  }
  return undefined;
}

/** The border style that resembles a curve's line: uPlot draws its legend with borders. */
function borderOf(curve: Curve | undefined): 'solid' | 'dashed' | 'dotted' {
  const dash = curve && dashOf(curve);
  if (!dash) return 'solid';
  return dash[0]! > 2 ? 'dashed' : 'dotted';
}

function marker(epoch: number | undefined, colour: string, dash: readonly number[]): UPlot.Plugin {
  return {
    hooks: {
      draw: (plot) => {
        if (epoch === undefined) return;
        const x = Math.round(plot.valToPos(epoch, 'x', true));
        const { top, height } = plot.bbox;
        plot.ctx.save();
        plot.ctx.strokeStyle = colour;
        plot.ctx.lineWidth = devicePixelRatio;
        plot.ctx.setLineDash(dash.map((length) => length * devicePixelRatio));
        plot.ctx.beginPath();
        plot.ctx.moveTo(x, top);
        plot.ctx.lineTo(x, top + height);
        plot.ctx.stroke();
        plot.ctx.restore();
      },
    },
  };
}

/** Steps of the axis in whole epochs. */
const wholeEpochs: UPlot.Axis.Incrs = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

export function Curves({ chart, stageEnd, place = String }: Props) {
  const { title, curves, epochs, bestEpoch, format, fromZero = false, unit = 'Epoch' } = chart;
  const container = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot>();
  const theme = useTheme();
  const shape = JSON.stringify([
    theme,
    curves.map((curve) => [curve.label, curve.style, curve.colour, curve.dash]),
    epochs,
    bestEpoch,
    stageEnd,
  ]);

  useEffect(() => {
    const element = container.current!;
    const axis = {
      stroke: theme.muted,
      grid: { stroke: theme.grid, width: 1 },
      ticks: { show: false },
      font: '11px system-ui',
    };
    const options: UPlot.Options = {
      width: Math.max(200, element.clientWidth),
      height: 220,
      cursor: { sync: { key: unit }, drag: { x: true, y: false } },
      // The marker is a short piece of the curve's line, with its dashes.
      legend: { live: true, markers: { dash: (_, index) => borderOf(curves[index - 1]) } },
      scales: {
        x: { time: false, range: () => [0, Math.max(1, epochs)] },
        y: { range: (_, low, high) => padded(fromZero ? 0 : low, high) },
      },
      axes: [
        { ...axis, size: 28, incrs: wholeEpochs, values: (_, values) => values.map((value) => String(value)) },
        { ...axis, size: 52, values: (_, values) => values.map(format) },
      ],
      series: [
        {
          label: unit,
          value: (plot, _, __, at) => {
            const last = shownAt(plot, curves, at);
            return last === undefined ? '–' : place(plot.data[0][last]!);
          },
        },
        ...curves.map((curve) => series(curve, theme, { curves, format, unit, place })),
      ],
      plugins: [marker(stageEnd, theme.muted, []), marker(bestEpoch, theme.best, [2, 3])],
    };
    plot.current = new UPlot(options, align(curves), element);
    const observer = new ResizeObserver(() =>
      plot.current?.setSize({ width: Math.max(200, element.clientWidth), height: 220 }),
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.current?.destroy();
      plot.current = undefined;
    };
  }, [shape]);

  useEffect(() => plot.current?.setData(align(curves)), [curves]);

  return (
    <figure class="chart">
      <figcaption>
        {title}
        <ExportPicture title={title} draw={(subject) => curvesFigure(chart, subject)} />
      </figcaption>
      <div ref={container} role="img" aria-label={descriptionOf(chart)} />
    </figure>
  );
}

function padded(low: number, high: number): [number, number] {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [0, 1];
  const margin = high === low ? Math.abs(high) * 0.1 || 0.1 : (high - low) * 0.06;
  return [low === 0 ? 0 : low - margin, high + margin];
}
