/** Pictures of screens become small, and look the same. */
import assert from 'node:assert/strict';
import { PNG } from 'pngjs';
import { withPalette } from '../../../scripts/pictures/palette';

/** @param colourOf red, green and blue of a pixel */
function png(width: number, height: number, colourOf: (pixel: number) => readonly number[]): PNG {
  const picture = new PNG({ width, height });
  for (let pixel = 0; pixel < width * height; pixel++) picture.data.set([...colourOf(pixel), 255], 4 * pixel);
  return picture;
}

describe('a picture with a palette', () => {
  it('is exactly the same where it has few colours', () => {
    const picture = png(37, 11, (pixel) =>
      [pixel % 256, 255 - (pixel % 7), (3 * (pixel % 256)) % 256].map((v) => v & ~31),
    );
    const { width, height, data } = PNG.sync.read(withPalette(PNG.sync.write(picture)));
    assert.deepEqual([width, height], [37, 11]);
    assert.ok(data.equals(picture.data));
  });

  it('keeps its most frequent colour, and no channel is far off, where it has many', () => {
    const ground = [31, 33, 37];
    const blended = (pixel: number) =>
      [17 * pixel, 29 * pixel, 41 * pixel].map((value) => Math.floor(value / 16) % 256);
    const picture = png(200, 100, (pixel) => (pixel % 4 === 0 ? blended(pixel) : ground));
    const written = withPalette(PNG.sync.write(picture));
    const { data } = PNG.sync.read(written);
    let worst = 0;
    const colours = new Set<number>();
    for (let at = 0; at < data.length; at += 4) {
      colours.add(data.readUInt32BE(at));
      for (let channel = 0; channel < 4; channel++) {
        worst = Math.max(worst, Math.abs(data[at + channel]! - picture.data[at + channel]!));
      }
      if ((at / 4) % 4 !== 0) assert.deepEqual([...data.subarray(at, at + 3)], ground);
    }
    assert.ok(colours.size <= 256);
    // A colour of 256 is at most a seventh of the range away, even if all colours are equally frequent.
    assert.ok(worst > 0 && worst < 256 / 6, String(worst));
  });
});
