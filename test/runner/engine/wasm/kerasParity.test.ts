import type { Engine } from '../../../../runner/engine/contract';
import { kerasParity } from '../kerasParity';
import { buildTimeout, embeddedEngine } from './embedded';

describe('embedded engine: as Keras computes', function () {
  this.timeout(60_000);
  let engine: Engine;
  before(async function () {
    this.timeout(buildTimeout);
    engine = await embeddedEngine();
  });
  after(() => engine.dispose());

  kerasParity(() => engine);
});
