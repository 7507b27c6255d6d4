/** Draws curves with axes, units and a legend. */
import { scale, ticks, wholeTicks } from './scale';
import { colours, element, head, headHeight, palette, svgDocument, text, textWidth } from './svg';

export interface Line {
  readonly label: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Default: the next colour of the palette. */
  readonly colour?: string | undefined;
  readonly dash?: readonly number[] | undefined;
  /** Thickness in pixels. Default 2. */
  readonly width?: number | undefined;
  readonly opacity?: number | undefined;
  readonly points?: boolean | undefined;
}

export interface LineChart {
  readonly title: string;
  readonly subtitle?: string;
  readonly xTitle: string;
  /** The axis goes from 0 to this. */
  readonly xMaximum: number;
  readonly yTitle: string;
  readonly format: (value: number) => string;
  readonly fromZero?: boolean;
  readonly lines: readonly Line[];
  /** A dotted vertical line, with its name in the legend. */
  readonly mark?: { readonly x: number; readonly label: string } | undefined;
  readonly description: string;
}

const width = 760;
const plotHeight = 320;
const rowHeight = 20;
const markColour = palette[2];

export function lineChart(chart: LineChart): string {
  const lines = chart.lines.filter(({ x }) => x.length > 0);
  const [low, high] = range(lines, chart.fromZero ?? false);
  const yTicks = ticks(low, high, 6);
  const xTicks = wholeTicks(0, chart.xMaximum, 10);
  const top = headHeight(chart.subtitle);
  const left = 44 + Math.max(...yTicks.map((value) => textWidth(chart.format(value))));
  const right = width - 20;
  const bottom = top + plotHeight;
  const x = scale(0, Math.max(1, chart.xMaximum), left, right);
  const y = scale(low, high, bottom, top);
  const legend = legendRows(chart, left, right);
  const height = bottom + 56 + legend.length * rowHeight;
  return svgDocument(
    { width, height, title: chart.title, description: chart.description },
    head(chart.title, chart.subtitle, width),
    ...yTicks.map(
      (value) =>
        element('line', { x1: left, x2: right, y1: y(value), y2: y(value), stroke: colours.grid }) +
        text(left - 8, y(value) + 4, chart.format(value), { anchor: 'end', colour: colours.muted }),
    ),
    ...xTicks.map(
      (value) =>
        element('line', { x1: x(value), x2: x(value), y1: bottom, y2: bottom + 5, stroke: colours.axis }) +
        text(x(value), bottom + 19, String(value), { anchor: 'middle', colour: colours.muted }),
    ),
    element('line', { x1: left, x2: right, y1: bottom, y2: bottom, stroke: colours.axis }),
    text((left + right) / 2, bottom + 38, chart.xTitle, { anchor: 'middle' }),
    text(20, (top + bottom) / 2, chart.yTitle, { anchor: 'middle', rotate: -90 }),
    ...(chart.mark ? [verticalMark(x(chart.mark.x), top, bottom)] : []),
    ...lines.map((line) => curve(line, colourOf(chart, line), x, y)),
    ...legend.flatMap((row, index) => row.map((entry) => entry.draw(bottom + 62 + index * rowHeight))),
  );
}

const colourOf = (chart: LineChart, line: Line): string =>
  line.colour ?? palette[chart.lines.indexOf(line) % palette.length]!;

function range(lines: readonly Line[], fromZero: boolean): [number, number] {
  const values = lines.flatMap(({ y }) => y.filter(Number.isFinite));
  if (values.length === 0) return [0, 1];
  const low = fromZero ? 0 : values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  const margin = high === low ? Math.abs(high) * 0.1 || 0.1 : (high - low) * 0.06;
  return [low === 0 ? 0 : low - margin, high + margin];
}

const strokeOf = ({ dash, width: thickness = 2, opacity }: Line, colour: string) => ({
  stroke: colour,
  'stroke-width': thickness,
  'stroke-dasharray': dash?.join(' '),
  opacity,
});

/** Rounds to hundredths of a pixel: smaller differences cannot be seen. */
const hundredth = (value: number): number => Math.round(100 * value) / 100;

function curve(line: Line, colour: string, x: (value: number) => number, y: (value: number) => number): string {
  const places = line.x
    .map((value, index) => [x(value), y(line.y[index]!)] as const)
    .filter(([, at]) => Number.isFinite(at));
  const points = places.map(([a, b]) => `${hundredth(a)},${hundredth(b)}`).join(' ');
  const drawn = element('polyline', { points, fill: 'none', 'stroke-linejoin': 'round', ...strokeOf(line, colour) });
  // A single point gives no line, so it is drawn as a dot.
  if (!line.points && places.length > 1) return drawn;
  return drawn + places.map(([cx, cy]) => element('circle', { cx, cy, r: 2.5, fill: colour })).join('');
}

const markStroke = { stroke: markColour, 'stroke-width': 1.5, 'stroke-dasharray': '2 3' };

function verticalMark(x: number, top: number, bottom: number): string {
  return element('line', { x1: x, x2: x, y1: top, y2: bottom, ...markStroke });
}

interface LegendEntry {
  readonly draw: (y: number) => string;
}

/** Legend entries from left to right, as many per row as fit. */
function legendRows(chart: LineChart, left: number, right: number): LegendEntry[][] {
  const lines = chart.lines.filter(({ x }) => x.length > 0);
  const strokes = [
    ...lines.map((line) => ({ label: line.label, stroke: strokeOf(line, colourOf(chart, line)) })),
    ...(chart.mark ? [{ label: chart.mark.label, stroke: markStroke }] : []),
  ];
  const rows: LegendEntry[][] = [[]];
  let at = left;
  for (const { label, stroke } of strokes) {
    const needed = 36 + textWidth(label) + 20;
    if (at + needed > right && rows.at(-1)!.length > 0) {
      rows.push([]);
      at = left;
    }
    const start = at;
    rows.at(-1)!.push({
      draw: (y) =>
        element('line', { x1: start, x2: start + 28, y1: y - 4, y2: y - 4, ...stroke }) + text(start + 36, y, label),
    });
    at += needed;
  }
  return rows;
}
