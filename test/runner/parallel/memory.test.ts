import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs';
import type { Engine } from '../../../runner/engine/contract';
import { checkBatch, trainingBytes } from '../../../runner/parallel/memory';
import { buildModel } from '../../../runner/models';
import { namesOfTrained, setTrained } from '../../../runner/train/trainable';
import { UserError } from '../../../schemas/userError';
import { buildTimeout, embeddedEngine } from '../engine/wasm/embedded';
import { checkMemory } from '../../../runner/parallel';

const gigabyte = 2 ** 30;

describe('embedded engine: memory of a batch', function () {
  this.timeout(buildTimeout);
  let engine: Engine;
  let model: LayersModel;
  before(async () => {
    engine = await embeddedEngine();
    model = buildModel(
      engine.tf,
      { type: 'customCnn', dropout: 0.25, l2: 0.01 },
      { classes: 7, seed: 1, inputShape: [48, 48, 1] },
    );
    all = namesOfTrained(model);
  });
  let all: string[];
  after(() => model.dispose());

  const refusal = (batchSize: number, threads: number, machine: number): UserError => {
    try {
      checkBatch(model, { batchSize, threads }, machine);
    } catch (error) {
      assert.ok(error instanceof UserError);
      return error;
    }
    assert.fail(`A batch of ${batchSize} was taken.`);
  };

  it('of the largest model and a batch of 128 is far from what a thread can address', () => {
    assert.ok(trainingBytes(model)(128) < 1.5 * gigabyte);
    checkBatch(model, { batchSize: 128, threads: 1 }, 8 * gigabyte);
  });

  it('is refused beyond what one thread can address, naming the largest that fits', () => {
    const { message, remedy } = refusal(1024, 1, 64 * gigabyte);
    assert.match(message, /training\.batchSize 1024: this model would take about \d+\.\d GB on one thread, .* 4\.3 GB/);
    const largest = Number(/batchSize to (\d+) or less/.exec(remedy!)![1]);
    checkBatch(model, { batchSize: largest, threads: 1 }, 64 * gigabyte);
    refusal(largest + 1, 1, 64 * gigabyte);
    // Two threads have two heaps.
    checkBatch(model, { batchSize: 2 * largest, threads: 2 }, 64 * gigabyte);
    refusal(2 * largest + 2, 2, 64 * gigabyte);
  });

  it('is refused beyond what the machine has for all threads', () => {
    const { message, remedy } = refusal(128, 2, gigabyte);
    assert.match(message, /about \d\.\d GB on 2 threads, and 1\.1 GB are there\.$/);
    const largest = Number(/batchSize to (\d+) or less/.exec(remedy!)![1]);
    checkBatch(model, { batchSize: largest, threads: 2 }, gigabyte);
    refusal(largest + 1, 2, gigabyte);
  });

  it('fits in parts, and with frozen layers, which keep nothing', () => {
    const parts = Number(/gradientAccumulation to (\d+) or more/.exec(refusal(1024, 1, 64 * gigabyte).remedy!)![1]);
    checkBatch(model, { batchSize: 1024, threads: 1, parts }, 64 * gigabyte);
    assert.throws(() => checkBatch(model, { batchSize: 1024, threads: 1, parts: parts - 1 }, 64 * gigabyte));
    setTrained(model, ['logits']);
    checkBatch(model, { batchSize: 1024, threads: 1 }, 64 * gigabyte);
    setTrained(model, all);
  });

  it('that never fits is told as such', () => {
    assert.match(refusal(8, 1, 1e6).remedy!, /^Take a smaller model/);
  });

  it('is asked for by the engine', () => {
    assert.throws(() => checkMemory(engine, model, 100_000), /training\.batchSize 100000/);
  });

  for (const [type, images] of [
    ['customCnn', 8],
    ['smallCnn', 64],
    ['lightCnn', 32],
    ['efficientnetLite0', 2],
    ['resnet18', 8],
  ] as const) {
    it(`of ${images} images for ${type} is what the heap takes, or less than twice as much`, () => {
      // A process of its own: a heap never shrinks.
      const { stdout, stderr } = spawnSync(
        process.execPath,
        ['--require', 'tsx/cjs', path.join(__dirname, 'heapOfSteps.ts'), type, String(images)],
        { encoding: 'utf8' },
      );
      assert.match(stdout, /^\d+ \d+\n$/, stderr);
      const [estimated, taken] = stdout.trim().split(' ').map(Number);
      assert.ok(taken! <= estimated! && estimated! < 2 * taken!, `estimated ${estimated}, taken ${taken}`);
    });
  }
});
