import type { Engine } from '../../../../runner/engine/contract';
import { crossEntropyCases } from '../crossEntropyCases';
import { describeReal, realEngine } from './real';

describeReal('TensorFlow engine: softmax cross-entropy', () => {
  let engine: Engine;
  before(async () => {
    engine = await realEngine();
  });

  crossEntropyCases(() => engine);
});
