/** Reads what a PDF shows with PDF.js, which shares no line with the library that writes it. */
import assert from 'node:assert/strict';
import { getDocumentProxy, getResolvedPDFJS } from 'unpdf';
import { between, type Gradient, type ImageMark, type Marks, type ShapeMark, type TextMark } from './marks';

/** As in PDF: x' = a·x + c·y + e, y' = b·x + d·y + f. */
type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

interface State {
  readonly matrix: Matrix;
  readonly fill: string | Gradient;
  readonly stroke: string;
  readonly width: number;
  readonly dash: readonly number[];
  readonly opacity: number;
  readonly font: string;
  readonly size: number;
  readonly text: Matrix;
}

/** A letter with its width in thousandths of the font size, or how far the next one is moved back. */
type Shown = { readonly unicode: string; readonly width: number } | number;

const unmoved: Matrix = [1, 0, 0, 1, 0, 0];
const begin: State = {
  ...{ matrix: unmoved, text: unmoved, fill: '#000000', stroke: '#000000', width: 1, dash: [], opacity: 1 },
  ...{ font: '', size: 0 },
};

function placed([a, b, c, d, e, f]: Matrix, [x, y]: readonly [number, number]): [number, number] {
  return [a * x + c * y + e, b * x + d * y + f];
}

function within(inner: Matrix, [a, b, c, d, e, f]: Matrix): Matrix {
  const turned = (x: number, y: number): [number, number] => placed([a, b, c, d, 0, 0], [x, y]);
  const [x, y] = placed([a, b, c, d, e, f], [inner[4], inner[5]]);
  return [...turned(inner[0], inner[1]), ...turned(inner[2], inner[3]), x, y];
}

/** Reads one page of a document that is as large as its figure. */
export async function pdfMarks(bytes: Uint8Array): Promise<Marks> {
  const { OPS } = await getResolvedPDFJS();
  const file = await getDocumentProxy(Uint8Array.from(bytes));
  assert.equal(file.numPages, 1);
  const page = await file.getPage(1);
  const known = new Map(Object.entries((await file.getMetadata()).info));
  const { fnArray, argsArray } = await page.getOperatorList();
  const names = new Map(Object.entries(OPS).map(([name, code]) => [code, name]));
  const [, , width, height] = page.view.map((length) => length / 0.75);
  /** From points with y upwards to the figure's pixels. */
  const pixel = (point: readonly [number, number]): [number, number] => [point[0] / 0.75, height! - point[1] / 0.75];
  const texts: TextMark[] = [];
  const shapes: ShapeMark[] = [];
  const images: ImageMark[] = [];
  const saved: State[] = [];
  let state = begin;
  for (const [index, code] of fnArray.entries()) {
    const given = argsArray[index] ?? [];
    const name = names.get(code)!;
    switch (name) {
      case 'save':
        saved.push(state);
        break;
      case 'restore':
        state = saved.pop()!;
        break;
      case 'transform':
        state = { ...state, matrix: within(given, state.matrix) };
        break;
      case 'setFillRGBColor':
        state = { ...state, fill: given[0] };
        break;
      case 'setFillColorN':
        state = { ...state, fill: gradientOf(page.objs.get(given[1]) as Shading, given[2], pixel) };
        break;
      case 'setStrokeRGBColor':
        state = { ...state, stroke: given[0] };
        break;
      case 'setLineWidth':
        state = { ...state, width: given[0] };
        break;
      case 'setDash':
        state = { ...state, dash: given[0] };
        break;
      case 'setGState':
        for (const [key, value] of given[0] as readonly [string, number][]) {
          if (key === 'ca' || key === 'CA') state = { ...state, opacity: value };
        }
        break;
      case 'setFont':
        state = { ...state, font: (page.commonObjs.get(given[0]) as { name: string }).name, size: given[1] };
        break;
      case 'setTextMatrix':
        state = { ...state, text: given[0] };
        break;
      case 'showText':
        texts.push(textMark(given[0], state, pixel));
        break;
      case 'constructPath':
        shapes.push(shapeMark(names.get(given[0])!, given[1][0], state, pixel));
        break;
      case 'paintImageXObject':
        images.push(imageMark(page.objs.get(given[0]) as Picture, state, pixel));
        break;
      default:
        assert.ok(['dependency', 'beginText', 'endText', 'setLineJoin'].includes(name), `${name} is not expected`);
    }
  }
  assert.equal(saved.length, 0);
  return {
    width: width!,
    height: height!,
    title: String(known.get('Title')),
    description: String(known.get('Subject')),
    texts,
    shapes,
    images,
  };
}

type ToPixel = (point: readonly [number, number]) => [number, number];

function textMark(shown: readonly Shown[], { matrix, text, size, font, fill }: State, pixel: ToPixel): TextMark {
  assert.ok(typeof fill === 'string');
  const [a, b, , , e, f] = within(text, matrix);
  const [x, y] = pixel([e, f]);
  const scale = (size * Math.hypot(a, b)) / 0.75;
  const thousandths = shown.reduce<number>((sum, one) => sum + (typeof one === 'number' ? -one : one.width), 0);
  return {
    text: shown.map((one) => (typeof one === 'number' ? '' : one.unicode)).join(''),
    ...{ x, y, fill, size: scale, bold: /-Bold$/.test(font), angle: (-Math.atan2(b, a) * 180) / Math.PI },
    width: (thousandths / 1000) * scale,
  };
}

/** @param path numbers: 0 x y moves, 1 x y draws a line, 2 and three points draw a curve, 3 closes */
function shapeMark(paint: string, path: ArrayLike<number>, state: State, pixel: ToPixel): ShapeMark {
  const points: [number, number][] = [];
  const numbers = Array.from(path);
  while (numbers.length > 0) {
    const length = [2, 2, 6, 0][numbers.shift()!];
    assert.ok(length !== undefined, 'a path has moves, lines, curves and an end');
    const operands = numbers.splice(0, length);
    if (length > 0) points.push(pixel(placed(state.matrix, [operands.at(-2)!, operands.at(-1)!])));
  }
  const { fill, stroke, width, dash, opacity } = state;
  return {
    ...{ points, opacity },
    ...(/fill/i.test(paint) && (typeof fill === 'string' ? { fill } : { gradient: fill })),
    ...(/stroke/i.test(paint) && { stroke, width, dash }),
  };
}

type Point = readonly [number, number];
/** As PDF.js gives a gradient: what kind, its bounds, colours by offset, and where it begins and ends. */
type Shading = readonly [string, string, unknown, readonly (readonly [number, string])[], from: Point, to: Point];

function gradientOf([, kind, , stops, from, to]: Shading, matrix: Matrix, pixel: ToPixel): Gradient {
  assert.equal(kind, 'axial');
  return { from: pixel(placed(matrix, from))[0], to: pixel(placed(matrix, to))[0], colours: between(stops) };
}

interface Picture {
  readonly width: number;
  readonly height: number;
  /** 1: a bit for each pixel; 2: red, green and blue; 3: with opacity. */
  readonly kind: number;
  readonly data: Uint8Array;
}

function imageMark({ width, height, kind, data }: Picture, { matrix, opacity }: State, pixel: ToPixel): ImageMark {
  const [left, bottom] = pixel(placed(matrix, [0, 0]));
  const [right, top] = pixel(placed(matrix, [1, 1]));
  const colours = kind === 3 ? data.filter((_, index) => index % 4 !== 3) : data;
  assert.ok(kind === 2 || kind === 3, `kind ${kind}`);
  return { box: [left, top, right, bottom], opacity, columns: width, rows: height, colours: Uint8Array.from(colours) };
}
