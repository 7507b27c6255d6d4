/** The font of PDF figures, and which characters it has. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { create } from 'fontkit';
import { fontFiles } from './fontFiles';

/** Reads it beside the bundle; for the sources, in the package. */
function readFont(file: string): Buffer {
  const besideBundle = path.join(__dirname, path.basename(file));
  return readFileSync(existsSync(besideBundle) ? besideBundle : file);
}

/** What stands for a character that cannot be drawn. */
export const substitute = '□';

/**
 * Letters that are written from right to left, and marks that turn the direction of a text: drawn one after the other
 * from the left, they would be wrong without looking so.
 */
const otherDirection = /[\p{Script=Hebrew}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

export class Fonts {
  readonly regular = readFont(fontFiles.regular);
  readonly bold = readFont(fontFiles.bold);
  readonly #known: ReadonlySet<number>;
  readonly #letters = new Intl.Segmenter('en', { granularity: 'grapheme' });
  readonly #missing = new Set<string>();

  constructor() {
    const font = create(this.regular);
    if (!('characterSet' in font)) throw new Error('The font of figures is a collection.');
    this.#known = new Set(font.characterSet);
  }

  /** What was replaced so far, each once, in the order of its first use. */
  get missing(): readonly string[] {
    return [...this.#missing];
  }

  /** The text with a box for each letter that the font does not have; blanks as SVG shows them. */
  drawable(text: string): string {
    const letters = [...this.#letters.segment(text.replace(/[\t\n\r ]+/g, ' ').trim())];
    return letters.map(({ segment }) => (this.#has(segment) ? segment : this.#replaced(segment))).join('');
  }

  #has(letter: string): boolean {
    return !otherDirection.test(letter) && [...letter].every((each) => this.#known.has(each.codePointAt(0)!));
  }

  #replaced(letter: string): string {
    this.#missing.add(letter);
    return substitute;
  }
}
