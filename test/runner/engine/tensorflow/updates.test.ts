import type { Engine } from '../../../../runner/engine/contract';
import { updateCases } from '../updateCases';
import { describeReal, realEngine } from './real';

describeReal('TensorFlow engine: optimizer updates', () => {
  let engine: Engine;
  before(async () => {
    engine = await realEngine();
  });

  updateCases(() => engine);
});
