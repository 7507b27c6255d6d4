import assert from 'node:assert/strict';
import type { Engine } from '../../../../runner/engine/contract';
import { trainingCases } from '../trainingCases';
import { describeReal, realEngine } from './real';

describeReal('TensorFlow engine: training', () => {
  let engine: Engine;
  before(async () => {
    engine = await realEngine();
  });

  trainingCases(() => engine);

  it('describes itself', () => {
    const { description } = engine;
    assert.equal(description.id, 'tensorflow');
    assert.equal(description.backend, 'tensorflow');
    assert.match(description.backendVersion, /^TensorFlow\.js 4\.22\.0, TensorFlow \d+\.\d+/);
    assert.match(description.device, /^CPU, \d+ threads?$|NVIDIA/);
    assert.ok(description.threads >= 1);
    // Where one of oneDNN's operations failed its check, training would silently be slow.
    const oneDnn = process.arch === 'x64' && process.platform === 'linux' && description.device.startsWith('CPU');
    assert.deepEqual(description.features, oneDnn ? ['oneDNN'] : []);
  });
});
