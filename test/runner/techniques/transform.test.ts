import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ResolvedAugmentation } from '../../../experiment/types';
import { flipHorizontally, flipVertically } from '../../../runner/techniques/transform/flips';
import type { TransformParameters } from '../../../runner/techniques/transform/parameters';
import { changeBrightness, changeContrast, shiftChannel } from '../../../runner/techniques/transform/tones';
import { createTransform } from '../../../runner/techniques/transform/transform';
import keras from '../../fixtures/keras/augmentation.json';
import { pattern } from './samples';

const identity: TransformParameters = {
  rotation: 0,
  shear: 0,
  widthShift: 0,
  heightShift: 0,
  zoomX: 1,
  zoomY: 1,
  horizontalFlip: false,
  verticalFlip: false,
};
const images: Readonly<Record<string, { readonly size: number; readonly pixels: readonly number[] }>> = keras.images;

describe('transformations of an image', () => {
  for (const { image, fillMode, parameters, pixels } of keras.cases) {
    it(`are Keras's: ${image}, ${fillMode}, ${JSON.stringify(parameters)}`, () => {
      const { size, pixels: original } = images[image]!;
      const {
        shiftX = 0,
        shiftY = 0,
        flip = false,
        ...others
      } = parameters as Record<string, number> & {
        flip?: boolean;
      };
      const result = Float32Array.from(original);
      createTransform({ width: size, height: size }, fillMode as ResolvedAugmentation['fillMode'])(result, {
        ...identity,
        ...others,
        widthShift: shiftX / size,
        heightShift: shiftY / size,
        horizontalFlip: flip,
      });
      // Half of the last digit stored, and single precision; whole grey values where brightness cuts them.
      const tolerance = 'brightness' in parameters ? 1 : 0.002;
      const worst = Math.max(...pixels.map((expected, i) => Math.abs(expected - result[i]!)));
      assert.ok(worst <= tolerance, `off by ${worst} of 255`);
    });
  }

  for (const { image, edgeCrop, pixels } of keras.crops) {
    it(`cut edges as SciPy does: ${image}, ${JSON.stringify(edgeCrop)}`, () => {
      const { size, pixels: original } = images[image]!;
      const result = Float32Array.from(original);
      createTransform({ width: size, height: size }, 'constant')(result, { ...identity, edgeCrop });
      const worst = Math.max(...pixels.map((expected, i) => Math.abs(expected - result[i]!)));
      assert.ok(worst <= 0.002, `off by ${worst} of 255`);
    });
  }

  it('cut the edges of what is turned and shifted: the same share everywhere is a zoom', () => {
    const size = { width: 9, height: 9 };
    const geometry = { ...identity, rotation: 17, shear: 6, widthShift: 0.1, heightShift: -0.07 };
    const cut = Float32Array.from(pattern(81));
    createTransform(size, 'reflect')(cut, {
      ...geometry,
      edgeCrop: { left: 0.15, right: 0.15, top: 0.1, bottom: 0.1 },
    });
    const zoomed = Float32Array.from(pattern(81));
    createTransform(size, 'reflect')(zoomed, { ...geometry, zoomX: 0.7, zoomY: 0.8 });
    assert.ok(cut.every((value, i) => Math.abs(value - zoomed[i]!) < 1e-3));
  });

  const sizes = fc.record({ width: fc.integer({ min: 1, max: 12 }), height: fc.integer({ min: 1, max: 12 }) });
  const modes = fc.constantFrom('nearest', 'constant', 'reflect', 'wrap' as const);
  const share = fc.double({ min: 0, max: 0.45, noNaN: true });
  const parameters = fc.record({
    rotation: fc.double({ min: -180, max: 180, noNaN: true }),
    shear: fc.double({ min: -60, max: 60, noNaN: true }),
    widthShift: fc.double({ min: -0.9, max: 0.9, noNaN: true }),
    heightShift: fc.double({ min: -0.9, max: 0.9, noNaN: true }),
    zoomX: fc.double({ min: 0.1, max: 4, noNaN: true }),
    zoomY: fc.double({ min: 0.1, max: 4, noNaN: true }),
    horizontalFlip: fc.boolean(),
    verticalFlip: fc.boolean(),
    edgeCrop: fc.record({ left: share, right: share, top: share, bottom: share }),
    channelShift: fc.double({ min: -255, max: 255, noNaN: true }),
    brightness: fc.double({ min: 0, max: 10, noNaN: true }),
    contrast: fc.double({ min: 0, max: 10, noNaN: true }),
  });

  it('leave an image as it is when nothing is to change', () => {
    fc.assert(
      fc.property(sizes, modes, (size, mode) => {
        const image = Float32Array.from(pattern(size.width * size.height));
        const before = image.slice();
        createTransform(size, mode)(image, { ...identity, channelShift: 0, brightness: 1, contrast: 1 });
        assert.deepEqual(image, before);
      }),
    );
  });

  it('keep grey values within 0 and 255, also of images of one row or column', () => {
    fc.assert(
      fc.property(sizes, modes, parameters, (size, mode, drawn) => {
        const image = Float32Array.from(pattern(size.width * size.height));
        createTransform(size, mode)(image, drawn);
        assert.ok(
          image.every((value) => value >= 0 && value <= 255),
          `${image.find((value) => !(value >= 0 && value <= 255))}`,
        );
      }),
    );
  });

  it('shift sideways by the width and up or down by the height', () => {
    const size = { width: 4, height: 2 };
    const shifted = (shift: Partial<TransformParameters>) => {
      const image = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8);
      createTransform(size, 'constant')(image, { ...identity, ...shift });
      return [...image];
    };
    assert.deepEqual(shifted({ widthShift: 0.25 }), [2, 3, 4, 0, 6, 7, 8, 0]);
    assert.deepEqual(shifted({ heightShift: -0.5 }), [0, 0, 0, 0, 1, 2, 3, 4]);
  });

  it('mirror left and right, and twice is not at all', () => {
    const image = Float32Array.of(1, 2, 3, 4, 5, 6);
    flipHorizontally(image, { width: 3, height: 2 });
    assert.deepEqual([...image], [3, 2, 1, 6, 5, 4]);
    fc.assert(
      fc.property(sizes, (size) => {
        const twice = Float32Array.from(pattern(size.width * size.height));
        const before = twice.slice();
        flipHorizontally(twice, size);
        flipHorizontally(twice, size);
        assert.deepEqual(twice, before);
      }),
    );
  });

  it('mirror up and down, and twice is not at all', () => {
    const image = Float32Array.of(1, 2, 3, 4, 5, 6);
    flipVertically(image, { width: 2, height: 3 });
    assert.deepEqual([...image], [5, 6, 3, 4, 1, 2]);
    fc.assert(
      fc.property(sizes, (size) => {
        const twice = Float32Array.from(pattern(size.width * size.height));
        const before = twice.slice();
        flipVertically(twice, size);
        flipVertically(twice, size);
        assert.deepEqual(twice, before);
      }),
    );
  });

  it('shift grey values and cut at the darkest and brightest of the image', () => {
    const image = Float32Array.of(60, 80, 100, 120);
    shiftChannel(image, 30);
    assert.deepEqual([...image], [90, 110, 120, 120]);
    shiftChannel(image, -25.5);
    assert.deepEqual([...image], [90, 90, 94.5, 94.5]);
  });

  it('brighten by whole grey values and cut at white', () => {
    const image = Float32Array.of(0, 10.9, 101, 250);
    changeBrightness(image, 1.25);
    assert.deepEqual([...image], [0, 12, 126, 255]);
  });

  it('change contrast around the mean of the image and keep it when nothing is cut', () => {
    const image = Float32Array.of(60, 80, 100, 120);
    changeContrast(image, 1.5);
    assert.deepEqual([...image], [45, 75, 105, 135]);
    changeContrast(image, 10);
    assert.deepEqual([...image], [0, 0, 240, 255]);
    changeContrast(image, 0);
    assert.deepEqual([...image], [123.75, 123.75, 123.75, 123.75]);
  });
});
