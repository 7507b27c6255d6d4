import type { Engine } from '../../../../runner/engine/contract';
import { frozenBatchNorm } from '../frozenBatchNorm';
import { describeReal, realEngine } from './real';

describeReal('TensorFlow engine: frozen batch normalisation', () => {
  let engine: Engine;
  before(async () => {
    engine = await realEngine();
  });

  frozenBatchNorm(() => engine);
});
