/**
 * A small run whose every number is counted again in plain JavaScript, from what it predicted, from its model's file and
 * from its events. Numbers are found, not listed: one that a summary gains fails until somebody says how to count it.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runProcess } from '../../../runner/run/process';
import { type Predictions, readPredictions } from '../../../storage/run/predictions';
import type { EpochEvent, RunEvent } from '../../../schemas/generated/run-event';
import type { RunSummary } from '../../../schemas/generated/summary';
import { runFiles } from '../../../schemas/runDirectory';
import { embeddedEngine, buildTimeout } from '../engine/wasm/embedded';
import { readEvents, readSummary, Workplace } from './harness';
import { useThreads } from './threads';

type Counted = Map<string, number>;

/** Every number of a value, by its path. */
function numbersOf(value: unknown, at = ''): [string, number][] {
  if (typeof value === 'number') return [[at, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => numbersOf(inner, at === '' ? name : `${at}.${name}`));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

/** By the textbook's definitions, face by face. */
function countSplit(into: Counted, name: string, { probabilities, labels, classNames }: Predictions): void {
  const classes = classNames.length;
  const rows = [...labels].map((_, row) => [...probabilities.subarray(row * classes, (row + 1) * classes)]);
  const answers = rows.map((row) => row.indexOf(Math.max(...row)));
  const put = (field: string, value: number) => into.set(`splits.${name}.${field}`, value);
  const where = (test: (truth: number, answer: number) => boolean): number =>
    answers.filter((answer, i) => test(labels[i]!, answer)).length;
  put('examples', rows.length);
  put('accuracy', where((truth, answer) => truth === answer) / rows.length);
  // As Keras: clipped before the logarithm.
  put('loss', sum(rows.map((row, i) => -Math.log(Math.min(1 - 1e-7, Math.max(1e-7, row[labels[i]!]!))))) / rows.length);
  const f1s = classNames.map((_, c) => {
    const hits = where((truth, answer) => truth === c && answer === c);
    const precision = share(
      hits,
      where((__, answer) => answer === c),
    );
    const recall = share(
      hits,
      where((truth) => truth === c),
    );
    const f1 = share(2 * precision * recall, precision + recall);
    put(
      `classes.${c}.support`,
      where((truth) => truth === c),
    );
    put(`classes.${c}.precision`, precision);
    put(`classes.${c}.recall`, recall);
    put(`classes.${c}.f1`, f1);
    classNames.forEach((__, k) =>
      put(
        `confusion.${c}.${k}`,
        where((truth, answer) => truth === c && answer === k),
      ),
    );
    return f1;
  });
  // One that is neither a label nor an answer has no F1.
  const occurring = f1s.filter((_, c) => where((truth, answer) => truth === c || answer === c) > 0);
  put('macroF1', sum(occurring) / occurring.length);
}

describe('every number of a run, counted again', () => {
  const place = new Workplace();
  useThreads(1);
  const original = { log: console.log, error: console.error };
  let directory = '';
  let summary: RunSummary;
  let events: RunEvent[];
  let epochs: EpochEvent[];
  const settings = { epochs: 3, batchSize: 16, rate: 0.002, training: 60, validation: 20, test: 24 };

  before(async function () {
    this.timeout(buildTimeout);
    await embeddedEngine();
    console.log = console.error = () => undefined;
    directory = await place.create({
      'training.epochs': settings.epochs,
      'training.optimizer': { type: 'adam', learningRate: settings.rate },
      'training.schedule': { type: 'cosine', minimum: 0 },
    });
    assert.equal(await runProcess(directory, () => undefined), 0);
    summary = readSummary(directory);
    events = readEvents(directory);
    epochs = events.filter((event): event is EpochEvent => event.type === 'epoch');
  });
  after(() => {
    Object.assign(console, original);
    place.dispose();
  });

  /** Weights by the shapes that the model's file gives. */
  function countWeights(): number {
    const file = path.join(directory, runFiles.model, 'model.json');
    const { weightsManifest } = JSON.parse(readFileSync(file, 'utf8')) as {
      weightsManifest: { weights: { shape: number[] }[] }[];
    };
    return sum(
      weightsManifest.flatMap(({ weights }) => weights.map(({ shape }) => shape.reduce((n, side) => n * side, 1))),
    );
  }

  it('of its summary', async () => {
    const counted: Counted = new Map([
      ['version', 1],
      ['repeat', 0],
      ['seed', 3],
      ['epochsRun', epochs.length],
      ['parameters', countWeights()],
      ['trainingSeconds', sum(epochs.map(({ seconds }) => seconds))],
    ]);
    const best = epochs.reduce((a, b) => (b.validationAccuracy > a.validationAccuracy ? b : a));
    for (const [name, event] of [
      ['best', best],
      ['last', epochs.at(-1)!],
    ] as const) {
      for (const field of ['epoch', 'loss', 'accuracy', 'validationLoss', 'validationAccuracy'] as const) {
        counted.set(`${name}.${field}`, event[field]);
      }
    }
    for (const name of Object.keys(summary.splits)) countSplit(counted, name, await readPredictions(directory, name));
    for (const [at, value] of numbersOf(summary)) {
      // What a single prediction gave is not kept; it is counted on the way, which has tests of its own.
      if (/withoutTestTimeAugmentation|testTimeAugmentation\.accuracies\.0/.test(at)) continue;
      const split = /^splits\.(\w+)\.testTimeAugmentation\.accuracies\.1$/.exec(at)?.[1];
      const expected = counted.get(split === undefined ? at : `splits.${split}.accuracy`);
      assert.ok(expected !== undefined, `nobody counts ${at}`);
      assert.ok(
        Math.abs(value - expected) <= 1e-5 * Math.max(1, Math.abs(expected)),
        `${at}: ${value}, counted ${expected}`,
      );
    }
  });

  it('of its epochs', () => {
    assert.equal(epochs.length, settings.epochs);
    const steps = Math.ceil(settings.training / settings.batchSize);
    epochs.forEach((event, i) => {
      // Answers are whole.
      for (const [value, count] of [
        [event.accuracy, settings.training],
        [event.validationAccuracy, settings.validation],
      ] as const) {
        assert.ok(
          value > 0 && value <= 1 && Math.abs(value * count - Math.round(value * count)) < 1e-9,
          `${value} of ${count}`,
        );
      }
      assert.deepEqual([event.epoch, event.stage], [i + 1, 1]);
      // The rate of its last step, on half a cosine over all steps.
      const at = i * steps + steps - 1;
      const rate = (settings.rate / 2) * (1 + Math.cos((Math.PI * at) / (settings.epochs * steps)));
      assert.ok(Math.abs(event.learningRate - rate) < 1e-9, `${event.learningRate}, by the formula ${rate}`);
      // Validation takes time too: training alone is faster than the epoch.
      assert.ok(
        event.imagesPerSecond * event.seconds >= settings.training,
        `${event.imagesPerSecond} · ${event.seconds}`,
      );
      assert.ok(event.residentBytes > 5e7 && event.residentBytes < 8e9, String(event.residentBytes));
      assert.ok(
        event.tensors > 10 && event.tensorBytes >= 4 * countWeights(),
        `${event.tensors}, ${event.tensorBytes}`,
      );
    });
    // Loss and accuracy of an epoch are the means over its batches, which the batches' own events add up to.
    for (const { epoch, loss, accuracy } of epochs) {
      const batches = events.flatMap((event) => (event.type === 'batch' && event.epoch === epoch ? [event] : []));
      let [seen, losses, right] = [0, 0, 0];
      for (const batch of batches) {
        const upTo = Math.min(settings.training, batch.step * settings.batchSize);
        losses += batch.loss * (upTo - seen);
        right += batch.accuracy * (upTo - seen);
        seen = upTo;
      }
      assert.equal(seen, settings.training);
      assert.ok(Math.abs(losses / seen - loss) < 1e-9 && Math.abs(right / seen - accuracy) < 1e-9);
    }
  });

  it('of its start', () => {
    const started = events.find((event) => event.type === 'run-started')!;
    const { training, validation, test, batchSize } = settings;
    assert.deepEqual(
      [started.trainingExamples, started.validationExamples, started.testExamples, started.batchSize],
      [training, validation, test, batchSize],
    );
    assert.deepEqual([started.epochs, started.stepsPerEpoch, started.seed], [settings.epochs, 4, 3]);
    assert.equal(started.parameters, countWeights());
  });
});
