import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ResolvedAugmentation } from '../../../experiment/types';
import { drawParameters, type TransformParameters } from '../../../runner/techniques/transform/parameters';
import { everything, still } from './samples';

const draws = fc.record({
  seed: fc.integer({ min: 0, max: 0xffffffff }),
  epoch: fc.integer({ min: 0, max: 10_000 }),
  example: fc.integer({ min: 0, max: 100_000 }),
});
const draw = (settings: ResolvedAugmentation, at: { seed: number; epoch: number; example: number }) =>
  drawParameters(settings, 'augmentation', at);

describe('drawn parameters', () => {
  it('change nothing when everything is off', () => {
    fc.assert(
      fc.property(draws, (at) => {
        assert.deepEqual(draw(still, at), {
          rotation: 0,
          shear: 0,
          widthShift: 0,
          heightShift: 0,
          zoomX: 1,
          zoomY: 1,
          horizontalFlip: false,
          verticalFlip: false,
        });
      }),
    );
  });

  it('do not depend on what else is on', () => {
    const owners: Readonly<Record<keyof TransformParameters, keyof ResolvedAugmentation>> = {
      rotation: 'rotation',
      shear: 'shear',
      widthShift: 'widthShift',
      heightShift: 'heightShift',
      zoomX: 'zoom',
      zoomY: 'zoom',
      horizontalFlip: 'horizontalFlip',
      verticalFlip: 'verticalFlip',
      edgeCrop: 'edgeCrop',
      channelShift: 'channelShift',
      brightness: 'brightness',
      contrast: 'contrast',
    };
    fc.assert(
      fc.property(draws, (at) => {
        const together = draw(everything, at);
        for (const [parameter, setting] of Object.entries(owners)) {
          const alone = draw({ ...still, [setting]: everything[setting] }, at);
          assert.deepEqual(
            alone[parameter as keyof TransformParameters],
            together[parameter as keyof TransformParameters],
            parameter,
          );
        }
      }),
    );
  });

  it('follow from seed, epoch and example, and differ with each of them and with the purpose', () => {
    const at = { seed: 1, epoch: 2, example: 3 };
    assert.deepEqual(draw(everything, at), draw(everything, at));
    const rotations = [
      draw(everything, at),
      draw(everything, { ...at, seed: 2 }),
      draw(everything, { ...at, epoch: 3 }),
      draw(everything, { ...at, example: 4 }),
      drawParameters(everything, 'test-time-augmentation', at),
    ].map(({ rotation }) => rotation);
    assert.equal(new Set(rotations).size, 5);
  });

  it('fill their ranges evenly: mean and extremes over many examples', () => {
    const count = 4000;
    const drawn = Array.from({ length: count }, (_, example) => draw(everything, { seed: 5, epoch: 0, example }));
    const ranges: readonly (readonly [keyof TransformParameters, number, number])[] = [
      ['rotation', -20, 20],
      ['shear', -10, 10],
      ['widthShift', -0.1, 0.1],
      ['heightShift', -0.15, 0.15],
      ['zoomX', 0.8, 1.2],
      ['zoomY', 0.8, 1.2],
      ['brightness', 0.7, 1.4],
      ['contrast', 0.6, 1.5],
      ['horizontalFlip', 0, 1],
      ['verticalFlip', 0, 1],
      ['channelShift', -30, 30],
    ];
    for (const [parameter, low, high] of ranges) {
      const shares = drawn.map((one) => (Number(one[parameter]) - low) / (high - low));
      const mean = shares.reduce((sum, share) => sum + share, 0) / count;
      assert.ok(Math.min(...shares) >= 0 && Math.min(...shares) < 0.01, `${parameter} from ${low}`);
      assert.ok(Math.max(...shares) <= 1 && Math.max(...shares) > 0.99, `${parameter} to ${high}`);
      // Four standard errors of the mean of fair coins, which vary most.
      assert.ok(Math.abs(mean - 0.5) < 0.0317, `${parameter} has a mean share of ${mean}`);
    }
  });

  it('cut each edge on its own, by shares that fill the range', () => {
    const crops = Array.from(
      { length: 500 },
      (_, example) => draw(everything, { seed: 5, epoch: 0, example }).edgeCrop!,
    );
    for (const side of ['left', 'right', 'top', 'bottom'] as const) {
      const shares = crops.map((crop) => crop[side]);
      assert.ok(Math.min(...shares) >= 0 && Math.min(...shares) < 0.002, side);
      assert.ok(Math.max(...shares) <= 0.1 && Math.max(...shares) > 0.098, side);
    }
    assert.equal(new Set(Object.values(crops[0]!)).size, 4);
  });

  it('zoom width and height on their own', () => {
    const { zoomX, zoomY } = draw(everything, { seed: 1, epoch: 0, example: 0 });
    assert.notEqual(zoomX, zoomY);
  });
});
