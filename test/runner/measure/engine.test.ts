import assert from 'node:assert/strict';
import type { Engine } from '../../../runner/engine/contract';
import { bench } from '../../../runner/measure/bench';
import { Workload } from '../../../runner/measure/workload';
import { profileStep } from '../../../runner/measure/profileStep';
import { buildTimeout, embeddedEngine } from '../engine/wasm/embedded';
import { median } from '../../../runner/measure/repeat';

const model = { type: 'smallCnn', dropout: 0.25, l2: 0 } as const;

describe('measuring the embedded engine', () => {
  let engine: Engine;
  before(async function () {
    this.timeout(buildTimeout);
    engine = await embeddedEngine();
  });

  it('gives speeds of training and of inference', async () => {
    const { training, inference } = await bench(engine, { kind: 'bench', engine: 'wasm', model, batchSize: 4 });
    assert.ok(
      Number.isFinite(training) && training > 0 && Number.isFinite(inference) && inference > 0,
      `${training} and ${inference}`,
    );
  });

  it('keeps no tensor a step', async () => {
    const workload = Workload.alone(engine, { model, batchSize: 2 });
    await workload.train();
    const { numTensors } = engine.tf.memory();
    await workload.train();
    await workload.predictions()();
    assert.equal(engine.tf.memory().numTensors, numTensors);
  });

  it('accounts for a whole training step, and leaves the engine as it was', async () => {
    const original = engine.tf.engine().runKernel;
    const found = await profileStep(engine, { kind: 'profile', engine: 'wasm', model, batchSize: 2 });
    assert.equal(engine.tf.engine().runKernel, original);
    const calls = new Map(found.kernels.map(({ kernel, callsPerStep }) => [kernel, callsPerStep]));
    // Five convolutions, of which the first has no gradient of its input; 22 weights with an Adam update each.
    assert.equal(calls.get('Conv2DBackpropFilter'), 5);
    assert.equal(calls.get('Conv2DBackpropInput'), 4);
    assert.equal(calls.get('weight update (Adam)'), 22);
    const sum = found.kernels.reduce((total, kernel) => total + kernel.millisecondsPerStep, 0);
    assert.ok(Math.abs(sum + found.otherMilliseconds - found.millisecondsPerStep) < 1e-6);
    assert.ok(found.otherMilliseconds > 0);
    assert.ok(found.undisturbedMilliseconds > 0);
  });
});

describe('median', () => {
  it('is the middle, or the mean of the two middle ones', () => {
    assert.equal(median([9, 1, 5]), 5);
    assert.equal(median([9, 1, 5, 100]), 7);
    assert.equal(median([3]), 3);
  });
});
