/** Faces beside what their predictions came from, as one figure for a page or a paper. Pure. */
import {
  type AttributionMethod,
  attributionMethods,
  type AttributionScale,
  type ExplainedFace,
  type Explanations,
  methodTitles,
} from '../../schemas/explanations';

/** Pixels. */
const tile = 144;
const gap = 16;
const margin = 20;
const headHeight = 62;
const captionHeight = 52;
const columnWidth = tile + gap;
const rowHeight = tile + captionHeight;

/** Of a heat map over its face, from 0 (the face) to 1 (the map alone). */
export const defaultOverlay = 0.75;

function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (character) => entities[character]!);
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

/** As many digits as tell values of this size apart. */
export function attributionNumber(value: number): string {
  return Number(value.toPrecision(2)).toString().replace('-', '−');
}

/** @returns an SVG document, 144 pixels a picture, for a white page */
export function explanationFigure(explanations: Explanations, overlay = defaultOverlay): string {
  const { faces, scales, experiment, variant, split } = explanations;
  const methods = attributionMethods.filter((method) => scales[method]);
  const width = 2 * margin + (1 + methods.length) * columnWidth - gap;
  const height = 2 * margin + headHeight + faces.length * rowHeight;
  const title = `Which pixels the predictions of ${experiment}, ${variant}, came from (${split} faces)`;
  const body = [
    ...methods.map((method, i) => columnHead(method, scales[method]!, margin + (i + 1) * columnWidth)),
    ...faces.map((face, i) => faceRow(face, explanations, margin + headHeight + i * rowHeight, overlay)),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="11">`,
    `<title>${escaped(title)}</title>`,
    `<defs>${methods.map((method) => gradient(method, scales[method]!)).join('')}</defs>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...body,
    '</svg>\n',
  ].join('\n');
}

function gradient(method: AttributionMethod, { colors }: AttributionScale): string {
  const stops = colors.map((color, i) => `<stop offset="${i / (colors.length - 1)}" stop-color="${color}"/>`);
  return `<linearGradient id="${method}">${stops.join('')}</linearGradient>`;
}

function columnHead(method: AttributionMethod, { limit, signed }: AttributionScale, left: number): string {
  const low = signed ? attributionNumber(-limit) : '0';
  return [
    `<text x="${left}" y="${margin + 12}" font-weight="600">${methodTitles[method]}</text>`,
    `<rect x="${left}" y="${margin + 22}" width="${tile}" height="8" fill="url(#${method})" stroke="#767676" stroke-width="0.5"/>`,
    `<text x="${left}" y="${margin + 42}" fill="#595959">${low}</text>`,
    `<text x="${left + tile}" y="${margin + 42}" fill="#595959" text-anchor="end">${attributionNumber(limit)}</text>`,
  ].join('\n');
}

function faceRow(face: ExplainedFace, { classNames }: Explanations, top: number, overlay: number): string {
  const { example, trueClass, predictedClass, explainedClass, probabilities, image, attributions } = face;
  const predicted = percent(probabilities[classNames.indexOf(predictedClass)]!);
  const caption = (left: number, lines: readonly string[]) =>
    lines.map((line, i) => {
      const y = top + tile + 14 + 14 * i;
      return `<text x="${left}" y="${y}" fill="${i === 0 ? '#1f1f1f' : '#595959'}">${escaped(line)}</text>`;
    });
  const lines = [`${trueClass} → ${predictedClass} ${predicted}`, `Face ${example}`];
  return [
    picture(image, margin, top, 1, `Face ${example}`),
    ...caption(margin, lines),
    ...attributions.flatMap(({ method, picture: map, completeness }, i) => {
      const left = margin + (i + 1) * columnWidth;
      const missing = completeness && attributionNumber(completeness.expected - completeness.sum);
      return [
        picture(image, left, top, 1, `Face ${example}`),
        picture(map, left, top, overlay, `${methodTitles[method]} of ${explainedClass}`),
        ...caption(left, [`for ${explainedClass}`, ...(missing === undefined ? [] : [`${missing} logits missing`])]),
      ];
    }),
  ].join('\n');
}

function picture(png: string, left: number, top: number, opacity: number, label: string): string {
  return `<image x="${left}" y="${top}" width="${tile}" height="${tile}" opacity="${opacity}" style="image-rendering: pixelated" aria-label="${escaped(label)}" href="data:image/png;base64,${png}"/>`;
}
