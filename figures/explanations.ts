/** Draws faces with the attribution maps of their predictions: one row per face, one column per method. */
import { own } from '../schemas/own';
import {
  type AttributionMethod,
  attributionMethods,
  type AttributionScale,
  type ExplainedFace,
  type Explanations,
  explanationTitle,
  faceWords,
  methodTitles,
  sourceWords,
} from '../schemas/explanations';
import { counted, percent, significant } from '../words/numbers';
import { figure, type Figure, type Heading } from './figure';
import { colours, element, fitted, head, headHeight, svgDocument, text } from './svg';

const tile = 144;
const gap = 16;
const margin = 16;
const lineHeight = 14;
const legendHeight = 56;
const size = 11;
const rowHeight = tile + 8 + 2 * lineHeight + gap;

const leftOf = (column: number): number => margin + column * (tile + gap);

/** @param name of the run's variant: `flip / base` */
export const explanationsSubject = (explanations: Pick<Explanations, 'split'>, name: string): string =>
  `${name}, ${sourceWords(explanations)}`;

/** @param overlay opacity of a map over its face: from 0, only the face, to 1, only the map */
export function explanationsFigure(explanations: Explanations, overlay: number, subject: string): Figure {
  return figure(explanationTitle, subject, (heading) => drawn(explanations, overlay, heading));
}

function drawn({ faces, scales, classNames }: Explanations, overlay: number, { title, subtitle }: Heading): string {
  const methods = attributionMethods.filter((method) => own(scales, method));
  const legendTop = headHeight(subtitle);
  const top = legendTop + legendHeight;
  const width = Math.max(420, leftOf(1 + methods.length) - gap + margin);
  const named = methods.map((method) => methodTitles[method]);
  const rows = faces.map((face) => ({ face, words: wordsOf(face, classNames) }));
  return svgDocument(
    {
      width,
      height: top + faces.length * rowHeight,
      title,
      description: `${counted(faces.length, 'face')} by ${named.join(', ')}: ${rows.map(({ words }) => words.join(', ')).join('; ')}`,
    },
    head(title, subtitle, width),
    ...methods.map((method, i) => legend(named[i]!, scales[method]!, i, legendTop)),
    ...rows.map(({ face, words }, i) => row(face, words, methods, top + i * rowHeight, overlay)),
  );
}

function wordsOf(face: ExplainedFace, names: readonly string[]) {
  const { trueClass, predictedClass, probabilities } = face;
  const sure = `${predictedClass} ${percent(probabilities[names.indexOf(predictedClass)]!)}`;
  return [trueClass === undefined ? sure : `${trueClass} → ${sure}`, faceWords(face)];
}

function legend(title: string, { limit, signed, colors }: AttributionScale, column: number, y: number): string {
  const id = `scale${column}`;
  const x = leftOf(column + 1);
  const stops = colors.map((color, stop) =>
    element('stop', { offset: stop / (colors.length - 1), 'stop-color': color }),
  );
  const bar = { x, y: y + 18, width: tile, height: 8, fill: `url(#${id})`, stroke: colours.axis, 'stroke-width': 0.5 };
  return [
    element('linearGradient', { id }, ...stops),
    text(x, y + 10, fitted(title, tile), { bold: true }),
    element('rect', bar),
    text(x, y + 40, signed ? significant(-limit, 2) : '0', { size, colour: colours.muted }),
    text(x + tile, y + 40, significant(limit, 2), { size, colour: colours.muted, anchor: 'end' }),
  ].join('');
}

function row(
  face: ExplainedFace,
  words: readonly string[],
  methods: readonly AttributionMethod[],
  y: number,
  overlay: number,
): string {
  const maps = methods.map((method, i) => {
    const found = face.attributions.find((each) => each.method === method);
    if (!found) return '';
    const { completeness } = found;
    const gapWords = completeness && `gap ${significant(completeness.expected - completeness.sum, 2)}`;
    const x = leftOf(i + 1);
    return [
      picture(face.image, x, y),
      picture(found.picture, x, y, overlay),
      caption([`for ${face.explainedClass}`, ...(gapWords === undefined ? [] : [gapWords])], x, y),
    ].join('');
  });
  return [picture(face.image, leftOf(0), y), caption(words, leftOf(0), y), ...maps].join('');
}

function picture(png: string, x: number, y: number, opacity?: number): string {
  const href = `data:image/png;base64,${png}`;
  return element('image', { x, y, width: tile, height: tile, opacity, href, style: 'image-rendering:pixelated' });
}

function caption(lines: readonly string[], x: number, y: number): string {
  return lines
    .map((line, i) => {
      const colour = i === 0 ? colours.text : colours.muted;
      return text(x, y + tile + 14 + i * lineHeight, fitted(line, tile, size), { size, colour });
    })
    .join('');
}
