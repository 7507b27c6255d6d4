import type { Engine } from '../../../../runner/engine/contract';
import { networkParity } from '../networkParity';
import { describeReal, realEngine } from './real';

describeReal('TensorFlow engine: networks like those in Keras', () => {
  let engine: Engine;
  before(async () => {
    engine = await realEngine();
  });

  networkParity(() => engine);
});
