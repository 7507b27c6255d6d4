import assert from 'node:assert/strict';
import type { Engine } from '../../../../runner/engine/contract';
import { DropoutState } from '../../../../runner/engine/tensorflow/native/dropout';
import { dropoutCases } from '../dropoutCases';
import { describeReal, realEngine } from './real';

describe('TensorFlow engine: keys of dropout masks', () => {
  it('are different for every step and layer', () => {
    const state = new DropoutState();
    const keys = new Set<string>();
    for (const seed of [0, 1, 2, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 2 ** 52]) {
      state.beginStep(seed);
      for (let layer = 0; layer < 50; layer++) keys.add(state.nextKey().join());
    }
    assert.equal(keys.size, 8 * 50);
  });
});

// Eight bits a mask where they say the rate exactly, 32 where they do not or the size is no multiple of four.
for (const { rate, shape } of [
  { rate: 0.25, shape: [64, 1000] },
  { rate: 0.25, shape: [63, 1001] },
  { rate: 0.3, shape: [64, 1000] },
]) {
  describeReal(`TensorFlow engine: dropout of ${rate} on [${shape}]`, () => {
    let engine: Engine;
    before(async () => {
      engine = await realEngine();
    });

    dropoutCases(() => engine, rate, shape);
  });
}
