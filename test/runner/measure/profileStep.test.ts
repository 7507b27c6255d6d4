import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { ExclusiveTimes } from '../../../runner/measure/exclusiveTimes';
import { timeKernels } from '../../../runner/measure/kernels';
import { summarise } from '../../../runner/measure/profileStep';

describe('profile on the cpu backend', () => {
  let earlier = '';
  let now = 0;

  before(async () => {
    earlier = tf.getBackend();
    await tf.setBackend('cpu');
    // A kernel that takes a while itself and calls another that takes longer, by a clock of the test.
    tf.registerKernel({
      kernelName: 'TestInner',
      backendName: 'cpu',
      kernelFunc: ({ inputs }) => {
        now += 30;
        return inputs['x']!;
      },
    });
    tf.registerKernel({
      kernelName: 'TestOuter',
      backendName: 'cpu',
      kernelFunc: ({ inputs }) => {
        now += 5;
        return tf.engine().runKernel('TestInner', { x: inputs['x']! as tf.Tensor });
      },
    });
  });

  after(async () => {
    if (earlier) await tf.setBackend(earlier);
    tf.unregisterKernel('TestInner', 'cpu');
    tf.unregisterKernel('TestOuter', 'cpu');
  });

  it('counts a nested kernel as its own, and stops when undone', () => {
    const times = new ExclusiveTimes(() => now);
    const undo = timeKernels(tf, times);
    const x = tf.tensor1d([1, 2]);
    tf.engine().runKernel('TestOuter', { x });
    undo();
    tf.engine().runKernel('TestOuter', { x });
    assert.deepEqual(Object.fromEntries(times.result()), {
      TestInner: { calls: 1, milliseconds: 30 },
      TestOuter: { calls: 1, milliseconds: 5 },
    });
  });

  it('gives means a step and shares of the whole, slowest first', () => {
    const times = new ExclusiveTimes(() => now);
    for (let i = 0; i < 4; i++) times.measure('A', () => void (now += 1));
    times.measure('B', () => void (now += 12));
    const found = summarise(times, { steps: 2, total: 20, undisturbed: 7 });
    assert.deepEqual(found.kernels, [
      { kernel: 'B', callsPerStep: 0.5, millisecondsPerStep: 6, share: 0.6 },
      { kernel: 'A', callsPerStep: 2, millisecondsPerStep: 2, share: 0.2 },
    ]);
    assert.deepEqual([found.millisecondsPerStep, found.otherMilliseconds, found.undisturbedMilliseconds], [10, 2, 7]);
  });
});
