import assert from 'node:assert/strict';
import type { Tensor4D } from '@tensorflow/tfjs';
import fc from 'fast-check';
import type { Engine } from '../../../../runner/engine/contract';
import { checkConvolution, drawnConvolutions } from '../convolutionCases';
import type { Drawn } from '../drawnConvolution';
import { describeReal, realEngine } from './real';

describeReal('TensorFlow engine: convolutions against their definition', () => {
  let engine: Engine;
  before(async () => {
    engine = await realEngine();
  });

  const check = (drawn: Drawn): void => checkConvolution(engine, drawn);

  it('computes any shape, stride and padding', () => {
    // TensorFlow.js differentiates no dilated convolution on this backend, and unequal strides are refused.
    const plain = drawnConvolutions
      .map((d) => ({ ...d, dilations: [1, 1] as [number, number] }))
      .filter(({ strides }) => strides[0] === strides[1]);
    fc.assert(fc.property(plain, check), { numRuns: 150 });
  });

  it('refuses strides that differ, which the library computes wrongly', () => {
    const { tf } = engine;
    const refused = /strides 1 and 2, which TensorFlow's library computes wrongly/;
    const x = tf.ones([2, 4, 3, 1]) as Tensor4D;
    const layer = tf.layers.conv2d({ filters: 2, kernelSize: 3, strides: [1, 2], inputShape: [4, 3, 1] });
    assert.throws(() => tf.conv2d(x, tf.ones([3, 3, 1, 1]), [1, 2], 'valid'), refused);
    assert.throws(() => layer.apply(x), refused);
  });

  // Where one way of computing the gradient by the filter ends and the other begins.
  for (const channels of [32, 33, 40]) {
    for (const side of [1, 3]) {
      it(`computes ${side}×${side} of ${channels} channels`, () =>
        check({
          ...{ batch: 2, height: 7, width: 6, channels, filters: 5 },
          ...{ kernel: [side, side], strides: [1, 1], dilations: [1, 1], pad: 'same' },
        }));
    }
  }
});
