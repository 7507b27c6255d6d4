import assert from 'node:assert/strict';
import { TimeLeft } from '../../results/timeLeft';
import type { RunEvent } from '../../schemas/generated/run-event';

let seq = 0;
const event = (second: number, values: object) =>
  ({ seq: seq++, time: new Date(1e12 + 1000 * second).toISOString(), ...values }) as RunEvent;
const started = event(0, {
  ...{ type: 'run-started', epochs: 35, stepsPerEpoch: 10, batchSize: 10 },
  ...{ trainingExamples: 100, validationExamples: 20, testExamples: 10 },
});
const epoch = (number: number, seconds: number, imagesPerSecond: number) =>
  event(number, { type: 'epoch', epoch: number, seconds, imagesPerSecond });
const stages = [
  { epochs: 30, trainable: 'head' },
  { epochs: 5, trainable: 'all' },
] as const;

describe('the time left of a run in two stages', () => {
  it('counts fine tuning by what one forward pass took, while a head is trained on kept features', () => {
    const left = new TimeLeft(1, stages);
    left.apply(started);
    left.apply(event(1, { type: 'phase', phase: 'computing-features', done: 20, total: 120 }));
    left.apply(event(11, { type: 'phase', phase: 'computing-features', done: 120, total: 120 }));
    left.apply(event(12, { type: 'phase', phase: 'training', stage: 1 }));
    left.apply(epoch(10, 0.5, 200));
    // 20 epochs of 0.5 s; 5 of 100 · 3 + 20 passes of 0.1 s; 130 images evaluated.
    assert.ok(Math.abs(left.seconds()! - (20 * 0.5 + 5 * 32 + 13)) < 1e-9, String(left.seconds()));
  });

  it('forgets the speed of the stage before', () => {
    const left = new TimeLeft(1, stages);
    left.apply(started);
    left.apply(event(1, { type: 'phase', phase: 'training', stage: 1 }));
    left.apply(epoch(30, 2, 100));
    left.apply(event(40, { type: 'phase', phase: 'training', stage: 2 }));
    assert.equal(left.seconds(), undefined);
    left.apply(epoch(31, 12, 10));
    // 4 epochs of 12 s, of which validation takes 2; evaluation of 130 images at 0.1 s.
    assert.ok(Math.abs(left.seconds()! - (4 * 12 + 13)) < 1e-9, String(left.seconds()));
  });
});

describe('the time left of a process that begins', () => {
  it('does not take its first step, which compiles, for its speed', () => {
    const batch = (step: number, imagesPerSecond: number) =>
      event(1, { type: 'batch', epoch: 1, step, imagesPerSecond });
    const left = new TimeLeft(1, [{ epochs: 35, trainable: 'all' }]);
    for (const process of [1, 2]) {
      left.apply(started);
      left.apply(batch(1, 2));
      assert.equal(left.seconds(), undefined, `process ${process}`);
      left.apply(batch(2, 100));
      // 35 epochs of 1 s and 20 faces thrice as fast, less 2 of 10 steps; 130 faces evaluated.
      const validation = 20 / 300;
      assert.ok(Math.abs(left.seconds()! - (35 * (1 + validation) - 0.2 + (validation / 20) * 130)) < 1e-9);
    }
  });
});
