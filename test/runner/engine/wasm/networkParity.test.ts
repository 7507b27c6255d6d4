import type { Engine } from '../../../../runner/engine/contract';
import { networkParity } from '../networkParity';
import { buildTimeout, embeddedEngine } from './embedded';

describe('embedded engine: networks like those in Keras', () => {
  let engine: Engine;
  before(async function () {
    this.timeout(buildTimeout);
    engine = await embeddedEngine();
  });
  after(() => engine.dispose());

  networkParity(() => engine);
});
