/** Draws a figure as PDF, from its SVG. Loaded when the first PDF is asked for: the library and its font take a moment. */
import { buffer } from 'node:stream/consumers';
import PDFDocument from 'pdfkit';
import { Drawing } from './drawNodes';
import { Fonts, substitute } from './fonts';
import { readSvg, type SvgNode } from './svgNodes';

export interface PdfFigure {
  readonly bytes: Buffer;
  /** Says which characters were replaced; absent when all of them are there. */
  readonly note?: string;
}

class FigureDocument extends PDFDocument {
  /** Writes no metadata a second time as XML: PDFKit does not escape it, so a variant's `&` would make it unreadable. */
  override endMetadata(): void {
    // Title and description are in the document's information.
  }
}

/** Points per pixel, as in CSS: 96 pixels and 72 points are an inch. */
const pixel = 0.75;

/**
 * One page of the figure's size, with its title and description. The same SVG gives the same bytes at any time.
 * @param svg as figures/ draws it
 * @throws Error if it has something that figures do not have
 */
export async function drawPdf(svg: string): Promise<PdfFigure> {
  const figure = readSvg(svg);
  const fonts = new Fonts();
  const size = ['width', 'height'].map((side) => pixel * Number(figure.attributes.get(side)));
  const document = new FigureDocument({
    size: [size[0]!, size[1]!],
    margin: 0,
    pdfVersion: '1.7',
    // The compressed bytes would depend on the version of Node.js.
    compress: false,
    // No font before those that are registered below.
    font: '',
    lang: 'en',
    displayTitle: true,
    info: {
      Title: contentOf(figure, 'title'),
      Subject: contentOf(figure, 'desc'),
      Creator: 'FER Experiments',
      // The file's identifier is made from it: a fixed one, so that the figure alone determines the bytes.
      CreationDate: new Date(0),
    },
  });
  // No date is true for all times at which the same figure is drawn.
  delete document.info.CreationDate;
  document.registerFont('regular', fonts.regular);
  document.registerFont('bold', fonts.bold);
  document.scale(pixel);
  new Drawing(document, fonts, figure).draw();
  document.end();
  const bytes = await buffer(document);
  return fonts.missing.length === 0 ? { bytes } : { bytes, note: noteOn(fonts.missing) };
}

const contentOf = (figure: SvgNode, name: string): string =>
  figure.children.find((child) => child.name === name)?.text ?? '';

function noteOn(missing: readonly string[]): string {
  return (
    `${substitute} stands for ${missing.join(' ')}: PDF figures have Latin, Greek and Cyrillic letters only. ` +
    'As SVG, the figure has all of them.'
  );
}
