import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { runProcess } from '../../../runner/run/process';
import type { RunEnvironment } from '../../../schemas/generated/environment';
import { runFiles } from '../../../schemas/runDirectory';
import { ended, finalWeights, readEvents, readSummary, startRunner, Workplace } from '../run/harness';
import { buildTimeout, embeddedEngine } from '../engine/wasm/embedded';

/** 15 steps of 16 images an epoch, and a last one of 4, too few for two copies. */
const settings = {
  'training.epochs': 2,
  'data.synthetic.training': 326,
  'techniques.testTimeAugmentation': null,
};

function environmentOf(directory: string): RunEnvironment {
  return JSON.parse(readFileSync(path.join(directory, runFiles.environment), 'utf8')) as RunEnvironment;
}

describe('a run on two threads of the embedded engine', function () {
  this.timeout(buildTimeout);
  const place = new Workplace();
  const runners: ChildProcess[] = [];
  const original = { log: console.log, error: console.error, workers: process.env['FEREXP_WASM_WORKERS'] };
  const output: string[] = [];
  let undisturbed: string;
  const ask = (workers: string | undefined) => {
    if (workers === undefined) delete process.env['FEREXP_WASM_WORKERS'];
    else process.env['FEREXP_WASM_WORKERS'] = workers;
  };
  before(async () => {
    await embeddedEngine();
    ask('2');
    undisturbed = await place.create(settings);
    const { code, output: printed } = await ended(startRunner(undisturbed));
    assert.equal(code, 0, printed);
  });
  beforeEach(() => ask('2'));
  afterEach(() => Object.assign(console, { log: original.log, error: original.error }));
  after(() => {
    ask(original.workers);
    for (const runner of runners) runner.kill('SIGKILL');
    place.dispose();
  });

  const sameEnd = (directory: string) => {
    const [actual, expected] = [finalWeights(directory), finalWeights(undisturbed)];
    assert.ok(actual.model.equals(expected.model), 'the best model differs');
    assert.ok(actual.checkpoint.equals(expected.checkpoint), 'the last weights or the optimizer differ');
    assert.deepEqual(readSummary(directory).splits, readSummary(undisturbed).splits);
  };

  it('is told in environment.json and in its events', () => {
    assert.equal(environmentOf(undisturbed).threads, 2);
    assert.match(environmentOf(undisturbed).device, /^CPU, 2 threads/);
    const started = readEvents(undisturbed).find((event) => event.type === 'run-started')!;
    assert.match(started.device, /^CPU, 2 threads/);
  });

  it('killed and resumed ends with the weights of an undisturbed one, byte for byte, whatever the cores then', async () => {
    const directory = await place.create(settings);
    const runner = startRunner(directory);
    runners.push(runner);
    const end = ended(runner);
    const events = path.join(directory, runFiles.events);
    while (!existsSync(events) || !readFileSync(events, 'utf8').includes('"batch","epoch":2,"step":1,')) {
      if (runner.exitCode !== null) assert.fail((await end).output);
      await wait(2);
    }
    runner.kill('SIGKILL');
    await end;
    ask(undefined);
    const { code, output: printed } = await ended(startRunner(directory));
    assert.equal(code, 0, printed);
    assert.equal(environmentOf(directory).threads, 2);
    sameEnd(directory);
  });

  it('fails with words and a checkpoint of the last whole step when a thread ends, and goes on from there', async () => {
    const directory = await place.create(settings);
    Object.assign(console, { log: (line: string) => output.push(line), error: (line: string) => output.push(line) });
    const workers: Worker[] = [];
    const watch = (worker: Worker) => workers.push(worker);
    process.on('worker', watch);
    const events = path.join(directory, runFiles.events);
    const run = runProcess(directory, () => undefined);
    while (!existsSync(events) || !readFileSync(events, 'utf8').includes('"batch","epoch":2,')) await wait(2);
    process.off('worker', watch);
    await workers[0]!.terminate();
    assert.equal(await run, 1);
    const summary = readSummary(directory);
    assert.equal(summary.status, 'failed');
    assert.equal(summary.message, 'Training thread 2 of 2 ended unexpectedly (exit code 1).');
    assert.match(summary.remedy!, /^Resume the run to continue from the last complete step\./);
    assert.deepEqual(output.slice(-2).join('\n').split('\n').slice(-2), [summary.message, summary.remedy]);
    const [epoch, step] = readdirSync(path.join(directory, runFiles.checkpoint))
      .filter((name) => name.startsWith('2-'))
      .map((name) => name.split('-').map(Number))[0]!;
    assert.equal(epoch, 2);
    const steps = readEvents(directory).flatMap((event) =>
      event.type === 'batch' && event.epoch === 2 ? [event.step] : [],
    );
    assert.ok(step! >= Math.max(...steps), `${step} after ${steps.join()}`);

    assert.equal(await runProcess(directory, () => undefined), 0);
    sameEnd(directory);
  });

  it('warns when it goes on with another number', async () => {
    const directory = await place.create({ ...settings, 'training.epochs': 500 });
    Object.assign(console, { log: (line: string) => output.push(line), error: (line: string) => output.push(line) });
    const events = path.join(directory, runFiles.events);
    const runUntil = async (told: string) => {
      let request: (() => void) | undefined;
      const run = runProcess(directory, (stop) => (request = () => stop.request()));
      while (!existsSync(events) || !readFileSync(events, 'utf8').includes(told)) await wait(2);
      request!();
      assert.equal(await run, 0);
    };
    await runUntil('"batch"');
    ask('1');
    await runUntil('continues with 1');
    const warnings = readEvents(directory).flatMap((event) => (event.type === 'warning' ? [event.message] : []));
    assert.ok(
      warnings.includes(
        'The run began with 2 threads and continues with 1: it will not end with exactly the same weights.',
      ),
      warnings.join('\n'),
    );
  });
});
