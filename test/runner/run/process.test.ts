import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { createWasmEngine } from '../../../runner/engine/wasm/engine';
import { loadDataset } from '../../../runner/data/load';
import { runProcess } from '../../../runner/run/process';
import { readPredictions } from '../../../storage/run/predictions';
import type { EpochEvent } from '../../../schemas/generated/run-event';
import { validateEnvironment, validateLock } from '../../../schemas/generated/validators';
import { runFiles } from '../../../schemas/runDirectory';
import { readEvents, readSummary, Workplace } from './harness';
import { useThreads } from './threads';

describe('a run in this process', () => {
  const place = new Workplace();
  useThreads(1);
  let output: string[] = [];
  const original = { log: console.log, error: console.error };
  before(async () => {
    // One a process: other tests may have left it on another backend.
    await (await createWasmEngine()).tf.setBackend('wasm');
    console.log = (line: string) => output.push(line);
    console.error = (line: string) => output.push(line);
  });
  beforeEach(() => {
    output = [];
  });
  after(() => {
    Object.assign(console, original);
    place.dispose();
  });
  const run = async (directory: string) => runProcess(directory, () => undefined);
  afterEach(function () {
    if (this.currentTest?.state === 'failed') original.error(output.join('\n'));
  });

  describe('that is left alone', () => {
    let directory: string;
    let code: number;
    before(async () => {
      directory = await place.create({ 'training.epochs': 3 });
      assert.ok(validateLock(JSON.parse(readFileSync(path.join(directory, runFiles.queued), 'utf8'))));
      code = await run(directory);
    });

    it('ends with 0 and gives the directory free', () => {
      assert.equal(code, 0);
      assert.ok(!existsSync(path.join(directory, runFiles.lock)));
      assert.ok(!existsSync(path.join(directory, runFiles.queued)));
    });

    it('tells all of it in events that hold against the schema', () => {
      const events = readEvents(directory);
      const told = events.map(({ type }) => type).filter((type) => type !== 'phase' && type !== 'batch');
      const epoch = ['epoch', 'checkpoint'];
      const splits = ['train', 'validation', 'test', 'publicTest', 'privateTest'];
      const expected = ['run-started', ...epoch, ...epoch, ...epoch, ...splits.map(() => 'evaluated'), 'run-ended'];
      assert.deepEqual(
        told.filter((type) => type !== 'warning'),
        expected,
      );
      assert.deepEqual(
        events
          .flatMap((event) => (event.type === 'evaluated' ? [event.split] : []))
          .filter((name) => name !== 'testUnseen'),
        splits,
      );
      const started = events.find((event) => event.type === 'run-started')!;
      assert.deepEqual(
        [started.stepsPerEpoch, started.trainingExamples, started.validationExamples, started.testExamples],
        [4, 60, 20, 24],
      );
      const lastSteps = events.flatMap((event) => (event.type === 'batch' && event.step === 4 ? [event.epoch] : []));
      assert.deepEqual(lastSteps, [1, 2, 3]);
    });

    it('keeps the number of tensors constant over epochs', () => {
      const epochs = readEvents(directory).filter((event): event is EpochEvent => event.type === 'epoch');
      assert.equal(epochs[1]!.tensors, epochs[0]!.tensors);
      assert.equal(epochs[2]!.tensors, epochs[0]!.tensors);
      assert.equal(epochs[2]!.tensorBytes, epochs[0]!.tensorBytes);
    });

    it('sums up what the events and the predictions say', async () => {
      const summary = readSummary(directory);
      const epochs = readEvents(directory).filter((event): event is EpochEvent => event.type === 'epoch');
      assert.equal(summary.status, 'completed');
      assert.equal(summary.epochsRun, 3);
      assert.equal(summary.last!.validationLoss, epochs[2]!.validationLoss);
      const best = epochs.filter((event) => event.best).at(-1)!;
      assert.equal(summary.best!.epoch, best.epoch);
      assert.equal(best.validationAccuracy, Math.max(...epochs.map((event) => event.validationAccuracy)));
      // The best epoch's weights were evaluated, on the split that chose them.
      assert.ok(Math.abs(summary.splits['validation']!.loss! - best.validationLoss) < 1e-6);
      const predictions = await readPredictions(directory, 'test');
      assert.equal(predictions.samples, 2);
      const classes = predictions.classNames.length;
      const right = [...predictions.labels].filter((label, row) => {
        const probabilities = predictions.probabilities.subarray(row * classes, (row + 1) * classes);
        return probabilities.indexOf(Math.max(...probabilities)) === label;
      });
      assert.equal(summary.splits['test']!.accuracy, right.length / predictions.labels.length);
      assert.deepEqual(Object.keys(summary.splits['test']!.withoutTestTimeAugmentation!), [
        'accuracy',
        'loss',
        'macroF1',
      ]);
      assert.equal(summary.splits['validation']!.withoutTestTimeAugmentation, undefined);
      assert.equal(summary.splits['validation']!.testTimeAugmentation, undefined);
      for (const split of ['test', 'publicTest', 'privateTest'].map((name) => summary.splits[name]!)) {
        const { accuracies } = split.testTimeAugmentation!;
        assert.equal(accuracies.length, 2);
        assert.equal(accuracies[1], split.accuracy);
      }
      const parts = ['publicTest', 'privateTest'].map((name) => summary.splits[name]!.examples);
      assert.deepEqual(parts, [12, 12]);
    });

    it('describes its environment', () => {
      const environment: unknown = JSON.parse(readFileSync(path.join(directory, runFiles.environment), 'utf8'));
      assert.ok(validateEnvironment(environment), JSON.stringify(validateEnvironment.errors));
    });

    it('keeps two checkpoints and a log', () => {
      assert.deepEqual(readdirSync(path.join(directory, runFiles.checkpoint)).sort(), ['2-4', '3-4']);
    });

    it('leaves a model that plain TensorFlow.js loads and that predicts the same', async () => {
      const engineBackend = tf.getBackend();
      await tf.setBackend('cpu');
      try {
        const folder = path.join(directory, runFiles.model);
        const model = await tf.loadLayersModel({
          load: () => {
            const stored = JSON.parse(readFileSync(path.join(folder, 'model.json'), 'utf8')) as tf.io.ModelJSON;
            const weights = readFileSync(path.join(folder, stored.weightsManifest[0]!.paths[0]!));
            return Promise.resolve({
              modelTopology: stored.modelTopology,
              weightSpecs: stored.weightsManifest[0]!.weights,
              weightData: Uint8Array.from(weights).buffer,
            });
          },
        });
        const { data } = place.resolve();
        const dataset = await loadDataset(data, {
          baseDirectory: place.folder,
          cacheDirectory: path.join(place.folder, '.ferexp', 'cache'),
          onProgress: () => undefined,
        });
        const { ids, probabilities } = await readPredictions(directory, 'validation');
        const images = ids.length;
        const pixels = new Float32Array(images * 48 * 48);
        ids.forEach((id, row) => {
          pixels.set(
            Float32Array.from(dataset.pixels.subarray(id * 2304, (id + 1) * 2304), (grey) => grey / 255),
            row * 2304,
          );
        });
        const output = tf.tidy(() => (model.predict(tf.tensor4d(pixels, [images, 48, 48, 1])) as tf.Tensor).dataSync());
        const largest = probabilities.reduce((max, value, index) => Math.max(max, Math.abs(value - output[index]!)), 0);
        assert.ok(largest < 1e-4, `probabilities differ by ${largest}`);
        model.dispose();
      } finally {
        await tf.setBackend(engineBackend);
      }
    });

    it('says so when someone resumes it, and keeps its summary', async () => {
      const before = readFileSync(path.join(directory, runFiles.summary), 'utf8');
      assert.equal(await run(directory), 2);
      assert.match(output.join('\n'), /is complete: there is nothing to resume\.\nRun the experiment again/);
      assert.equal(readFileSync(path.join(directory, runFiles.summary), 'utf8'), before);
    });
  });

  it('stops as asked with a checkpoint, and goes on from it to the same weights', async () => {
    // All that has a state of its own.
    const settings = {
      'training.epochs': 6,
      'training.optimizer': { type: 'sgd', learningRate: 0.02, momentum: 0.9, nesterov: true },
      'training.schedule': { type: 'plateau', patience: 1, minDelta: 10, factor: 0.5 },
      'training.earlyStopping': { patience: 3, minDelta: 10 },
      'training.selectBest': 'validationLoss',
      'training.classWeights': 'balanced',
      'model.l2': 0.001,
    };
    const undisturbed = await place.create(settings);
    assert.equal(await run(undisturbed), 0);

    const directory = await place.create(settings);
    let stopped = false;
    const code = await runProcess(directory, (stop) => {
      const ask = setInterval(() => {
        const events = path.join(directory, runFiles.events);
        if (!existsSync(events) || !readFileSync(events, 'utf8').includes('"batch","epoch":3')) return;
        stopped = true;
        stop.request();
        clearInterval(ask);
      }, 1);
    });
    assert.equal(code, 0);
    assert.ok(stopped);
    const summary = readSummary(directory);
    assert.equal(summary.status, 'cancelled');
    assert.match(summary.message!, /a checkpoint was saved at epoch 3, step [1-4]\./);

    // Stopped again before it goes on, it has still come as far.
    assert.equal(await runProcess(directory, (stop) => stop.request()), 0);
    const early = readSummary(directory);
    const { message, epochsRun, best, trainingSeconds } = summary;
    assert.deepEqual(
      { message, epochsRun, best, trainingSeconds },
      {
        ...{ message: early.message, epochsRun: early.epochsRun },
        ...{ best: early.best, trainingSeconds: early.trainingSeconds },
      },
    );

    assert.equal(await run(directory), 0);
    const again = readEvents(directory).filter((event) => event.type === 'run-started')[1]!;
    assert.equal(again.resumedFromEpoch, 2);
    // Early stopping counts the epochs of both processes.
    assert.equal(readSummary(directory).epochsRun, 4);
    assert.ok(again.resumedFromStep! >= 1 && again.resumedFromStep! <= 4);
    assertSameResult(directory, undisturbed);
  });

  it('stops before it starts when the stop file was written while it was queued', async () => {
    const directory = await place.create();
    writeFileSync(path.join(directory, runFiles.stop), '');
    assert.equal(await run(directory), 0);
    assert.equal(readSummary(directory).message, 'Stopped before training began.');
    assert.ok(!existsSync(path.join(directory, runFiles.stop)));
    assert.equal(await run(directory), 0);
    assert.equal(readSummary(directory).status, 'completed');
  });

  it('refuses to go on with other data', async () => {
    const directory = await place.create({ 'training.epochs': 1 });
    assert.equal(await run(directory), 0);
    const summary = path.join(directory, runFiles.summary);
    writeFileSync(summary, JSON.stringify({ ...readSummary(directory), status: 'cancelled' }));
    const changed = place.resolve({ 'training.epochs': 2, 'data.synthetic.seed': 6 });
    writeFileSync(path.join(directory, runFiles.experiment), JSON.stringify(changed));
    assert.equal(await run(directory), 1);
    assert.match(readSummary(directory).message!, /^The data of this run has changed since it started/);
    assert.match(readSummary(directory).remedy!, /^Put the earlier data back/);
  });

  it('passes over a damaged checkpoint and ends with the same weights', async () => {
    const undisturbed = await place.create();
    assert.equal(await run(undisturbed), 0);
    const directory = await place.create();
    for (const name of readdirSync(path.join(undisturbed, runFiles.checkpoint))) {
      mkdirSync(path.join(directory, runFiles.checkpoint, name), { recursive: true });
      for (const file of ['state.json', 'tensors.bin']) {
        copyFileSync(
          path.join(undisturbed, runFiles.checkpoint, name, file),
          path.join(directory, runFiles.checkpoint, name, file),
        );
      }
    }
    const newest = path.join(directory, runFiles.checkpoint, '2-4', 'tensors.bin');
    const bytes = readFileSync(newest);
    bytes[1000]! ^= 1;
    writeFileSync(newest, bytes);
    assert.equal(await run(directory), 0);
    const events = readEvents(directory);
    const warnings = events.flatMap((event) => (event.type === 'warning' ? [event.message] : []));
    assert.equal(warnings[0], 'The checkpoint 2-4 is damaged; continuing from an earlier one.');
    assert.equal(events.find((event) => event.type === 'run-started')!.resumedFromEpoch, 1);
    assertSameResult(directory, undisturbed);
  });

  it('fails with what to do when training diverges', async () => {
    const directory = await place.create({
      'training.optimizer': { type: 'sgd', learningRate: 10 },
      'training.epochs': 20,
      'model.l2': 1,
    });
    assert.equal(await run(directory), 1);
    const summary = readSummary(directory);
    assert.equal(summary.status, 'failed');
    assert.match(summary.message!, /^Training diverged: the loss is no longer a number in epoch \d+\.$/);
    assert.match(summary.remedy!, /^Lower training\.optimizer\.learningRate/);
    assert.equal(readEvents(directory).at(-1)!.type, 'run-ended');
    assert.doesNotMatch(output.join('\n'), /\n\s+at /);
  });

  it('fails with the file’s name when the data is not there', async () => {
    const directory = await place.create({ 'data.source': 'nowhere.csv' });
    assert.equal(await run(directory), 2);
    assert.match(readSummary(directory).message!, /nowhere\.csv/);
  });
});

function assertSameResult(actual: string, expected: string): void {
  const [first, second] = [readSummary(actual), readSummary(expected)];
  assert.deepEqual(first.splits, second.splits);
  assert.deepEqual(first.last, second.last);
  assert.deepEqual(first.best, second.best);
  for (const [epoch, loss] of epochLosses(actual))
    assert.equal(loss, epochLosses(expected).get(epoch), `epoch ${epoch}`);
  const weights = (directory: string) => readdirSync(path.join(directory, runFiles.model)).sort();
  // The name of the weights follows from their content.
  assert.deepEqual(weights(actual), weights(expected));
}

/** Training loss by epoch. */
function epochLosses(directory: string): Map<number, number> {
  return new Map(
    readEvents(directory).flatMap((event) => (event.type === 'epoch' ? [[event.epoch, event.loss] as const] : [])),
  );
}
