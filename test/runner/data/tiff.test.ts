import assert from 'node:assert/strict';

import { decodeGrey } from '../../../runner/data/import/decodeImage';
import { decodeTiff } from '../../../runner/data/import/decodeTiff';
import pillow from '../../fixtures/pictures/tiff.json';
import { tiff } from '../../fixtures/dataSets/tiff';
import { userErrorOf } from './support';

const bytesOf = (text: string): Buffer => Buffer.from(text, 'base64');

describe('a TIFF', () => {
  for (const name of [
    'grey',
    'grey, deflated',
    'colour',
    'colour in strips',
    'differences',
    'palette',
    'white is zero',
  ] as const) {
    it(`of Pillow has the values that Pillow reads: ${name}`, () => {
      const { width, height, data } = decodeTiff(bytesOf(pillow[name].file));
      assert.deepEqual([width, height], [20, 17]);
      assert.deepEqual(Buffer.from(data), bytesOf(pillow[name].values));
    });
  }

  it('is read in both orders of bytes', () => {
    const values = Uint8Array.from({ length: 20 * 18 }, (_, at) => (7 * at) & 255);
    for (const order of ['II', 'MM'] as const) {
      const { data } = decodeTiff(tiff(values, 20, order));
      assert.deepEqual([data.length, data[3], data[3 * 19], data[3 * 20]], [3 * 20 * 18, 7, 133, 140], order);
    }
  });

  const failure = async (bytes: Buffer): Promise<string> => {
    const { message, exitCode } = await userErrorOf(() => decodeGrey(bytes, 'a.tiff', 48, new Uint8Array(48 * 48)));
    assert.equal(exitCode, 2);
    return message;
  };

  for (const [name, message] of [
    ['LZW', /its compression \(5\) is not read: save it uncompressed/],
    ['opacity', /it has opacity|neither grey nor RGB, or has opacity/],
    ['16 bits', /it has 16 bits a colour, and 8 are read/],
  ] as const) {
    it(`of another form is refused: ${name}`, async () => {
      assert.match(await failure(bytesOf(pillow[name].file)), message);
    });
  }

  it('that is damaged, cut off or too large is refused before it takes memory', async () => {
    const whole = tiff(new Uint8Array(20 * 18), 20);
    for (let length = 4; length < whole.length; length += 7) {
      assert.match(
        await failure(whole.subarray(0, length)),
        /^a\.tiff is (not an image|a TIFF file that cannot be read|0 × )/,
        `${length} bytes`,
      );
    }
    const changed = (at: number, value: number): Buffer => {
      const copy = Buffer.from(whole);
      copy.writeUInt32LE(value, at);
      return copy;
    };
    // Value and count of the first field, which is the width.
    assert.match(await failure(changed(8 + 2 + 8, 1_000_000)), /is 1000000 × 18 pixels: expected 16 to 4096/);
    assert.match(await failure(changed(8 + 2 + 4, 0xffffffff)), /a field has 4,294,967,295 numbers/);
    assert.match(await failure(changed(4, 0xfffffff0)), /its header is damaged or cut off/);
  });
});
