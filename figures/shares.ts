/** Draws shares with their intervals over groups of faces, and below them how many faces each group has. */
import { fewFaces } from '../schemas/fewFaces';
import { count, share as shareWords } from '../words/numbers';
import { figure, type Figure } from './figure';
import { scale } from './scale';
import { colours, element, head, headHeight, palette, svgDocument, text, textWidth, wrapped } from './svg';

/** A group of faces. */
export interface ShareMark {
  /** Position on the x axis, 0 to 1. */
  readonly at: number;
  /** Position of its number of faces. */
  readonly slot: number;
  readonly share: number;
  readonly interval: readonly [low: number, high: number];
  /** What the share is compared with. */
  readonly reference: number;
  readonly faces: number;
}

export interface ShareChart {
  readonly xTitle: string;
  readonly yTitle: string;
  readonly xTicks: readonly { readonly at: number; readonly label: string }[];
  /** Groups that fit beside one another on the x axis. */
  readonly slots: number;
  readonly marks: readonly ShareMark[];
  /** What the dots are, and what the line of references is. */
  readonly legend: { readonly share: string; readonly reference: string };
  /** Draws the references as a line from corner to corner: they are the x axis. */
  readonly diagonal: boolean;
  /** The chart in a sentence, for screen readers. */
  readonly description: string;
}

/** Colours: of a figure on white, or of a page's theme. */
export interface Inks {
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  readonly mark: string;
  readonly reference: string;
}

const figureInks: Inks = {
  text: colours.text,
  muted: colours.muted,
  grid: colours.grid,
  mark: palette[0],
  reference: palette[1],
};

const plotHeight = 220;
const stripHeight = 46;
const rowHeight = 18;
const yTicks = [0, 0.2, 0.4, 0.6, 0.8, 1];

/**
 * @param width of the drawing in pixels
 * @param top where it begins
 * @returns SVG elements, and where the drawing ends
 */
export function drawShares(
  chart: ShareChart,
  { width, top, inks }: { readonly width: number; readonly top: number; readonly inks: Inks },
): { readonly content: readonly string[]; readonly bottom: number } {
  const { marks, legend, diagonal } = chart;
  const [left, right] = [64, width - 24];
  const floor = top + 8 + plotHeight;
  const x = scale(0, 1, left, right);
  const y = scale(0, 1, floor, top + 8);
  const strip = floor + 44;
  const bottom = strip + stripHeight + 14 + (anyFew(marks) ? 3 : 2) * rowHeight;
  const dashes = { stroke: inks.reference, 'stroke-width': 1.5, 'stroke-dasharray': '5 4', fill: 'none' };
  const references = diagonal
    ? element('line', { x1: left, x2: right, y1: floor, y2: top + 8, ...dashes })
    : element('polyline', {
        points: marks.map(({ at, reference }) => `${Math.round(x(at))},${Math.round(y(reference))}`).join(' '),
        ...dashes,
      });
  const content = [
    ...yTicks.map(
      (value) =>
        element('line', { x1: left, x2: right, y1: y(value), y2: y(value), stroke: inks.grid }) +
        text(left - 8, y(value) + 4, shareWords(value), { anchor: 'end', colour: inks.muted }),
    ),
    ...chart.xTicks.map(({ at, label }) => text(x(at), floor + 17, label, { anchor: 'middle', colour: inks.muted })),
    text((left + right) / 2, floor + 34, chart.xTitle, { anchor: 'middle', colour: inks.text }),
    text(16, (top + 8 + floor) / 2, chart.yTitle, { anchor: 'middle', rotate: -90, colour: inks.text }),
    references,
    ...marks.map((mark) => dot(mark, x(mark.at), y, inks)),
    ...counts(chart, { x, strip, slot: (right - left) / chart.slots, inks }),
    ...legendRows(legend, anyFew(marks), 16, strip + stripHeight + 22, inks, dashes),
  ];
  return { content, bottom };
}

const isFew = ({ faces }: ShareMark): boolean => faces < fewFaces;
const anyFew = (marks: readonly ShareMark[]): boolean => marks.some(isFew);

/** A dot with its interval; grey and hollow where it is of few faces. */
function dot(mark: ShareMark, at: number, y: (value: number) => number, inks: Inks): string {
  const few = isFew(mark);
  const stroke = few ? inks.muted : inks.mark;
  const [low, high] = mark.interval;
  return (
    element('line', { x1: at, x2: at, y1: y(low), y2: y(high), stroke, 'stroke-width': few ? 1 : 2 }) +
    element('circle', { cx: at, cy: y(mark.share), r: 4, stroke, fill: few ? 'none' : stroke })
  );
}

function counts(
  { marks }: ShareChart,
  { x, strip, slot, inks }: { x: (value: number) => number; strip: number; slot: number; inks: Inks },
): string[] {
  const most = Math.max(1, ...marks.map(({ faces }) => faces));
  const floor = strip + stripHeight;
  const turned = marks.some(({ faces }) => textWidth(count(faces)) > slot - 4);
  // Numbers stand above their bars, so that both can be read.
  const room = stripHeight - (turned ? 34 : 14);
  return [
    text(x(0) - 8, floor, 'faces', { anchor: 'end', colour: inks.muted }),
    ...marks.map((mark) => {
      const height = Math.max(1, (room * mark.faces) / most);
      const at = x(mark.slot);
      const label = turned
        ? text(at + 4, floor - height - 4, count(mark.faces), { rotate: -90, colour: inks.muted })
        : text(at, floor - height - 4, count(mark.faces), { anchor: 'middle', colour: inks.muted });
      const box = { x: at - slot * 0.35, y: floor - height, width: slot * 0.7, height };
      return element('rect', { ...box, fill: inks.muted, opacity: 0.6 }) + label;
    }),
  ];
}

function legendRows(
  { share, reference }: ShareChart['legend'],
  withFew: boolean,
  left: number,
  top: number,
  inks: Inks,
  dashes: Readonly<Record<string, string | number>>,
): string[] {
  const words = (row: number, label: string): string =>
    text(left + 30, top + row * rowHeight, label, { colour: inks.text });
  const circle = (row: number, stroke: string, fill: string): string =>
    element('circle', { cx: left + 11, cy: top + row * rowHeight - 4, r: 4, stroke, fill });
  return [
    circle(0, inks.mark, inks.mark) + words(0, share),
    element('line', { x1: left, x2: left + 22, y1: top + rowHeight - 4, y2: top + rowHeight - 4, ...dashes }) +
      words(1, reference),
    ...(withFew ? [circle(2, inks.muted, 'none') + words(2, `fewer than ${fewFaces} faces: says little`)] : []),
  ];
}

const figureWidth = 560;
const noteMargin = 16;

/** @param notes sentences below the chart */
export function sharesFigure(title: string, subject: string, chart: ShareChart, notes: readonly string[]): Figure {
  return figure(title, subject, (heading) => {
    const top = headHeight(heading.subtitle);
    const { content, bottom } = drawShares(chart, { width: figureWidth, top, inks: figureInks });
    const lines = notes.flatMap((note) => wrapped(note, figureWidth - 2 * noteMargin));
    return svgDocument(
      { width: figureWidth, height: bottom + 8 + lines.length * rowHeight, title, description: chart.description },
      head(title, heading.subtitle, figureWidth),
      ...content,
      ...lines.map((line, index) => text(noteMargin, bottom + 12 + index * rowHeight, line, { colour: colours.muted })),
    );
  });
}
