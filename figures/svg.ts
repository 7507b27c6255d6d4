/** Builds pictures as SVG text: self-contained, on white, for papers and slides. */
import { own } from '../schemas/own';

export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** The font of every picture: the first of these that the reader's machine has. */
export const fontFamily = 'Helvetica, Arial, "Liberation Sans", "DejaVu Sans", sans-serif';

export const colours = {
  background: '#ffffff',
  text: '#1f1f1f',
  muted: '#595959',
  grid: '#e3e3e3',
  axis: '#8c8c8c',
} as const;

/** Okabe and Ito's palette (2008), distinguishable with every colour vision; without its yellow, too pale on white. */
export const palette = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#595959'] as const;

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Escapes a text for XML. Removes characters that XML 1.0 does not allow. */
const escaped = (text: string): string =>
  text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/[&<>"]/g, (found) => own(entities, found)!);

const number = (value: number): string => String(Math.round(value * 100) / 100);

/** @param content SVG elements, not escaped */
export function element(name: string, attributes: Attributes, ...content: readonly string[]): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? number(value) : escaped(String(value))}"`)
    .join('');
  return content.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${content.join('')}</${name}>`;
}

export interface TextStyle {
  readonly size?: number;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly bold?: boolean;
  readonly colour?: string;
  /** Degrees, around the text's position. */
  readonly rotate?: number;
}

export const textSize = 12;

/** @param y of the baseline */
export function text(x: number, y: number, content: string, style: TextStyle = {}): string {
  const { size = textSize, anchor = 'start', bold = false, colour = colours.text, rotate } = style;
  return element(
    'text',
    {
      x,
      y,
      'font-size': size,
      'text-anchor': anchor === 'start' ? undefined : anchor,
      'font-weight': bold ? 'bold' : undefined,
      fill: colour,
      transform: rotate === undefined ? undefined : `rotate(${rotate} ${number(x)} ${number(y)})`,
    },
    escaped(content),
  );
}

/** Widths of Helvetica's letters as fractions of the font size, from narrow to wide; 0.556 for all others. */
const letterWidths: readonly (readonly [RegExp, number])[] = [
  [/[iljI.,:;'|!]/, 0.26],
  [/[ ftr()/\-·]/, 0.31],
  [/[mwMW%@]/, 0.87],
  [/[A-Z]/, 0.69],
];

/** Approximate width of a text in pixels: the exact one depends on the reader's font. */
export function textWidth(content: string, size: number = textSize): number {
  let width = 0;
  for (const letter of content) width += letterWidths.find(([pattern]) => pattern.test(letter))?.[1] ?? 0.556;
  return width * size;
}

/** The text; if it does not fit, as much of its start as fits, with an ellipsis. */
export function fitted(content: string, width: number, size: number = textSize): string {
  if (textWidth(content, size) <= width) return content;
  let kept = content;
  while (kept !== '' && textWidth(`${kept}…`, size) > width) kept = kept.slice(0, -1);
  return `${kept.trimEnd()}…`;
}

/** Readers without Helvetica and Arial have wider letters. */
export const widestFont = 1.16;

/** Lines of at most this width in any font, broken between words. */
export function wrapped(sentence: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of sentence.split(' ')) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)!} ${word}`;
    if (lines.length > 0 && widestFont * textWidth(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** The picture in a sentence, for screen readers. */
  readonly description: string;
}

/** @param content SVG elements, not escaped */
export function svgDocument({ width, height, title, description }: Drawing, ...content: readonly string[]): string {
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width: Math.ceil(width),
      height: Math.ceil(height),
      viewBox: `0 0 ${Math.ceil(width)} ${Math.ceil(height)}`,
      'font-family': fontFamily,
      role: 'img',
    },
    element('title', {}, escaped(title)),
    element('desc', {}, escaped(description)),
    element('rect', { width: '100%', height: '100%', fill: colours.background }),
    ...content,
  );
}

export const titleSize = 15;
/** Height in pixels of the title and, if any, the subtitle above a picture. */
export const headHeight = (subtitle: string | undefined): number => (subtitle === undefined ? 40 : 58);

/** Draws the title and, below it, the subtitle. */
export function head(title: string, subtitle: string | undefined, width: number): string {
  return [
    text(16, 26, fitted(title, width - 32, titleSize), { size: titleSize, bold: true }),
    ...(subtitle === undefined ? [] : [text(16, 45, fitted(subtitle, width - 32), { colour: colours.muted })]),
  ].join('');
}
