/** Parses FER2013's CSV. */
import { UserError } from '../../../schemas/userError';
import { printable } from '../../../words/printable';
import { usageNames, usages } from '../dataset';
import { ferClasses } from '../labels/classes';
import { type ColumnName, columnNames, headerOf, isDelimiter } from './csvHeader';
import type { FaceCollector } from './faceCollector';
import { classOfName, partOfName } from './place';

const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;
const tab = 0x09;
const zero = 0x30;
const byteOrderMark = [0xef, 0xbb, 0xbf];

/** Longest text that is kept of a field: enough for every valid text and for a message. */
const maxFieldText = 64;
const maxColumns = 64;

type State = 'fieldStart' | 'plain' | 'quoted' | 'quoteInQuoted' | 'badValue';

/**
 * Parses FER2013's CSV (`emotion,pixels,Usage`, in any order of columns, other columns ignored) from chunks of bytes.
 * Works on bytes because decoding 300 MB to strings and splitting them takes many times as long.
 *
 * Throws a UserError naming file, row (the first row below the header is 1), line and column.
 */
export class FerCsvParser {
  private state: State = 'fieldStart';
  private delimiter: number | undefined;
  private header: readonly (ColumnName | undefined)[] | undefined;
  private headerFields: string[] = [];
  private column = 0;
  private row = 0;
  private line = 1;
  private bytesOfMark = 0;
  private afterCarriageReturn = false;
  private text: number[] = [];
  private readonly values: { emotion?: number; usage?: number } = {};
  private pixels: Uint8Array;
  private stored = 0;
  /** The number being read, -1 between numbers. */
  private value = -1;

  /**
   * @param name of the file, for messages
   * @param faces receives one face per row
   */
  constructor(
    private readonly name: string,
    private readonly faces: FaceCollector,
  ) {
    this.pixels = faces.next();
  }

  write(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.state === 'plain' || this.state === 'quoted') {
        if (this.header?.[this.column] === 'pixels') at = this.readPixels(chunk, at);
        if (at === chunk.length) return;
      }
      this.step(chunk[at++]!);
    }
  }

  /** Call this when the file has ended. */
  end(): void {
    if (this.state === 'quoted') throw this.error('has a quotation mark that is never closed');
    if (this.state !== 'fieldStart' || this.column > 0) this.endRecord();
    if (this.header === undefined) throw this.headerError('The file is empty');
    if (this.row === 0) {
      throw new UserError(
        `${this.name} has a header but no rows: expected one row per face.`,
        'Download or generate the file again; `ferexp data synth` writes generated faces in this form.',
      );
    }
  }

  /** The hot loop: numbers and the spaces between them. Returns the position where something else begins. */
  private readPixels(chunk: Uint8Array, start: number): number {
    const { pixels } = this;
    const limit = pixels.length;
    let { value, stored } = this;
    let at = start;
    for (; at < chunk.length; at++) {
      const byte = chunk[at]!;
      const digit = byte - zero;
      if (digit >= 0 && digit <= 9) {
        value = value < 0 ? digit : value * 10 + digit;
      } else if (byte === space) {
        if (value < 0) continue;
        if (value > 255 || stored === limit) break;
        pixels[stored++] = value;
        value = -1;
      } else {
        break;
      }
    }
    this.value = value;
    this.stored = stored;
    return at;
  }

  private step(byte: number): void {
    if (this.bytesOfMark < byteOrderMark.length) {
      if (byte === byteOrderMark[this.bytesOfMark]) {
        this.bytesOfMark++;
        return;
      }
      this.bytesOfMark = byteOrderMark.length;
    }
    if (this.afterCarriageReturn) {
      this.afterCarriageReturn = false;
      if (byte === lineFeed) return;
    }
    if (this.delimiter === undefined && isDelimiter(byte)) this.delimiter = byte;
    const endsLine = byte === lineFeed || byte === carriageReturn;
    switch (this.state) {
      case 'fieldStart':
        if (endsLine && this.column === 0) return this.endLine(byte);
        this.state = byte === quote ? 'quoted' : 'plain';
        if (byte !== quote) this.stepPlain(byte, endsLine);
        return;
      case 'plain':
        return this.stepPlain(byte, endsLine);
      case 'quoted':
        if (byte === quote) this.state = 'quoteInQuoted';
        else this.append(byte);
        return;
      case 'quoteInQuoted':
        if (byte === quote) {
          this.state = 'quoted';
          this.append(byte);
        } else if (byte === this.delimiter || endsLine) this.stepPlain(byte, endsLine);
        else if (byte !== space) throw this.error('has text after the closing quotation mark');
        return;
      case 'badValue':
        if (byte === this.delimiter || byte === quote || byte === space || endsLine) throw this.badValue();
        this.text.push(byte);
        if (this.text.length > maxFieldText) throw this.badValue();
    }
  }

  private stepPlain(byte: number, endsLine: boolean): void {
    if (byte === this.delimiter) this.endField();
    else if (endsLine) {
      this.endRecord();
      this.endLine(byte);
    } else this.append(byte);
  }

  private append(byte: number): void {
    if (this.header?.[this.column] !== 'pixels') {
      if (this.text.length < maxFieldText) this.text.push(byte);
      else if (this.header === undefined) throw this.headerError();
      return;
    }
    const isDigit = byte >= zero && byte <= zero + 9;
    if (isDigit && this.value < 0) this.value = byte - zero;
    else if (byte === space || byte === tab) this.storePixel();
    else {
      this.text = this.value < 0 ? [] : [...String(this.value)].map((digit) => digit.charCodeAt(0));
      this.text.push(byte);
      this.state = 'badValue';
    }
  }

  private storePixel(): void {
    if (this.value < 0) return;
    if (this.value > 255) {
      this.text = [...String(this.value)].map((digit) => digit.charCodeAt(0));
      throw this.badValue();
    }
    if (this.stored === this.pixels.length) throw this.error(`has more than ${this.expectedPixels()}`);
    this.pixels[this.stored++] = this.value;
    this.value = -1;
  }

  private endLine(byte: number): void {
    this.line++;
    this.afterCarriageReturn = byte === carriageReturn;
  }

  private endField(): void {
    const text = new TextDecoder().decode(Uint8Array.from(this.text)).trim();
    if (this.header === undefined) {
      this.headerFields.push(text);
      if (this.headerFields.length > maxColumns) throw this.headerError();
    } else {
      if (this.column >= this.header.length) {
        throw this.error(`has more than the ${this.header.length} columns of the header`);
      }
      this.takeField(this.header[this.column], text);
    }
    this.text.length = 0;
    this.column++;
    this.state = 'fieldStart';
  }

  private takeField(column: ColumnName | undefined, text: string): void {
    switch (column) {
      case 'emotion': {
        const emotion = /^[0-6]$/.test(text) ? Number(text) : /^\d/.test(text) ? undefined : classOfName(text);
        if (emotion === undefined) {
          const classes = ferClasses.map((name, number) => `${number} ${name}`).join(', ');
          throw this.error(`is "${printable(text)}", not a class: expected ${classes}`);
        }
        this.values.emotion = emotion;
        return;
      }
      case 'Usage': {
        const usage = partOfName(text);
        if (usage === undefined) throw this.error(`is "${printable(text)}": expected ${usageNames}`);
        this.values.usage = usages.indexOf(usage);
        return;
      }
      case 'pixels':
        this.storePixel();
        if (this.stored < this.pixels.length) {
          throw this.error(`has ${this.stored} pixels: expected ${this.expectedPixels()}`);
        }
    }
  }

  private endRecord(): void {
    if (this.state === 'badValue') throw this.badValue();
    this.endField();
    if (this.header === undefined) {
      this.readHeader();
    } else {
      if (this.column < this.header.length) {
        const missing = this.header[this.column] ?? `number ${this.column + 1}`;
        throw this.error(
          `is missing: the row has ${this.column} of ${this.header.length} columns, so it is cut short`,
          missing,
        );
      }
      this.faces.commit(this.values.emotion!, this.values.usage!);
      this.pixels = this.faces.next();
      this.stored = 0;
      this.row++;
    }
    this.column = 0;
  }

  private readHeader(): void {
    const { columns, missing } = headerOf(this.headerFields);
    if (missing.length === 1 && columns.filter((column) => column !== undefined).length === 2) {
      throw this.missingColumn(missing[0]!);
    }
    if (missing.length > 0) throw this.headerError();
    this.header = columns;
  }

  /** Some files of the contest lack a column: test.csv, whose rows were to be predicted, and train.csv. */
  private missingColumn(column: ColumnName): UserError {
    const why: Readonly<Record<ColumnName, string>> = {
      emotion: 'so that no row has a label; of the contest, test.csv is like that',
      pixels: 'so that there are no faces',
      Usage: 'so that nothing says which rows train and which test; of the contest, train.csv is like that',
    };
    return new UserError(
      `${this.name}, line 1: the column ${column} is missing, ${why[column]}.`,
      column === 'Usage'
        ? 'Give icml_face_data.csv of the same download, or fer2013.csv, which have it. Or add it yourself: Training for the rows to learn from (data.validation takes its share of them), PublicTest or PrivateTest for the rows to test on.'
        : 'Give fer2013.csv (emotion, pixels, Usage), or icml_face_data.csv of the contest.',
    );
  }

  private expectedPixels(): string {
    const { size, pixelsPerFace } = this.faces;
    return `${pixelsPerFace} grey values (${size} × ${size})`;
  }

  private badValue(): UserError {
    const text = new TextDecoder().decode(Uint8Array.from(this.text));
    return this.error(`has "${printable(text)}" as value ${this.stored + 1}: expected a whole number from 0 to 255`);
  }

  private error(what: string, column: string = this.header?.[this.column] ?? `${this.column + 1}`): UserError {
    const row = this.header === undefined ? 'header' : `row ${this.row + 1}`;
    return new UserError(
      `${this.name}, ${row} (line ${this.line}), column ${column}: ${what}.`,
      'Correct or remove that row, or download the file again if it was cut off.',
    );
  }

  private headerError(start = `Line ${this.line} is not the header`): UserError {
    const found = [...this.headerFields, new TextDecoder().decode(Uint8Array.from(this.text))]
      .join(',')
      .replace(/[^\x20-\x7e]/g, '?')
      .slice(0, 80);
    return new UserError(
      `${this.name}: ${start}: expected the columns ${columnNames.join(', ')}${found === '' || found === ',' ? '' : `, found “${found}”`}.`,
      'Give FER2013’s CSV (emotion,pixels,Usage), an archive or folder of its images (train/<class>/…, test/<class>/…).',
    );
  }
}
