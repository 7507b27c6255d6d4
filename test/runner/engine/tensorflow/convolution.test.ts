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
    // TensorFlow.js differentiates no dilated convolution on this backend.
    const plain = drawnConvolutions.map((d) => ({ ...d, dilations: [1, 1] as [number, number] }));
    fc.assert(fc.property(plain, check), { numRuns: 150 });
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
