import type { Engine } from '../../../../runner/engine/contract';
import { assertLikeReference, layerCases, unequalStrides } from '../kernelCases';
import { describeReal, realEngine } from './real';

/** Float32 sums of a few thousand products in another order. */
const tolerance = 2e-5;

describeReal('TensorFlow engine: layers like the plain JavaScript backend', () => {
  let engine: Engine;
  before(async () => {
    engine = await realEngine();
  });

  for (const layerCase of layerCases.filter((each) => each !== unequalStrides)) {
    it(layerCase.name, () => assertLikeReference(engine.tf, layerCase, tolerance));
  }
});
