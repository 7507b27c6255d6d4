import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Crop, createCrop, fiveCrops } from '../../../runner/techniques/transform/crops';
import { pattern } from './samples';

const sizes = fc.record({ width: fc.integer({ min: 2, max: 14 }), height: fc.integer({ min: 2, max: 14 }) });
const shares = fc.double({ min: 0.5, max: 0.999, noNaN: true });

/** Cut out first, then enlarge pixel by pixel: the plain definition, in double precision. */
function cutAndEnlarge(image: Float32Array, width: number, height: number, crop: Crop): number[] {
  const cut = Array.from({ length: crop.height }, (_, y) =>
    Array.from({ length: crop.width }, (_, x) => image[(crop.top + y) * width + crop.left + x]!),
  );
  const at = (y: number, x: number) =>
    cut[Math.min(Math.max(y, 0), crop.height - 1)]![Math.min(Math.max(x, 0), crop.width - 1)]!;
  const result: number[] = [];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const y = ((row + 0.5) * crop.height) / height - 0.5;
      const x = ((column + 0.5) * crop.width) / width - 0.5;
      let value = 0;
      for (const neighbourY of [Math.floor(y), Math.floor(y) + 1]) {
        for (const neighbourX of [Math.floor(x), Math.floor(x) + 1]) {
          const weight = (1 - Math.abs(y - neighbourY)) * (1 - Math.abs(x - neighbourX));
          value += weight * at(neighbourY, neighbourX);
        }
      }
      result.push(value);
    }
  }
  return result;
}

describe('five crops', () => {
  it("of a face are 42 pixels wide with AlexNet's share: the middle, then the corners", () => {
    const crops = fiveCrops({ width: 48, height: 48 }, 0.875);
    assert.deepEqual(
      crops.map(({ left, top, width, height }) => [left, top, width, height]),
      [
        [3, 3, 42, 42],
        [0, 0, 42, 42],
        [6, 0, 42, 42],
        [0, 6, 42, 42],
        [6, 6, 42, 42],
      ],
    );
  });

  it('lie within the image, the corners at its edges', () => {
    fc.assert(
      fc.property(sizes, shares, (size, share) => {
        const crops = fiveCrops(size, share);
        for (const { left, top, width, height } of crops) {
          assert.ok(left >= 0 && top >= 0 && left + width <= size.width && top + height <= size.height);
          assert.ok(width >= 1 && height >= 1 && Math.abs(width - share * size.width) <= 0.5);
        }
        const [, upperLeft, , , lowerRight] = crops;
        assert.deepEqual([upperLeft!.left, upperLeft!.top], [0, 0]);
        const ends = [lowerRight!.left + lowerRight!.width, lowerRight!.top + lowerRight!.height];
        assert.deepEqual(ends, [size.width, size.height]);
      }),
    );
  });

  it('are enlarged as cutting and resizing does', () => {
    fc.assert(
      fc.property(sizes, shares, fc.integer({ min: 0, max: 4 }), fc.nat({ max: 99 }), (size, share, which, seed) => {
        const image = Float32Array.from(pattern(size.width * size.height, seed));
        const crop = fiveCrops(size, share)[which]!;
        const wanted = cutAndEnlarge(image, size.width, size.height, crop);
        createCrop(size, crop)(image);
        image.forEach((value, i) => assert.ok(Math.abs(value - wanted[i]!) < 1e-3, `${value}, not ${wanted[i]}`));
      }),
    );
  });

  it('compare the centres of pixels, and go no further than the outermost', () => {
    const image = Float32Array.of(0, 80, 7, 7);
    createCrop({ width: 4, height: 1 }, { left: 0, top: 0, width: 2, height: 1 })(image);
    assert.deepEqual([...image], [0, 20, 60, 80]);
  });

  it('leave an image alone when they are all of it', () => {
    const image = Float32Array.from(pattern(48));
    createCrop({ width: 8, height: 6 }, { left: 0, top: 0, width: 8, height: 6 })(image);
    assert.deepEqual(image, Float32Array.from(pattern(48)));
  });
});
