import assert from 'node:assert/strict';
import { comparisonFigures, dataFigures, runFigures } from '../../cli/arguments/figureKinds';
import { element, svgDocument, text } from '../../figures/svg';
import { drawPdf } from '../../pdf/drawPdf';
import { drawn, type FigureKind, subject } from './figures';
import type { ImageMark, ShapeMark, TextMark } from './marks';
import { pdfMarks } from './pdfMarks';
import { svgMarks } from './svgMarks';

/** PDF.js reads numbers with 24 bits, and our SVG has hundredths. */
const tolerance = 0.01;

function near(actual: number, expected: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual} instead of ${expected}`);
}

function sameText(actual: TextMark, expected: TextMark): void {
  const { text: content, anchor } = expected;
  const turn = (actual.angle * Math.PI) / 180;
  near(actual.x + anchor! * actual.width! * Math.cos(turn), expected.x, `x of "${content}"`);
  near(actual.y + anchor! * actual.width! * Math.sin(turn), expected.y, `y of "${content}"`);
  near(actual.size, expected.size, `size of "${content}"`);
  near(actual.angle, expected.angle, `angle of "${content}"`);
  assert.deepEqual([actual.bold, actual.fill], [expected.bold, expected.fill], content);
}

function sameShape(actual: ShapeMark, expected: ShapeMark, index: number): void {
  const what = `shape ${index}`;
  const { fill, stroke, dash } = expected;
  assert.deepEqual({ fill: actual.fill, stroke: actual.stroke, dash: actual.dash }, { fill, stroke, dash }, what);
  near(actual.opacity, expected.opacity, `opacity of ${what}`);
  near(actual.width ?? 0, expected.width ?? 0, `width of ${what}`);
  near(actual.gradient?.from ?? 0, expected.gradient?.from ?? 0, `begin of the gradient of ${what}`);
  near(actual.gradient?.to ?? 0, expected.gradient?.to ?? 0, `end of the gradient of ${what}`);
  for (const [at, colour] of (expected.gradient?.colours ?? []).entries()) {
    const found = actual.gradient!.colours[at]!;
    // PDF.js samples gradients.
    assert.ok(
      colour.every((value, channel) => Math.abs(value - found[channel]!) <= 2),
      `${found} is not ${colour}`,
    );
  }
  // A circle ends where it began.
  assert.ok(actual.points.length >= expected.points.length, `${what} has ${actual.points.length} points`);
  for (const [at, [x, y]] of expected.points.entries()) {
    near(actual.points[at]![0], x, `x of point ${at} of ${what}`);
    near(actual.points[at]![1], y, `y of point ${at} of ${what}`);
  }
}

function sameImage(actual: ImageMark, expected: ImageMark): void {
  for (const [side, at] of expected.box.entries()) near(actual.box[side]!, at, 'side of a picture');
  near(actual.opacity, expected.opacity, 'opacity of a picture');
  assert.deepEqual([actual.columns, actual.rows], [expected.columns, expected.rows]);
  assert.deepEqual(actual.colours, expected.colours);
}

/** Draws SVG elements on a small figure. */
const small = (...content: readonly string[]): string =>
  svgDocument({ width: 100, height: 50, title: 'A', description: 'B' }, ...content);

describe('PDF figures', () => {
  const kinds: readonly FigureKind[] = [...runFigures, ...dataFigures, ...comparisonFigures, 'explanations'];

  it('are tested of every kind', () => assert.deepEqual(Object.keys(drawn).sort(), [...kinds].sort()));

  for (const kind of kinds) {
    it(`show what the SVG shows: ${kind}`, async () => {
      const { svg } = drawn[kind]();
      const { bytes, note } = await drawPdf(svg);
      assert.equal(note, undefined, 'all characters are there');
      const [actual, expected] = [await pdfMarks(bytes), svgMarks(svg)];
      for (const key of ['width', 'height', 'title', 'description'] as const) assert.equal(actual[key], expected[key]);
      assert.deepEqual(
        actual.texts.map((mark) => mark.text),
        expected.texts.map((mark) => mark.text),
      );
      assert.ok(actual.texts.some((mark) => mark.text === subject));
      for (const [index, mark] of expected.texts.entries()) sameText(actual.texts[index]!, mark);
      assert.equal(actual.shapes.length, expected.shapes.length);
      for (const [index, mark] of expected.shapes.entries()) sameShape(actual.shapes[index]!, mark, index);
      assert.equal(actual.images.length, expected.images.length);
      for (const [index, mark] of expected.images.entries()) sameImage(actual.images[index]!, mark);
    });
  }

  it('have the same bytes at any time, with no date in them', async () => {
    const { svg } = drawn.confusion();
    const [first, again] = [await drawPdf(svg), await drawPdf(svg)];
    assert.ok(first.bytes.equals(again.bytes));
    assert.doesNotMatch(first.bytes.toString('latin1'), /CreationDate|ModDate|\/Metadata|xmp/);
  });

  it('hold every letter of the font in both weights, and embed it', async () => {
    const every = ['−±×÷≥≤≈–—…·°²½→←', 'ÄÖÜßéñçłşğőẞ', 'ΑΒΓαβγωκχ', 'ЖЯжяіўљ', 'ếộữ'].join(' ');
    const { bytes, note } = await drawPdf(small(text(0, 20, every), text(0, 40, every, { bold: true })));
    assert.equal(note, undefined);
    const { texts } = await pdfMarks(bytes);
    assert.deepEqual(
      texts.map(({ text: written, bold }) => [written, bold]),
      [
        [every, false],
        [every, true],
      ],
    );
    assert.equal(bytes.toString('latin1').match(/\/FontFile2/g)!.length, 2);
    assert.doesNotMatch(bytes.toString('latin1'), /Helvetica/);
  });

  it('show a box for each letter that the font has not, and name it', async () => {
    const named = '表情 flip, שלום, 👩‍🔬, ไทย';
    const { bytes, note } = await drawPdf(small(text(0, 20, named), text(0, 40, '表')));
    const { texts } = await pdfMarks(bytes);
    assert.deepEqual(
      texts.map((mark) => mark.text),
      ['□□ flip, □□□□, □, □□□', '□'],
    );
    assert.match(
      note!,
      /^□ stands for 表 情 ש ל ו ם 👩‍🔬 ไ ท ย: PDF figures have Latin, Greek and Cyrillic letters only\./,
    );
  });

  it('let no mark turn the direction of a name', async () => {
    const { bytes } = await drawPdf(small(text(0, 20, 'a\u202ebc\u2066d')));
    assert.equal((await pdfMarks(bytes)).texts[0]!.text, 'a□bc□d');
  });

  it('have names as they are, whatever PDF, XML or a terminal would read in them', async () => {
    const name = String.raw`(a) \) <b> & "c" %% endobj`;
    const drawing = { width: 300, height: 50, title: name, description: `${name} − ё` };
    const { bytes } = await drawPdf(svgDocument(drawing, text(0, 20, `${name}\t\n  d `)));
    const { title, description, texts } = await pdfMarks(bytes);
    assert.deepEqual([title, description, texts[0]!.text], [name, `${name} − ё`, `${name} d`]);
  });

  it('paint nothing where SVG paints nothing', async () => {
    const nothing = [
      element('rect', { x: 1, y: 1, width: 0, height: 9, fill: '#000000' }),
      element('polyline', { points: '', fill: 'none', stroke: '#000000' }),
      text(1, 1, ' '),
    ];
    const { shapes, texts } = await pdfMarks((await drawPdf(small(...nothing))).bytes);
    assert.deepEqual([shapes.length, texts.length], [1, 0], 'the background alone');
  });

  it('refuse what figures do not have, so that no part of one is lost', async () => {
    const refused: readonly [string, RegExp][] = [
      [element('ellipse', { rx: 1 }), /cannot have <ellipse>/],
      [element('rect', { rx: 1, width: 1, height: 1 }), /cannot have rx="1" of <rect>/],
      [element('rect', { x: 'left', width: 1, height: 1 }), /cannot have x="left" of <rect>/],
      [element('rect', { width: 1, height: 1, fill: 'red' }), /cannot have the colour "red"/],
      [element('rect', { width: 1, height: 1, fill: 'url(#a)' }), /cannot have fill="url\(#a\)"/],
      [element('g', { transform: 'scale(2)' }, ''), /cannot have transform="scale\(2\)"/],
      [text(1, 1, 'a').replace('/text', '/g'), /<\/g> closes nothing/],
      [element('image', { x: 1, href: 'https://example.org/a.png' }), /cannot have <image> that is no PNG/],
    ];
    for (const [content, message] of refused) await assert.rejects(drawPdf(small(content)), message);
    await assert.rejects(drawPdf('<html></html>'), /This is no figure/);
    await assert.rejects(drawPdf('<svg width="1" height="1"><g>'), /This is no figure/);
  });
});
