/** Draws the elements of a figure's SVG on a page of a PDF: shapes as shapes, texts as texts, pictures with their own bytes. */
import type { Fonts } from './fonts';
import type { SvgNode } from './svgNodes';

type Page = PDFKit.PDFDocument;
type Paint = string | PDFKit.PDFGradient;

const painted = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linejoin', 'opacity'];

/** All that figures write. Anything else is refused: a figure must not lose a part of itself unseen. */
const known: ReadonlyMap<string, readonly string[]> = new Map([
  ['title', []],
  ['desc', []],
  ['linearGradient', ['id']],
  ['g', ['transform']],
  ['rect', ['x', 'y', 'width', 'height', ...painted]],
  ['line', ['x1', 'x2', 'y1', 'y2', ...painted]],
  ['polyline', ['points', ...painted]],
  ['circle', ['cx', 'cy', 'r', ...painted]],
  ['text', ['x', 'y', 'font-size', 'font-weight', 'text-anchor', 'fill', 'transform']],
  ['image', ['x', 'y', 'width', 'height', 'href', 'opacity', 'style']],
]);

export class Drawing {
  readonly #gradients: ReadonlyMap<string, SvgNode>;

  /**
   * @param page whose unit is the pixel of the figure
   * @param figure its root element
   */
  constructor(
    private readonly page: Page,
    private readonly fonts: Fonts,
    private readonly figure: SvgNode,
  ) {
    this.#gradients = new Map(
      figure.children.filter(({ name }) => name === 'linearGradient').map((node) => [textOf(node, 'id', ''), node]),
    );
  }

  /** @throws Error for an element, an attribute or a value that PDF figures do not know */
  draw(): void {
    for (const child of this.figure.children) this.#element(child);
  }

  #element(node: SvgNode): void {
    const { page } = this;
    const attributes = known.get(node.name);
    if (!attributes) throw unknown(`<${node.name}>`);
    for (const [name, value] of node.attributes) {
      if (!attributes.includes(name)) throw unknown(`${name}="${value}" of <${node.name}>`);
    }
    page.save();
    switch (node.name) {
      case 'g':
        page.translate(...pair(node, 'transform', /^translate\((\S+) (\S+)\)$/));
        for (const child of node.children) this.#element(child);
        break;
      case 'rect':
        this.#rectangle(node);
        break;
      case 'line':
        page.moveTo(numberOf(node, 'x1'), numberOf(node, 'y1')).lineTo(numberOf(node, 'x2'), numberOf(node, 'y2'));
        this.#paint(node, 'none');
        break;
      case 'polyline':
        this.#polyline(node);
        break;
      case 'circle':
        page.circle(numberOf(node, 'cx'), numberOf(node, 'cy'), numberOf(node, 'r'));
        this.#paint(node);
        break;
      case 'text':
        this.#text(node);
        break;
      case 'image':
        this.#image(node);
        break;
    }
    page.restore();
  }

  #rectangle(node: SvgNode): void {
    const [x, y] = [numberOf(node, 'x', 0), numberOf(node, 'y', 0)];
    const [width, height] = [this.#length(node, 'width'), this.#length(node, 'height')];
    // PDF would draw a hairline.
    if (width === 0 || height === 0) return;
    this.page.rect(x, y, width, height);
    this.#paint(node, textOf(node, 'fill', '').startsWith('url(') ? this.#gradient(node, x, width) : fillOf(node));
  }

  #length(node: SvgNode, name: 'width' | 'height'): number {
    return node.attributes.get(name) === '100%' ? numberOf(this.figure, name) : numberOf(node, name);
  }

  /** The gradient that fills an element, from its left to its right edge. */
  #gradient(node: SvgNode, x: number, width: number): Paint {
    const fill = textOf(node, 'fill', '');
    const found = this.#gradients.get(/^url\(#(\w+)\)$/.exec(fill)?.[1] ?? '');
    if (!found) throw unknown(`fill="${fill}"`);
    const gradient = this.page.linearGradient(x, 0, x + width, 0);
    for (const stop of found.children) {
      gradient.stop(numberOf(stop, 'offset'), colourOf(textOf(stop, 'stop-color', '')));
    }
    return gradient;
  }

  #polyline(node: SvgNode): void {
    const points = textOf(node, 'points', '')
      .split(' ')
      .filter((point) => point !== '')
      .map((point) => point.split(',').map(Number));
    for (const [index, [x, y]] of points.entries()) {
      if (index === 0) this.page.moveTo(x!, y!);
      else this.page.lineTo(x!, y!);
    }
    if (points.length > 0) this.#paint(node);
  }

  /** Fills and strokes the current path. */
  #paint(node: SvgNode, fill: Paint = fillOf(node)): void {
    const { page } = this;
    const stroke = colourOf(textOf(node, 'stroke', 'none'));
    const dashes = node.attributes.get('stroke-dasharray');
    const opacity = numberOf(node, 'opacity', 1);
    if (opacity !== 1) page.opacity(opacity);
    if (stroke !== 'none') {
      page.lineWidth(numberOf(node, 'stroke-width', 1)).strokeColor(stroke);
      if (dashes !== undefined) this.#dash(dashes);
      if (node.attributes.get('stroke-linejoin') === 'round') page.lineJoin('round');
    }
    if (fill !== 'none') page.fillColor(fill);
    if (fill === 'none' && stroke === 'none') return;
    if (fill === 'none') page.stroke();
    else if (stroke === 'none') page.fill();
    else page.fillAndStroke();
  }

  #dash(written: string): void {
    const [dash, space, ...more] = written.split(' ').map(Number);
    if (!dash || !space || more.length > 0) throw unknown(`stroke-dasharray="${written}"`);
    this.page.dash(dash, { space });
  }

  #text(node: SvgNode): void {
    const content = this.fonts.drawable(node.text);
    if (content === '') return;
    const { page } = this;
    const [x, y] = [numberOf(node, 'x'), numberOf(node, 'y')];
    const turned = node.attributes.get('transform');
    if (turned !== undefined) {
      const angle = Number(/^rotate\((\S+) \S+ \S+\)$/.exec(turned)?.[1] ?? NaN);
      if (Number.isNaN(angle)) throw unknown(`transform="${turned}"`);
      page.rotate(angle, { origin: [x, y] });
    }
    page.font(node.attributes.get('font-weight') === 'bold' ? 'bold' : 'regular').fontSize(numberOf(node, 'font-size'));
    const anchor = textOf(node, 'text-anchor', 'start');
    const before = anchor === 'start' ? 0 : anchor === 'middle' ? 0.5 : 1;
    page.fillColor(fillOf(node));
    page.text(content, x - before * page.widthOfString(content), y, { lineBreak: false, baseline: 'alphabetic' });
  }

  #image(node: SvgNode): void {
    const href = textOf(node, 'href', '');
    const bytes = /^data:image\/png;base64,(.*)$/s.exec(href)?.[1];
    if (bytes === undefined) throw unknown('<image> that is no PNG');
    const opacity = numberOf(node, 'opacity', 1);
    if (opacity !== 1) this.page.opacity(opacity);
    const [width, height] = [numberOf(node, 'width'), numberOf(node, 'height')];
    this.page.image(Buffer.from(bytes, 'base64'), numberOf(node, 'x'), numberOf(node, 'y'), { width, height });
  }
}

const unknown = (what: string): Error => new Error(`A PDF figure cannot have ${what}.`);

const textOf = ({ attributes }: SvgNode, name: string, otherwise: string): string => attributes.get(name) ?? otherwise;

function numberOf({ name: element, attributes }: SvgNode, name: string, otherwise?: number): number {
  const written = attributes.get(name);
  if (written === undefined && otherwise !== undefined) return otherwise;
  const value = written === undefined || written === '' ? NaN : Number(written);
  if (!Number.isFinite(value)) throw unknown(`${name}="${written ?? ''}" of <${element}>`);
  return value;
}

function pair(node: SvgNode, name: string, pattern: RegExp): [number, number] {
  const [, a, b] = pattern.exec(textOf(node, name, '')) ?? [];
  const found: [number, number] = [Number(a ?? NaN), Number(b ?? NaN)];
  if (!found.every(Number.isFinite)) throw unknown(`${name}="${textOf(node, name, '')}"`);
  return found;
}

const fillOf = (node: SvgNode): string => colourOf(textOf(node, 'fill', '#000000'));

/** `#rrggbb` or `none`. */
function colourOf(written: string): string {
  if (written === 'none' || /^#[\da-f]{6}$/i.test(written)) return written;
  const channels = /^rgb\((\d+), ?(\d+), ?(\d+)\)$/.exec(written)?.slice(1).map(Number);
  if (!channels) throw unknown(`the colour "${written}"`);
  return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}
