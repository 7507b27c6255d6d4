import { composedUpdates } from '../../../../runner/engine/composedUpdates';
import type { Engine } from '../../../../runner/engine/contract';
import { updateCases } from '../updateCases';
import { buildTimeout, embeddedEngine } from './embedded';

describe('embedded engine: optimizer updates', () => {
  let engine: Engine;
  before(async function () {
    this.timeout(buildTimeout);
    engine = await embeddedEngine();
  });

  describe('fused', () => updateCases(() => engine));
  describe('composed of plain operations', () =>
    updateCases(
      () => engine,
      ({ tf }) => composedUpdates(tf),
    ));
});
