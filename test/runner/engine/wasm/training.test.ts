import type { Engine } from '../../../../runner/engine/contract';
import { trainingCases } from '../trainingCases';
import { buildTimeout, embeddedEngine } from './embedded';

describe('embedded engine: training', () => {
  let engine: Engine;
  before(async function () {
    this.timeout(buildTimeout);
    engine = await embeddedEngine();
  });

  trainingCases(() => engine);
});
