import assert from 'node:assert/strict';
import { decodeGrey } from '../../../runner/data/import/decodeImage';
import { orientationOf } from '../../../runner/data/import/orientation';
import pillow from '../../fixtures/pictures/turned.json';

const size = 48;

describe('a picture that a camera stored turned', () => {
  const mean = (pixels: Uint8Array, left: number, top: number): number => {
    let sum = 0;
    for (let y = 0; y < size / 2; y++) for (let x = 0; x < size / 2; x++) sum += pixels[(top + y) * size + left + x]!;
    return sum / (size / 2) ** 2;
  };

  it('is upright, as Pillow shows it', () => {
    assert.equal(pillow.pictures.length, 16);
    for (const { orientation, jpeg, quarters } of pillow.pictures) {
      const bytes = Buffer.from(jpeg, 'base64');
      assert.equal(orientationOf(bytes), orientation);
      const face = new Uint8Array(size * size);
      decodeGrey(bytes, 'turned.jpg', size, face);
      const half = size / 2;
      const found = [mean(face, 0, 0), mean(face, half, 0), mean(face, 0, half), mean(face, half, half)];
      found.forEach((value, index) => assert.ok(Math.abs(value - quarters[index]!) < 2, `${orientation}: ${found}`));
    }
  });

  it('is as it is stored where that is cut off or makes no sense', () => {
    const whole = Buffer.from(pillow.pictures[5]!.jpeg, 'base64');
    assert.equal(orientationOf(whole), 6);
    const exif = whole.indexOf('Exif');
    for (let length = 2; length < exif + 6 + 8; length++) assert.equal(orientationOf(whole.subarray(0, length)), 1);
    for (const [at, value] of [
      [exif, 0],
      [exif + 6 + 4, 0xff],
      [exif + 6 + 18, 9],
    ] as const) {
      const other = Buffer.from(whole);
      other[at] = value;
      assert.equal(orientationOf(other), 1, String(at));
    }
  });
});
