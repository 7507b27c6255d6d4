import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { runProcess } from '../../../runner/run/process';
import type { RunEvent } from '../../../schemas/generated/run-event';
import { runFiles } from '../../../schemas/runDirectory';
import { ended, finalWeights, readEvents, readSummary, startRunner, Workplace } from './harness';
import { useThreads } from './threads';

const head = {
  'training.trainable': 'head',
  'techniques.augmentation': null,
  'techniques.testTimeAugmentation': null,
};
const fineTuning = { epochs: 2, learningRate: 1e-3, trainable: { from: 'block5' } };

const floats = (bytes: Buffer) => new Float32Array(Uint8Array.from(bytes).buffer);
const largestDifference = (first: Float32Array, second: Float32Array) => {
  assert.equal(first.length, second.length);
  return first.reduce((largest, value, i) => Math.max(largest, Math.abs(value - second[i]!)), 0);
};
const phases = (events: readonly RunEvent[]) =>
  events.flatMap((event) => (event.type === 'phase' && event.done === undefined ? [event] : []));
const computes = (directory: string) =>
  phases(readEvents(directory)).some(({ phase }) => phase === 'computing-features');

describe('stages of a run', function () {
  // Each starts an engine anew.
  this.timeout(120_000);
  const place = new Workplace();
  useThreads(1);
  const original = { log: console.log, error: console.error };
  let output: string[] = [];
  before(() => {
    console.log = (line: string) => output.push(line);
    console.error = (line: string) => output.push(line);
  });
  beforeEach(() => {
    output = [];
  });
  afterEach(function () {
    if (this.currentTest?.state === 'failed') original.error(output.join('\n'));
  });
  after(() => {
    Object.assign(console, original);
    place.dispose();
  });
  const run = async (set: Record<string, unknown>): Promise<string> => {
    const directory = await place.create(set);
    assert.equal(await runProcess(directory, () => undefined), 0);
    return directory;
  };
  const features = () => path.join(place.folder, '.ferexp', 'cache', 'features');

  it('train a head on kept features to the weights that it has on live ones, which a second run takes as they are', async () => {
    const live = await run({ ...head, 'training.features': 'live' });
    assert.ok(!existsSync(features()));
    const cached = await run({ ...head, 'training.features': 'cached' });
    const [expected, actual] = [finalWeights(live), finalWeights(cached)];
    const difference = largestDifference(floats(actual.model), floats(expected.model));
    assert.ok(difference < 1e-5, String(difference));
    const [first, second] = [readSummary(live), readSummary(cached)];
    for (const split of ['train', 'validation', 'test']) {
      assert.equal(second.splits[split]!.accuracy, first.splits[split]!.accuracy);
      assert.ok(Math.abs(second.splits[split]!.loss! - first.splits[split]!.loss!) < 1e-5);
    }
    assert.ok(computes(cached) && !computes(live));
    assert.match(
      phases(readEvents(live)).find(({ stage }) => stage)!.detail!,
      /frozen layers computed with every batch/,
    );
    assert.match(phases(readEvents(cached)).find(({ stage }) => stage)!.detail!, /1 layer, .* on kept features/);
    assert.equal(readdirSync(features()).length, 2);

    const again = await run({ ...head, 'training.features': 'cached' });
    assert.ok(!computes(again));
    assert.ok(finalWeights(again).model.equals(actual.model));

    const file = path.join(features(), readdirSync(features())[0]!);
    const bytes = readFileSync(file);
    bytes[bytes.length - 3]! ^= 1;
    writeFileSync(file, bytes);
    const mended = await run({ ...head, 'training.features': 'cached' });
    const warnings = readEvents(mended).filter((event) => event.type === 'warning');
    assert.ok(warnings.some(({ message }) => /It is damaged\. They are computed again/.test(message)));
    assert.ok(finalWeights(mended).model.equals(actual.model));
  });

  it('take as many augmented passes as are asked for in turn', async () => {
    const augmented = {
      ...head,
      'techniques.augmentation': { horizontalFlip: true, rotation: 10 },
      'training.epochs': 3,
    };
    const before = readdirSync(features()).length;
    const live = await run({ ...augmented, 'training.features': 'live' });
    const each = await run({ ...augmented, 'training.features': 5 });
    // One of each epoch; the validation images are as they were.
    assert.equal(readdirSync(features()).length, before + 3);
    assert.ok(largestDifference(floats(finalWeights(each).model), floats(finalWeights(live).model)) < 1e-5);
    const two = await run({ ...augmented, 'training.features': 2 });
    assert.equal(readdirSync(features()).length, before + 3);
    assert.ok(!computes(two));
    const lossOf = (directory: string, epoch: number) =>
      readEvents(directory).flatMap((event) =>
        event.type === 'epoch' && event.epoch === epoch ? [event.loss] : [],
      )[0]!;
    assert.ok(Math.abs(lossOf(two, 2) - lossOf(live, 2)) < 1e-5);
    assert.notEqual(lossOf(two, 3), lossOf(each, 3));
  });

  it('count epochs on, with the rate, the layers and an optimizer of their own', async () => {
    const directory = await run({ ...head, 'training.fineTuning': fineTuning });
    const events = readEvents(directory);
    const epochs = events.flatMap((event) => (event.type === 'epoch' ? [event] : []));
    assert.deepEqual(
      epochs.map(({ epoch, stage, learningRate }) => [epoch, stage, learningRate]),
      [
        [1, 1, 0.001],
        [2, 1, 0.001],
        [3, 2, 0.001],
        [4, 2, 0.001],
      ],
    );
    assert.equal(events.find((event) => event.type === 'run-started')!.epochs, 4);
    const stages = phases(events).filter(({ stage }) => stage);
    assert.deepEqual(
      stages.map(({ detail }) => detail),
      [
        'training of 1 layer, learning rate 0.001, on kept features of the frozen layers',
        'fine tuning of 3 layers, learning rate 0.001, frozen layers computed with every batch',
      ],
    );
    assert.equal(readSummary(directory).epochsRun, 4);
  });

  it('say what a name should have been, before anything is trained', async () => {
    const directory = await place.create({
      ...head,
      'training.fineTuning': { epochs: 1, trainable: { from: 'blok4' } },
    });
    assert.equal(await runProcess(directory, () => undefined), 2);
    const { message, remedy } = readSummary(directory);
    assert.match(message!, /^training\.fineTuning\.trainable begins at “blok4”.* Did you mean “block4”\?$/);
    assert.match(remedy!, /block5_conv, block5_norm, logits/);
    assert.ok(!readEvents(directory).some(({ type }) => type === 'epoch'));
  });

  it('go on exactly after a kill in the first, at their border and in the second', async () => {
    const settings = { ...head, 'training.fineTuning': fineTuning, 'data.synthetic.training': 320 };
    const undisturbed = await run(settings);
    const killed = await place.create(settings);
    for (const moment of [/"batch","epoch":2,"step":1,/, /"checkpoint","epoch":2,/, /"batch","epoch":4,"step":1,/]) {
      const runner = startRunner(killed);
      const end = ended(runner);
      const events = path.join(killed, runFiles.events);
      while (!existsSync(events) || !moment.test(readFileSync(events, 'utf8'))) {
        assert.equal(runner.exitCode, null, 'The runner ended too early.');
        await wait(1);
      }
      runner.kill('SIGKILL');
      assert.equal((await end).signal, 'SIGKILL');
    }
    assert.equal(await runProcess(killed, () => undefined), 0);
    const [actual, expected] = [finalWeights(killed), finalWeights(undisturbed)];
    assert.ok(actual.model.equals(expected.model), 'the best model differs');
    assert.ok(actual.checkpoint.equals(expected.checkpoint), 'the last weights or the optimizer differ');
    assert.deepEqual(readSummary(killed).splits, readSummary(undisturbed).splits);
  });
});
