import type { Engine } from '../../../../runner/engine/contract';
import { frozenBatchNorm } from '../frozenBatchNorm';
import { buildTimeout, embeddedEngine } from './embedded';

describe('embedded engine: frozen batch normalisation', () => {
  let engine: Engine;
  before(async function () {
    this.timeout(buildTimeout);
    engine = await embeddedEngine();
  });

  frozenBatchNorm(() => engine);
});
