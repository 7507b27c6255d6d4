import type { Engine } from '../../../../runner/engine/contract';
import { dropoutCases } from '../dropoutCases';
import { buildTimeout, embeddedEngine } from './embedded';

describe('embedded engine: dropout', () => {
  let engine: Engine;
  before(async function () {
    this.timeout(buildTimeout);
    engine = await embeddedEngine();
  });

  dropoutCases(() => engine, 0.25, [64, 1001]);
});
