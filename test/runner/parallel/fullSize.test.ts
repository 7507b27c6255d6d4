import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { runFiles } from '../../../schemas/runDirectory';
import { ended, finalWeights, readSummary, startRunner, Workplace } from '../run/harness';
import { buildTimeout, embeddedEngine } from '../engine/wasm/embedded';
import { useThreads } from '../run/threads';

/** The study's network, 4,496,903 weights, on 60 faces of 48 × 48: two epochs of two steps, of which the last is smaller. */
const settings = {
  'model.type': 'customCnn',
  'training.batchSize': 32,
  'techniques.testTimeAugmentation': null,
};

describe("the study's network on two threads of the embedded engine", function () {
  this.timeout(buildTimeout);
  const place = new Workplace();
  useThreads(2);
  let runner: ChildProcess | undefined;
  before(() => embeddedEngine());
  after(() => {
    runner?.kill('SIGKILL');
    place.dispose();
  });

  it('killed and resumed ends with the weights of an undisturbed run, byte for byte', async () => {
    const undisturbed = await place.create(settings);
    const whole = await ended(startRunner(undisturbed));
    assert.equal(whole.code, 0, whole.output);

    const directory = await place.create(settings);
    runner = startRunner(directory);
    const end = ended(runner);
    const events = path.join(directory, runFiles.events);
    while (!existsSync(events) || !readFileSync(events, 'utf8').includes('"batch","epoch":2,"step":1,')) {
      if (runner.exitCode !== null) assert.fail((await end).output);
      await wait(2);
    }
    runner.kill('SIGKILL');
    assert.equal((await end).signal, 'SIGKILL');
    const resumed = await ended(startRunner(directory));
    assert.equal(resumed.code, 0, resumed.output);

    const [actual, expected] = [finalWeights(directory), finalWeights(undisturbed)];
    assert.ok(actual.model.equals(expected.model), 'the best model differs');
    assert.ok(actual.checkpoint.equals(expected.checkpoint), 'the last weights or the optimizer differ');
    assert.deepEqual(readSummary(directory).splits, readSummary(undisturbed).splits);
  });
});
