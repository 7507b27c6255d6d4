import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Tensor } from '@tensorflow/tfjs';
import type { Engine } from '../../../../runner/engine/contract';
import { assertClose, sizeOf, uniformValues } from '../kernelCases';
import { buildTimeout, embeddedEngine } from './embedded';

const size = (max: number) => fc.integer({ min: 1, max });
/** Channels around whole numbers of SIMD lanes, pixels around a block of sums. */
const shapes = fc.tuple(size(3), size(18), size(18), size(13));
type Shape = [images: number, height: number, width: number, channels: number];

describe('embedded engine: factors and means of channels against their definition', () => {
  let engine: Engine;
  before(async function () {
    this.timeout(buildTimeout);
    engine = await embeddedEngine();
  });

  /** Calls with the place of a value of the picture and that of its channel among all pictures' channels. */
  function eachValue([images, height, width, channels]: Shape, work: (value: number, channel: number) => void): void {
    const pixels = height * width;
    for (let i = 0; i < images * pixels * channels; i++) {
      work(i, Math.floor(i / (pixels * channels)) * channels + (i % channels));
    }
  }

  function checkFactors(shape: Shape): void {
    const { tf } = engine;
    const factors: Shape = [shape[0], 1, 1, shape[3]];
    const [x, dy] = [uniformValues(sizeOf(shape), 1), uniformValues(sizeOf(shape), 2)];
    const factor = uniformValues(sizeOf(factors), 3);
    const [y, dx] = [new Float64Array(x.length), new Float64Array(x.length)];
    const dFactor = new Float64Array(factor.length);
    eachValue(shape, (i, c) => {
      y[i] = x[i]! * factor[c]!;
      dx[i] = dy[i]! * factor[c]!;
      dFactor[c]! += dy[i]! * x[i]!;
    });
    for (const swapped of [false, true]) {
      tf.tidy(() => {
        const multiply = (a: Tensor, b: Tensor): Tensor => (swapped ? tf.mul(b, a) : tf.mul(a, b));
        const inputs = [tf.tensor4d(x, shape), tf.tensor4d(factor, factors)] as const;
        const [first, second] = tf.grads((a, b) => multiply(a!, b!))([...inputs], tf.tensor4d(dy, shape));
        assertClose(multiply(...inputs).dataSync(), y, 1e-6, 'y');
        assertClose(first!.dataSync(), dx, 1e-6, 'dx');
        assertClose(second!.dataSync(), dFactor, 1e-5, 'gradient of the factors');
      });
    }
  }

  function checkMeans(shape: Shape): void {
    const { tf } = engine;
    const x = uniformValues(sizeOf(shape), 1).map((value) => value + 1);
    const dy = uniformValues(shape[0] * shape[3], 2);
    const pixels = shape[1] * shape[2];
    const y = new Float64Array(dy.length);
    const dx = new Float64Array(x.length);
    eachValue(shape, (i, c) => {
      y[c]! += x[i]! / pixels;
      dx[i] = dy[c]! / pixels;
    });
    tf.tidy(() => {
      const mean = (a: Tensor): Tensor => tf.mean(a, [1, 2]);
      const input = tf.tensor4d(x, shape);
      assertClose(mean(input).dataSync(), y, 1e-5, 'y');
      const found = tf.grad(mean)(input, tf.tensor2d(dy, [shape[0], shape[3]]));
      // To the bit: a network of before must train on as it began.
      assert.deepEqual(found.dataSync(), Float32Array.from(dx));
    });
  }

  it('multiply each channel of each picture, whichever operand comes first', () => {
    fc.assert(fc.property(shapes, checkFactors), { numRuns: 100 });
  });

  it('average each channel of each picture', () => {
    fc.assert(fc.property(shapes, checkMeans), { numRuns: 100 });
  });
});
