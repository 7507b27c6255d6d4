import fc from 'fast-check';
import assert from 'node:assert/strict';

import { usages } from '../../../runner/data/dataset';
import type { ImportedFaces } from '../../../runner/data/import/faceCollector';
import { ferClasses } from '../../../runner/data/labels/classes';
import { UserError } from '../../../schemas/userError';
import { parseCsv, userErrorOf } from './support';

const size = 2;
const header = 'emotion,pixels,Usage\n';
const goodRow = '3,0 10 200 255,Training\n';

const face = fc.record({
  emotion: fc.nat(6),
  usage: fc.nat(2),
  pixels: fc.uint8Array({ minLength: size * size, maxLength: size * size }),
});

function plain(faces: ImportedFaces): unknown[] {
  return Array.from({ length: faces.count }, (_, i) => ({
    emotion: faces.emotion[i],
    usage: faces.usage[i],
    pixels: [...faces.pixels.subarray(i * size * size, (i + 1) * size * size)],
  }));
}

/** What other programs call the columns. */
const others: Readonly<Record<string, string>> = { emotion: 'label', pixels: 'pixel', Usage: 'split' };

function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...ends, bytes.length].map((end, i) => bytes.subarray(i === 0 ? 0 : ends[i - 1], end));
}

describe('FER2013 CSV', () => {
  it('reads back what was written, in any form and cut anywhere', () => {
    fc.assert(
      fc.property(
        fc.array(face, { minLength: 1, maxLength: 8 }),
        fc.record({
          newline: fc.constantFrom('\n', '\r\n', '\r'),
          mark: fc.boolean(),
          quotes: fc.boolean(),
          finalNewline: fc.boolean(),
          blankLines: fc.boolean(),
          columns: fc.shuffledSubarray(['emotion', 'pixels', 'Usage', 'id'], { minLength: 4 }),
          delimiter: fc.constantFrom(',', ';', '\t'),
          names: fc.constantFrom('plain', 'upper', 'others'),
          words: fc.boolean(),
        }),
        fc.array(fc.nat(), { maxLength: 12 }),
        (faces, form, cuts) => {
          const quote = (text: string): string => (form.quotes ? `"${text}"` : text);
          const lines = faces.map((row, i) => {
            const fields: Record<string, string> = {
              emotion: form.words ? ferClasses[row.emotion]! : String(row.emotion),
              pixels: row.pixels.join(' '),
              Usage: form.words ? ['train', 'val', 'Test'][row.usage]! : usages[row.usage]!,
              id: `n${i}`,
            };
            return form.columns.map((column) => quote(fields[column]!)).join(form.delimiter);
          });
          const written = (name: string): string =>
            form.names === 'upper' ? ` ${name.toUpperCase()}` : form.names === 'others' ? (others[name] ?? name) : name;
          const names = form.columns.map((name) => quote(written(name))).join(form.delimiter);
          const text =
            (form.mark ? '\ufeff' : '') +
            [names, ...lines].join(form.newline + (form.blankLines ? form.newline : '')) +
            (form.finalNewline ? form.newline : '');
          const parsed = parseCsv(cut(new TextEncoder().encode(text), cuts), size);
          assert.deepEqual(
            plain(parsed),
            faces.map((row) => ({ ...row, pixels: [...row.pixels] })),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it('keeps the order of rows beyond one block of its memory', () => {
    const rows = Array.from({ length: 5000 }, (_, i) => `${i % 7},${i & 255} ${i >> 8} 0 1,${usages[i % 3]}`);
    const faces = parseCsv([header, rows.join('\n')], size);
    assert.equal(faces.count, 5000);
    for (const i of [0, 2047, 2048, 4096, 4999]) {
      assert.deepEqual([...faces.pixels.subarray(i * 4, i * 4 + 4)], [i & 255, i >> 8, 0, 1]);
      assert.equal(faces.emotion[i], i % 7);
      assert.equal(faces.usage[i], i % 3);
    }
  });

  it('has a fingerprint of pixels, usage and emotion', () => {
    const print = (row: string): string => parseCsv([header, row], size).fingerprint;
    assert.match(print(goodRow), /^[0-9a-f]{64}$/);
    assert.equal(print(goodRow), print('3,0  10 200 255 ,Training'));
    const others = ['3,0 10 200 254,Training', '2,0 10 200 255,Training', '3,0 10 200 255,PublicTest'];
    assert.equal(new Set([goodRow, ...others].map(print)).size, 4);
  });

  const bad: readonly (readonly [string, string, RegExp])[] = [
    [
      'a row with too few columns',
      `${goodRow}1,1 2 3 4\n`,
      /^faces\.csv, row 2 \(line 3\), column Usage: is missing: the row has 2 of 3 columns/,
    ],
    [
      'a row that the end of the file cuts',
      `${goodRow}1,1 2`,
      /^faces\.csv, row 2 \(line 3\), column pixels: has 2 pixels: expected 4 grey values \(2 × 2\)/,
    ],
    [
      'a row with too few pixels',
      `${goodRow}${goodRow}1,1 2 3,Training\n`,
      /row 3 \(line 4\), column pixels: has 3 pixels: expected 4 grey/,
    ],
    [
      'a row with too many pixels',
      '1,1 2 3 4 5,Training',
      /row 1 \(line 2\), column pixels: has more than 4 grey values/,
    ],
    ['a row without pixels', '1,,Training', /row 1 \(line 2\), column pixels: has 0 pixels/],
    [
      'a row with too many columns',
      '1,1 2 3 4,Training,7',
      /row 1 \(line 2\), column 4: has more than the 3 columns of the header/,
    ],
    [
      'a pixel that is no number',
      '1,1 2 x3 4,Training',
      /row 1 \(line 2\), column pixels: has "x3" as value 3: expected a whole number from 0 to 255/,
    ],
    ['a pixel that only begins as a number', '1,1 2 3.5 4,Training', /column pixels: has "3\.5" as value 3/],
    ['a negative pixel', '1,1 -2 3 4,Training', /column pixels: has "-2" as value 2/],
    [
      'a pixel of 256',
      '1,1 2 3 256,Training',
      /column pixels: has "256" as value 4: expected a whole number from 0 to 255/,
    ],
    ['a pixel of 256 in the middle', '1,256 2 3 4,Training', /column pixels: has "256" as value 1/],
    [
      'an unknown Usage',
      `${goodRow}1,1 2 3 4,Practice`,
      /row 2 \(line 3\), column Usage: is "Practice": expected Training, PublicTest or PrivateTest/,
    ],
    [
      'an unknown emotion',
      '7,1 2 3 4,Training',
      /row 1 \(line 2\), column emotion: is "7", not a class: expected 0 angry, .* 6 neutral/,
    ],
    ['a missing emotion', ',1 2 3 4,Training', /column emotion: is "", not a class/],
    ['no rows', '', /^faces\.csv has a header but no rows/],
    [
      'a quotation mark never closed',
      '"1,1 2 3 4,Training\n',
      /row 1 \(line 2\), column emotion: has a quotation mark that is never closed/,
    ],
    [
      'text after a closing quotation mark',
      '1,"1 2 3 4"5,Training',
      /column pixels: has text after the closing quotation mark/,
    ],
  ];
  for (const [name, rows, message] of bad) {
    it(`tells file, row and column of ${name}, wherever chunks end`, async () => {
      const text = header + rows;
      const whole = await userErrorOf(() => parseCsv([text], size));
      assert.match(whole.message, message);
      assert.ok(whole.remedy);
      const byteByByte = await userErrorOf(() => parseCsv([...text], size));
      assert.equal(byteByByte.message, whole.message);
    });
  }

  it('counts lines by line feeds, carriage returns and both', async () => {
    for (const newline of ['\n', '\r', '\r\n']) {
      const text = `${header}${goodRow}\n${goodRow}1,1 2 3 4,Nowhere\n`.replaceAll('\n', newline);
      assert.match((await userErrorOf(() => parseCsv([text], size))).message, /row 3 \(line 5\)/);
    }
  });

  it('tells what it found where the header should be', async () => {
    const messageOf = async (text: string | Uint8Array): Promise<string> =>
      (await userErrorOf(() => parseCsv([text], size))).message;
    assert.match(await messageOf(''), /The file is empty: expected the columns emotion, pixels, Usage/);
    assert.match(
      await messageOf('emotion,pixels\n1,1 2 3 4\n'),
      /line 1: the column Usage is missing, so that nothing says which rows train and which test/,
    );
    assert.match(await messageOf('emotion,emotion,pixels,Usage\n'), /expected the columns/);
    assert.match(await messageOf(new Uint8Array(100_000).fill(0x41)), /Line 1 is not the header.*found “AAAA/);
  });

  it('never fails but with a message that can be shown, the same wherever chunks end', () => {
    const part = fc.constantFrom(
      'emotion,pixels,Usage\n',
      '0,1 2 3 4,Training\n',
      ',',
      '"',
      '\n',
      '\r',
      ';',
      ' ',
      '1',
      '\u001b[2J',
      '\0',
      'Training',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 14 }), fc.boolean(), (parts, withHeader) => {
        const text = (withHeader ? 'emotion,pixels,Usage\n' : '') + parts.join('');
        const outcome = (pieces: readonly string[]) => {
          try {
            return parseCsv(pieces, size).fingerprint;
          } catch (error) {
            assert.ok(error instanceof UserError, String(error));
            assert.doesNotMatch(error.message, /\p{Cc}/u);
            return error.message;
          }
        };
        assert.equal(outcome([...text]), outcome([text]));
      }),
    );
  });
});
