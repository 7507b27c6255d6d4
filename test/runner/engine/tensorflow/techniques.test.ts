import type { Engine } from '../../../../runner/engine/contract';
import { techniqueCases } from '../techniqueCases';
import { describeReal, realEngine } from './real';

describeReal('TensorFlow engine: techniques', () => {
  let engine: Engine;
  before(async () => {
    engine = await realEngine();
  });

  techniqueCases(() => engine);
});
