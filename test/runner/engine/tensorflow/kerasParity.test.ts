import type { Engine } from '../../../../runner/engine/contract';
import { kerasParity } from '../kerasParity';
import { describeReal, realEngine } from './real';

describeReal('TensorFlow engine: as Keras computes', () => {
  let engine: Engine;
  before(async () => {
    engine = await realEngine();
  });

  kerasParity(() => engine);
});
