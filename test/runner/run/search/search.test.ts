import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { SearchConfig } from '../../../../schemas/generated/experiment';
import type { FoldEvent, PhaseEvent } from '../../../../schemas/generated/run-event';
import { runFiles } from '../../../../schemas/runDirectory';
import { scoreOf, type SearchRecord } from '../../../../schemas/search';
import { runProcess } from '../../../../runner/run/process';
import type { StopSignal } from '../../../../runner/run/stop';
import { buildTimeout, embeddedEngine } from '../../engine/wasm/embedded';
import { ended, finalWeights, readEvents, readSummary, startRunner, Workplace } from '../harness';
import { useThreads } from '../threads';

const learningRate = 'training.optimizer.learningRate';
const search: SearchConfig = { over: { [learningRate]: [0.00001, 0.01] }, folds: 2, epochs: 2 };
const quick = { 'training.epochs': 1, 'techniques.testTimeAugmentation': null };

const recordOf = (directory: string) =>
  JSON.parse(readFileSync(path.join(directory, runFiles.search), 'utf8')) as SearchRecord;
const foldsOf = (directory: string) =>
  readEvents(directory).filter((event): event is FoldEvent => event.type === 'fold');

describe('a run that searches first', function () {
  this.timeout(60_000);
  const place = new Workplace();
  useThreads(1);
  /** One that is left alone. */
  let whole: string;
  let output: string[] = [];
  const original = { log: console.log, error: console.error };
  before(async function () {
    this.timeout(buildTimeout);
    await embeddedEngine();
    console.log = (line: string) => output.push(line);
    console.error = (line: string) => output.push(line);
    whole = await create();
    assert.equal(await run(whole), 0, output.join('\n'));
  });
  after(() => {
    Object.assign(console, original);
    place.dispose();
  });
  beforeEach(() => (output = []));

  const create = (given: Partial<SearchConfig> = {}, set: Record<string, unknown> = {}) =>
    place.create({ ...quick, ...set }, { search: { ...search, ...given } });
  const run = (directory: string, onStart: (stop: StopSignal) => void = () => undefined) =>
    runProcess(directory, onStart);
  /** Stops the run as soon as so many folds are done. */
  const stopAfter = (directory: string, folds: number) =>
    run(directory, (stop) => {
      const look = setInterval(() => {
        const file = path.join(directory, runFiles.search);
        const done = existsSync(file) ? recordOf(directory).candidates.flatMap((each) => each.folds).length : 0;
        if (done < folds) return;
        clearInterval(look);
        stop.request();
      }, 2);
    });

  it('trains with what had the best mean over the folds, as if the file gave it', async () => {
    const record = recordOf(whole);
    assert.deepEqual(
      record.candidates.map(({ values }) => values),
      [{ [learningRate]: 0.00001 }, { [learningRate]: 0.01 }],
    );
    const means = record.candidates.map((candidate) => scoreOf(candidate, 'validationAccuracy').mean!);
    assert.equal(record.chosen, means[1]! > means[0]! ? 1 : 0);
    assert.equal(record.chosen, 1, `means ${means.join(', ')}`);
    const { search: told } = readSummary(whole);
    assert.deepEqual(told!.chosen, { [learningRate]: 0.01 });
    assert.deepEqual([told!.candidates, told!.folds, told!.epochs, told!.mean], [2, 2, 2, means[1]]);

    const plain = await place.create({ ...quick, [learningRate]: 0.01 });
    assert.equal(await run(plain), 0, output.join('\n'));
    assert.ok(finalWeights(whole).model.equals(finalWeights(plain).model), 'the model differs');
    // What was asked for stays on record.
    const asked = JSON.parse(readFileSync(path.join(whole, runFiles.experiment), 'utf8')) as {
      training: { optimizer: { learningRate: number } };
    };
    assert.equal(asked.training.optimizer.learningRate, 0.001);
  });

  it('tells each fold and how far the search is, and draws no curve of it', () => {
    const events = readEvents(whole);
    const folds = foldsOf(whole);
    assert.deepEqual(
      folds.map(({ candidate, fold, candidates, folds: of }) => [candidate, fold, candidates, of]),
      [
        [1, 1, 2, 2],
        [1, 2, 2, 2],
        [2, 1, 2, 2],
        [2, 2, 2, 2],
      ],
    );
    const record = recordOf(whole);
    folds.forEach(({ candidate, fold, validationAccuracy, loss }) => {
      const stored = record.candidates[candidate - 1]!.folds[fold - 1]!;
      assert.deepEqual([validationAccuracy, loss], [stored.validationAccuracy, stored.loss]);
    });
    const phases = events.filter((event): event is PhaseEvent => event.type === 'phase' && event.phase === 'searching');
    assert.ok(phases.every(({ total, done }) => total === 8 && done! <= 8));
    assert.match(phases[0]!.detail!, /^learningRate 0\.00001: fold 1 of 2$/);
    const begun = events.findIndex(({ type }) => type === 'run-started');
    const before = events.slice(0, begun).map(({ type }) => type);
    assert.ok(before.includes('fold') && !before.includes('batch') && !before.includes('epoch'));
    assert.ok(!events.slice(begun).some(({ type }) => type === 'fold'));
    assert.equal(events.filter(({ type }) => type === 'epoch').length, 1);
  });

  it('pairs candidates: a fold has the same seed, images and first weights for each', async () => {
    const directory = await create({ over: { [learningRate]: [0.01, 0.0100000001] }, epochs: 1 });
    assert.equal(await run(directory), 0, output.join('\n'));
    const [first, second] = recordOf(directory).candidates;
    assert.deepEqual(
      first!.folds.map(({ seed }) => seed),
      second!.folds.map(({ seed }) => seed),
    );
    first!.folds.forEach(({ loss, validationLoss }, i) => {
      assert.ok(Math.abs(loss! - second!.folds[i]!.loss!) < 1e-4);
      assert.ok(Math.abs(validationLoss! - second!.folds[i]!.validationLoss!) < 1e-2);
    });
    assert.notEqual(first!.folds[0]!.seed, first!.folds[1]!.seed);
  });

  it('stopped in between and resumed trains no finished fold again, and ends with the same', async () => {
    const directory = await create();
    assert.equal(await stopAfter(directory, 2), 0, output.join('\n'));
    const { status, message } = readSummary(directory);
    assert.equal(status, 'cancelled');
    assert.match(message!, /^Stopped as requested during the search; [23] of 4 folds are done and saved\.$/);
    const kept = recordOf(directory);
    assert.equal(kept.chosen, undefined);

    assert.equal(await run(directory), 0, output.join('\n'));
    const told = foldsOf(directory).map(({ candidate, fold }) => `${candidate}/${fold}`);
    assert.deepEqual(told, ['1/1', '1/2', '2/1', '2/2']);
    const without = (record: SearchRecord) => ({
      ...record,
      seconds: 0,
      candidates: record.candidates.map(({ values, folds }) => ({
        values,
        folds: folds.map((fold) => ({ ...fold, seconds: 0 })),
      })),
    });
    assert.deepEqual(without(recordOf(directory)), without(recordOf(whole)));
    // What the first process measured is kept as it was.
    assert.deepEqual(recordOf(directory).candidates[0], kept.candidates[0]);
    assert.ok(finalWeights(directory).model.equals(finalWeights(whole).model), 'the model differs');
  });

  it('killed in between and resumed trains no finished fold again', async () => {
    const directory = await create();
    const runner = startRunner(directory);
    const end = ended(runner);
    const file = path.join(directory, runFiles.search);
    while (!existsSync(file)) {
      assert.equal(runner.exitCode, null, 'the runner ended before a fold was done');
      await wait(2);
    }
    runner.kill('SIGKILL');
    assert.equal((await end).signal, 'SIGKILL');
    const kept = recordOf(directory).candidates[0]!.folds;
    assert.ok(kept.length >= 1);
    assert.equal(await run(directory), 0, output.join('\n'));
    assert.deepEqual(recordOf(directory).candidates[0]!.folds.slice(0, kept.length), kept);
    assert.ok(finalWeights(directory).model.equals(finalWeights(whole).model), 'the model differs');
  });

  it('resumed after the search, in the middle of training, goes on with what was chosen', async () => {
    const directory = await create({}, { 'training.epochs': 60 });
    const events = path.join(directory, runFiles.events);
    const code = await run(directory, (stop) => {
      const look = setInterval(() => {
        if (!existsSync(events) || !/"type":"epoch"/.test(readFileSync(events, 'utf8'))) return;
        clearInterval(look);
        stop.request();
      }, 2);
    });
    assert.equal(code, 0, output.join('\n'));
    assert.equal(readSummary(directory).status, 'cancelled');
    assert.deepEqual(readSummary(directory).search!.chosen, { [learningRate]: 0.01 });
    const resumed = run(directory, (stop) => setTimeout(() => stop.request(), 1000));
    assert.equal(await resumed, 0, output.join('\n'));
    assert.equal(foldsOf(directory).length, 4);
    const rates = readEvents(directory).flatMap((event) => (event.type === 'batch' ? [event.learningRate] : []));
    assert.deepEqual([...new Set(rates)], [0.01]);
  });

  it('does not go by folds of other data', async () => {
    const directory = await create({ epochs: 1 });
    await stopAfter(directory, 1);
    const record = recordOf(directory);
    writeFileSync(path.join(directory, runFiles.search), JSON.stringify({ ...record, dataFingerprint: 'other' }));
    assert.equal(await run(directory), 0, output.join('\n'));
    assert.ok(foldsOf(directory).filter(({ candidate, fold }) => candidate === 1 && fold === 1).length === 2);
  });

  it('passes over a candidate that diverges, and fails when all do', async () => {
    const explosive = (rate: number) => ({ type: 'sgd', learningRate: rate });
    const set = { 'model.l2': 1, 'training.batchSize': 8 };
    const over = { 'training.optimizer': [explosive(10), { type: 'adam' }] };
    const directory = await create({ over, epochs: 4 }, set);
    assert.equal(await run(directory), 0, output.join('\n'));
    const record = recordOf(directory);
    assert.equal(record.chosen, 1);
    assert.ok(record.candidates[0]!.folds.every(({ validationAccuracy }) => validationAccuracy === undefined));

    const hopeless = await create({ over: { 'training.optimizer': [explosive(10), explosive(9)] }, epochs: 4 }, set);
    assert.equal(await run(hopeless), 1);
    const { status, message, remedy } = readSummary(hopeless);
    assert.equal(status, 'failed');
    assert.match(message!, /^The search found nothing that can be trained: with each of its 2 candidates/);
    assert.match(remedy!, /lower learning rates/);
  });

  it('takes the lowest loss where that decides, and the first of equals', async () => {
    const directory = await create({ monitor: 'validationLoss', epochs: 1 });
    assert.equal(await run(directory), 0, output.join('\n'));
    const { candidates, chosen } = recordOf(directory);
    const losses = candidates.map((candidate) => scoreOf(candidate, 'validationLoss').mean!);
    assert.equal(chosen, losses[1]! < losses[0]! ? 1 : 0);

    const alike = await create({ over: { 'techniques.labelSmoothing.epsilon': [0, 1e-12] }, epochs: 1 });
    assert.equal(await run(alike), 0, output.join('\n'));
    assert.equal(recordOf(alike).chosen, 0);
  });
});
