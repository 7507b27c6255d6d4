import type { Engine } from '../../../../runner/engine/contract';
import { assertLikeReference, layerCases } from '../kernelCases';
import { buildTimeout, embeddedEngine } from './embedded';

/** Float32 sums of a few thousand products in another order. */
const tolerance = 2e-5;

describe('embedded engine: layers like the plain JavaScript backend', () => {
  let engine: Engine;
  before(async function () {
    this.timeout(buildTimeout);
    engine = await embeddedEngine();
  });

  for (const layerCase of layerCases) {
    it(layerCase.name, () => assertLikeReference(engine.tf, layerCase, tolerance));
  }
});
