import type { Engine } from '../../../../runner/engine/contract';
import { techniqueCases } from '../techniqueCases';
import { buildTimeout, embeddedEngine } from './embedded';

describe('embedded engine: techniques', () => {
  let engine: Engine;
  before(async function () {
    this.timeout(buildTimeout);
    engine = await embeddedEngine();
  });

  techniqueCases(() => engine);
});
