import type { Engine } from '../../../../runner/engine/contract';
import { crossEntropyCases } from '../crossEntropyCases';
import { buildTimeout, embeddedEngine } from './embedded';

describe('embedded engine: softmax cross-entropy', () => {
  let engine: Engine;
  before(async function () {
    this.timeout(buildTimeout);
    engine = await embeddedEngine();
  });

  crossEntropyCases(() => engine);
});
