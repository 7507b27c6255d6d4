/** Reads what a figure's SVG shows, by the rules of SVG, without the code that draws PDF. */
import { PNG } from 'pngjs';
import { between, type ImageMark, type Marks, type ShapeMark, type TextMark } from './marks';

type Attributes = Readonly<Record<string, string>>;

const entities: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' };
const plain = (text: string): string => text.replace(/&\w+;/g, (entity) => entities[entity]!);

export function svgMarks(svg: string): Marks {
  const texts: TextMark[] = [];
  const shapes: ShapeMark[] = [];
  const images: ImageMark[] = [];
  const heads: Record<string, string> = {};
  const moved: [number, number][] = [[0, 0]];
  let root: Attributes = {};
  const gradients: Record<string, [number, string][]> = {};
  let stops: [number, string][] = [];
  for (const [, closing, name, written, , content] of svg.matchAll(/<(\/?)(\w+)([^>]*?)(\/?)>([^<]*)/g)) {
    const given = Object.fromEntries(
      [...written!.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key, value]) => [key!, plain(value!)]),
    );
    const at = moved.at(-1)!;
    if (name === 'g') {
      const [x, y] = (given['transform'] ?? '').match(/-?[\d.]+/g)?.map(Number) ?? [0, 0];
      if (closing) moved.pop();
      else moved.push([at[0] + x!, at[1] + y!]);
    }
    if (closing) continue;
    if (name === 'svg') root = given;
    if (name === 'linearGradient') gradients[given['id']!] = stops = [];
    if (name === 'stop') stops.push([Number(given['offset']), colour(given['stop-color']!)!]);
    if (name === 'title' || name === 'desc') heads[name] = plain(content!);
    if (name === 'text') texts.push(textMark(given, plain(content!), at));
    if (name === 'image') images.push(imageMark(given, at));
    const points = pointsOf(name!, given, root).map(([x, y]) => [x + at[0], y + at[1]] as const);
    if (points.length > 0) shapes.push(shapeMark(name!, given, points, gradients));
  }
  return {
    ...{ width: Number(root['width']), height: Number(root['height']) },
    ...{ title: heads['title']!, description: heads['desc']!, texts, shapes, images },
  };
}

function textMark(given: Attributes, content: string, [left, top]: readonly [number, number]): TextMark {
  return {
    text: content.trim().replace(/\s+/g, ' '),
    x: left + Number(given['x']),
    y: top + Number(given['y']),
    size: Number(given['font-size']),
    bold: given['font-weight'] === 'bold',
    fill: given['fill']!,
    angle: Number(/^rotate\((-?[\d.]+) /.exec(given['transform'] ?? '')?.[1] ?? 0),
    anchor: { start: 0, middle: 0.5, end: 1 }[given['text-anchor'] ?? 'start']!,
  };
}

/** None for elements that paint nothing, and for rectangles without an area. */
function pointsOf(name: string, given: Attributes, root: Attributes): [number, number][] {
  const number = (key: string): number =>
    given[key] === '100%' ? Number(root[key]) : given[key] === undefined ? 0 : Number(given[key]);
  const [x, y] = [number('x'), number('y')];
  switch (name) {
    case 'rect': {
      const [right, bottom] = [x + number('width'), y + number('height')];
      const corners: [number, number][] = [
        [x, y],
        [right, y],
        [right, bottom],
        [x, bottom],
      ];
      return right > x && bottom > y ? corners : [];
    }
    case 'line':
      return [
        [number('x1'), number('y1')],
        [number('x2'), number('y2')],
      ];
    case 'polyline':
      return given['points']!.split(' ').flatMap((point) => {
        const [a, b] = point.split(',').map(Number);
        return point === '' ? [] : [[a!, b!] as [number, number]];
      });
    case 'circle': {
      const [cx, cy, r] = [number('cx'), number('cy'), number('r')];
      return [
        [cx - r, cy],
        [cx, cy - r],
        [cx + r, cy],
        [cx, cy + r],
      ];
    }
    default:
      return [];
  }
}

function shapeMark(
  name: string,
  given: Attributes,
  points: ShapeMark['points'],
  gradients: Readonly<Record<string, [number, string][]>>,
): ShapeMark {
  const shaded = /^url\(#(.*)\)$/.exec(given['fill'] ?? '')?.[1];
  const fill = name === 'line' || shaded !== undefined ? undefined : colour(given['fill'] ?? '#000000');
  const stroke = colour(given['stroke'] ?? 'none');
  return {
    points,
    ...(fill !== undefined && { fill }),
    ...(shaded !== undefined && {
      gradient: { from: points[0]![0], to: points[1]![0], colours: between(gradients[shaded]!) },
    }),
    ...(stroke !== undefined && {
      stroke,
      width: Number(given['stroke-width'] ?? 1),
      dash: (given['stroke-dasharray'] ?? '').match(/[\d.]+/g)?.map(Number) ?? [],
    }),
    opacity: Number(given['opacity'] ?? 1),
  };
}

function colour(written: string): string | undefined {
  if (written === 'none') return undefined;
  const channels = /^rgb\((.*)\)$/.exec(written)?.[1]!.split(',').map(Number);
  return channels ? `#${Buffer.from(channels).toString('hex')}` : written;
}

function imageMark(given: Attributes, [left, top]: readonly [number, number]): ImageMark {
  const { width, height, data } = PNG.sync.read(Buffer.from(given['href']!.split(',')[1]!, 'base64'));
  const [x, y] = [left + Number(given['x']), top + Number(given['y'])];
  return {
    box: [x, y, x + Number(given['width']), y + Number(given['height'])],
    opacity: Number(given['opacity'] ?? 1),
    columns: width,
    rows: height,
    colours: Uint8Array.from(data.filter((_, index) => index % 4 !== 3)),
  };
}
