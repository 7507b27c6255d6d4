import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Tensor4D } from '@tensorflow/tfjs';
import type { Engine } from '../../../../runner/engine/contract';
import { assertClose, sizeOf, uniformValues } from '../kernelCases';
import { buildTimeout, embeddedEngine } from './embedded';

interface Pooling {
  readonly shape: [number, number, number, number];
  readonly filter: [number, number];
  readonly strides: [number, number];
  readonly pad: 'same' | 'valid';
}

const pair = (max: number) => fc.tuple(fc.integer({ min: 1, max }), fc.integer({ min: 1, max }));
const drawn: fc.Arbitrary<Pooling> = fc
  .record({
    shape: fc.tuple(
      fc.integer({ min: 1, max: 2 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
    ),
    filter: pair(4),
    strides: pair(3),
    pad: fc.constantFrom<'same' | 'valid'>('same', 'valid'),
  })
  .filter(({ shape, filter, pad }) => pad === 'same' || (filter[0] <= shape[1] && filter[1] <= shape[2]));

/** Flat indices of the inputs of every window, in row-major order; windows in the order of the outputs. */
function windows({ shape: [n, height, width, channels], filter, strides, pad }: Pooling): number[][] {
  const out = (size: number, k: number, s: number) =>
    pad === 'same' ? Math.ceil(size / s) : Math.floor((size - k) / s) + 1;
  const before = (size: number, k: number, s: number) =>
    pad === 'same' ? Math.floor(Math.max(0, (out(size, k, s) - 1) * s + k - size) / 2) : 0;
  const result: number[][] = [];
  for (let b = 0; b < n; b++)
    for (let i = 0; i < out(height, filter[0], strides[0]); i++)
      for (let j = 0; j < out(width, filter[1], strides[1]); j++)
        for (let c = 0; c < channels; c++) {
          const inputs: number[] = [];
          for (let u = 0; u < filter[0]; u++)
            for (let v = 0; v < filter[1]; v++) {
              const h = i * strides[0] - before(height, filter[0], strides[0]) + u;
              const w = j * strides[1] - before(width, filter[1], strides[1]) + v;
              if (h >= 0 && h < height && w >= 0 && w < width)
                inputs.push(((b * height + h) * width + w) * channels + c);
            }
          result.push(inputs);
        }
  return result;
}

describe('embedded engine: pooling against its definition', () => {
  let engine: Engine;
  before(async function () {
    this.timeout(buildTimeout);
    engine = await embeddedEngine();
  });

  /** Few different values, all negative: ties are common, and zero (padding) is above every one of them. */
  const coarse = (count: number) => uniformValues(count, 1).map((value) => Math.floor(2 * value) - 3);

  it('gives the maximum and sends its gradient to the first one', () => {
    const { tf } = engine;
    fc.assert(
      fc.property(drawn, (pooling) => {
        const x = coarse(sizeOf(pooling.shape));
        const inputs = windows(pooling);
        const best = inputs.map((window) => window.reduce((a, b) => (x[b]! > x[a]! ? b : a)));
        const dy = uniformValues(inputs.length, 2);
        const dx = new Float64Array(x.length);
        best.forEach((at, i) => (dx[at]! += dy[i]!));
        tf.tidy(() => {
          const pool = (t: Tensor4D) => tf.maxPool(t, pooling.filter, pooling.strides, pooling.pad);
          const tensor = tf.tensor4d(x, pooling.shape);
          const y = pool(tensor);
          assert.deepEqual(
            [...y.dataSync()],
            best.map((at) => x[at]!),
          );
          const gradient = tf.grad((t) => pool(t as Tensor4D))(tensor, tf.tensor(dy, y.shape));
          assertClose(gradient.dataSync(), dx, 1e-6, 'dx');
        });
      }),
      { numRuns: 100 },
    );
  });

  it('gives the mean of the inputs without the padding, and each its share of the gradient', () => {
    const { tf } = engine;
    fc.assert(
      fc.property(drawn, (pooling) => {
        const x = uniformValues(sizeOf(pooling.shape), 1);
        const inputs = windows(pooling);
        const dy = uniformValues(inputs.length, 2);
        const dx = new Float64Array(x.length);
        inputs.forEach((window, i) => window.forEach((at) => (dx[at]! += dy[i]! / window.length)));
        tf.tidy(() => {
          const pool = (t: Tensor4D) => tf.avgPool(t, pooling.filter, pooling.strides, pooling.pad);
          const tensor = tf.tensor4d(x, pooling.shape);
          const y = pool(tensor);
          const means = inputs.map((window) => window.reduce((sum, at) => sum + x[at]!, 0) / window.length);
          assertClose(y.dataSync(), means, 1e-5, 'y');
          const gradient = tf.grad((t) => pool(t as Tensor4D))(tensor, tf.tensor(dy, y.shape));
          assertClose(gradient.dataSync(), dx, 1e-5, 'dx');
        });
      }),
      { numRuns: 100 },
    );
  });
});
