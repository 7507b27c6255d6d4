/** Draws a row's differences to the baseline by class: a forest plot. */
import { fewFaces } from '../schemas/fewFaces';
import type { Forest, ForestLine } from '../schemas/messages/comparison';
import { differenceWords } from '../words/metrics';
import { count, points } from '../words/numbers';
import { figure, type Figure, type Heading } from './figure';
import { scale, ticks } from './scale';
import { colours, element, head, headHeight, palette, svgDocument, text, textWidth, widestFont, wrapped } from './svg';

const width = 760;
const rowHeight = 26;
const margin = 16;
const lineHeight = 18;

export const forestTitle = 'Differences by class';

/** How a line is called. */
export const lineName = (line: ForestLine): string => line.class ?? 'all faces';

export const isFew = ({ faces }: ForestLine): boolean => faces < fewFaces;

/** `+2.1 (0.4 to 3.9)`, in points. */
export function lineWords({ difference }: ForestLine): string {
  const { mean, interval } = differenceWords('accuracy').words(difference);
  return `${mean} (${interval})`;
}

/** @param subject the comparison's title */
export function forestFigure(forest: Forest, subject: string): Figure {
  const title = `${forestTitle}: ${forest.of} against ${forest.baseline}`;
  return { ...figure(title, subject, (heading) => draw(forest, heading)), data: forest };
}

function draw({ lines, note }: Forest, { title, subtitle }: Heading): string {
  const names = lines.map(lineName);
  const figures = lines.map(lineWords);
  const faces = margin + Math.max(...[...names, 'class'].map((name) => widestFont * textWidth(name))) + 62;
  const plot = {
    left: faces + 20,
    right: width - margin - Math.max(...figures.map((each) => widestFont * textWidth(each))) - 16,
  };
  const ends = lines.flatMap(({ difference: { low, high } }) => [limited(low), limited(high)]);
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const x = scale(low, high, plot.left, plot.right);
  const top = headHeight(subtitle) + 24;
  const floor = top + lines.length * rowHeight + 4;
  const notes = wrapped(note, width - 2 * margin);
  const legend = floor + 62;
  const height = legend + 2 * lineHeight + (lines.some(isFew) ? lineHeight : 0) + notes.length * lineHeight;
  const muted = { colour: colours.muted };
  return svgDocument(
    {
      width,
      height,
      title,
      description: `${lines.map((line) => `${lineName(line)} ${lineWords(line)}`).join(', ')}. ${note}`,
    },
    head(title, subtitle, width),
    text(faces, top - 8, 'faces', { anchor: 'end', ...muted }),
    text(width - margin, top - 8, 'points, 95 % interval', { anchor: 'end', ...muted }),
    ...ticks(low, high, 6).map(
      (value) =>
        element('line', { x1: x(value), x2: x(value), y1: top, y2: floor, stroke: colours.grid }) +
        text(x(value), floor + 16, points(value, Math.abs(high - low) < 0.05 ? 1 : 0), { anchor: 'middle', ...muted }),
    ),
    element('line', { x1: x(0), x2: x(0), y1: top, y2: floor, stroke: colours.axis }),
    text((plot.left + plot.right) / 2, floor + 36, 'Difference to the baseline in points', { anchor: 'middle' }),
    ...lines.flatMap((line, index) => {
      const y = top + index * rowHeight + rowHeight / 2;
      const colour = isFew(line) ? colours.muted : colours.text;
      return [
        text(margin, y + 4, names[index]!, { bold: line.class === undefined, colour }),
        text(faces, y + 4, count(line.faces), { anchor: 'end', ...muted }),
        interval(line, x, y),
        text(width - margin, y + 4, figures[index]!, { anchor: 'end', colour }),
      ];
    }),
    ...legendRows(lines, legend),
    ...notes.map((each, index) => text(margin, height - 8 - (notes.length - 1 - index) * lineHeight, each, muted)),
  );
}

/** What two shares can differ by. */
const limited = (value: number): number => Math.min(1, Math.max(-1, value));

/** A thin whisker for other faces, in it a thick bar for these; grey where the class has few faces. */
function interval(line: ForestLine, x: (value: number) => number, y: number): string {
  const { mean, low, high, theseFaces } = line.difference;
  const stroke = isFew(line) ? colours.axis : palette[0];
  const span = (from: number, to: number, thickness: number): string =>
    element('line', { x1: x(limited(from)), x2: x(limited(to)), y1: y, y2: y, stroke, 'stroke-width': thickness });
  const at = x(limited(mean));
  return (
    span(low, high, 1.5) +
    (theseFaces ? span(theseFaces.low, theseFaces.high, 6) : '') +
    element('line', { x1: at, x2: at, y1: y - 7, y2: y + 7, stroke: colours.text, 'stroke-width': 2 })
  );
}

function legendRows(lines: readonly ForestLine[], top: number): string[] {
  const rows = [
    ...(lines.some(({ difference }) => difference.theseFaces)
      ? [{ thickness: 6, stroke: palette[0], label: 'these test faces, other seeds' }]
      : []),
    { thickness: 1.5, stroke: palette[0], label: 'other faces of this kind, too' },
    ...(lines.some(isFew)
      ? [{ thickness: 6, stroke: colours.axis, label: `fewer than ${fewFaces} faces: says little` }]
      : []),
  ];
  return rows.map(({ thickness, stroke, label }, index) => {
    const y = top + index * lineHeight;
    const sample = { x1: margin, x2: margin + 28, y1: y - 4, y2: y - 4, stroke, 'stroke-width': thickness };
    return element('line', sample) + text(margin + 36, y, label);
  });
}
