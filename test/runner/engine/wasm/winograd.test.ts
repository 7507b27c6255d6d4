import assert from 'node:assert/strict';
import type { backend_util } from '@tensorflow/tfjs';
import { winogradSizes } from '../../../../runner/engine/wasm/kernelModule';
import { chooseTransform, turned } from '../../../../runner/engine/wasm/ops/winograd';
import type { Matrix } from '../../../../scripts/kernels/winogradMatrices';
import { transforms } from '../../../../scripts/kernels/winogradMatrices';

const apply = (M: Matrix, v: readonly number[]) => M.map((row) => row.reduce((sum, a, i) => sum + a * v[i]!, 0));
const unit = (length: number, at: number) => Array.from({ length }, (_, i) => (i === at ? 1 : 0));

/** A square convolution with stride 1 and "same" padding. */
function same(size: number, taps: number, channels = 16, filters = 16): backend_util.Conv2DInfo {
  const before = Math.floor((taps - 1) / 2);
  return {
    batchSize: 2,
    inHeight: size,
    inWidth: size,
    inChannels: channels,
    outHeight: size,
    outWidth: size,
    outChannels: filters,
    dataFormat: 'channelsLast',
    strideHeight: 1,
    strideWidth: 1,
    dilationHeight: 1,
    dilationWidth: 1,
    filterHeight: taps,
    filterWidth: taps,
    effectiveFilterHeight: taps,
    effectiveFilterWidth: taps,
    padInfo: { type: 'SAME', top: before, left: before, bottom: taps - 1 - before, right: taps - 1 - before },
    inShape: [2, size, size, channels],
    outShape: [2, size, size, filters],
    filterShape: [taps, taps, channels, filters],
  };
}

describe('Winograd transforms', () => {
  for (const { m, r, BT, G, AT, points } of transforms) {
    it(`F(${m}, ${r}): the matrices give the convolution, for every pair of entries`, () => {
      const tile = m + r - 1;
      assert.equal(points.length, tile - 1);
      for (let d = 0; d < tile; d++)
        for (let g = 0; g < r; g++) {
          const [filter, input] = [apply(G, unit(r, g)), apply(BT, unit(tile, d))];
          const y = apply(
            AT,
            filter.map((value, i) => value * input[i]!),
          );
          // yᵢ = dᵢ₊ₑ gₑ: one where the input's place is the output's plus the tap's.
          y.forEach((value, i) => assert.ok(Math.abs(value - (d === i + g ? 1 : 0)) < 1e-12, `y${i} of d${d}, g${g}`));
        }
    });
  }

  it('are compiled for the sizes that the engine chooses from', () => {
    assert.deepEqual(
      transforms.map(({ m, r }) => `${m}_${r}`),
      [...winogradSizes],
    );
  });

  it('are chosen by the fewest products', () => {
    assert.equal(chooseTransform(same(24, 5))?.name, '4_5');
    assert.equal(chooseTransform(same(12, 3))?.name, '6_3');
    assert.equal(chooseTransform(same(8, 3))?.name, '4_3');
    assert.equal(chooseTransform(same(3, 3))?.name, '3_3');
    assert.equal(chooseTransform(same(2, 3))?.name, '2_3');
  });

  it('are not chosen for what they cannot compute or do not speed up', () => {
    assert.equal(chooseTransform(same(12, 7)), undefined);
    assert.equal(chooseTransform(same(1, 3)), undefined);
    assert.equal(chooseTransform(same(12, 3, 1)), undefined);
    assert.equal(chooseTransform(same(12, 3, 16, 12)), undefined);
    assert.equal(chooseTransform({ ...same(12, 3), strideWidth: 2 }), undefined);
    assert.equal(chooseTransform({ ...same(12, 3), dilationHeight: 2 }), undefined);
    assert.equal(chooseTransform({ ...same(12, 3), filterWidth: 5 }), undefined);
  });

  it('turn around: the gradient of the gradient has the sizes of the convolution', () => {
    const info = same(9, 5, 8, 24);
    assert.deepEqual(turned(turned(info)), info);
  });
});
