import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { runFiles } from '../../../schemas/runDirectory';
import { ended, finalWeights, readEvents, readSummary, startRunner, Workplace } from './harness';
import { useThreads } from './threads';

const settings = { 'training.epochs': 3, 'techniques.testTimeAugmentation': null };
/** 15 steps an epoch: time to be killed between the first and the last. */
const longer = { ...settings, 'training.epochs': 2, 'data.synthetic.training': 320 };

/** Resolves as soon as the events say what is waited for. */
async function told(directory: string, text: RegExp, runner: ChildProcess): Promise<void> {
  const events = path.join(directory, runFiles.events);
  while (!existsSync(events) || !text.test(readFileSync(events, 'utf8'))) {
    if (runner.exitCode !== null) throw new Error(`The runner ended before ${text.source}.`);
    await wait(2);
  }
}

describe('a runner process', function () {
  // Each starts TypeScript and an engine anew.
  this.timeout(120_000);
  const place = new Workplace();
  useThreads(1);
  const runners: ChildProcess[] = [];
  const start = (directory: string, env: Readonly<Record<string, string>> = {}) => {
    const runner = startRunner(directory, env);
    runners.push(runner);
    return runner;
  };
  after(() => {
    for (const runner of runners) runner.kill('SIGKILL');
    place.dispose();
  });

  for (const type of ['smallCnn', 'lightCnn'])
    it(`killed in the middle of an epoch and resumed ends with the weights of an undisturbed one, byte for byte: ${type}`, async () => {
      const long = { ...longer, 'model.type': type };
      const undisturbed = await place.create(long);
      const whole = await ended(start(undisturbed));
      assert.equal(whole.code, 0, whole.output);

      const killed = await place.create(long);
      const first = start(killed);
      const firstEnd = ended(first);
      await told(killed, /"batch","epoch":2,"step":1,/, first);
      first.kill('SIGKILL');
      assert.equal((await firstEnd).signal, 'SIGKILL');
      assert.ok(!existsSync(path.join(killed, runFiles.summary)));
      assert.ok(existsSync(path.join(killed, runFiles.lock)));

      const resumed = await ended(start(killed));
      assert.equal(resumed.code, 0, resumed.output);
      const again = readEvents(killed).filter((event) => event.type === 'run-started')[1]!;
      assert.deepEqual([again.resumedFromEpoch, again.resumedFromStep], [1, 0]);
      const [actual, expected] = [finalWeights(killed), finalWeights(undisturbed)];
      assert.ok(actual.model.equals(expected.model), 'the best model differs');
      assert.ok(actual.checkpoint.equals(expected.checkpoint), 'the last weights or the optimizer differ');
      assert.deepEqual(readSummary(killed).splits, readSummary(undisturbed).splits);
    });

  const taught = 'mixed faces, with a teacher of another network';
  /** What learning from a run that is trained first asks for. */
  const teaching = async () => {
    const teacher = await place.create({ ...settings, 'training.epochs': 1, 'model.type': 'lightCnn' });
    const { code, output } = await ended(start(teacher, twoThreads));
    assert.equal(code, 0, output);
    return { 'techniques.distillation': { from: { run: path.relative(place.folder, teacher) } } };
  };
  const twoThreads = { FEREXP_WASM_WORKERS: '2' };
  const everything = {
    'sharpness-aware, mixed and averaged': {
      'techniques.equalization': { method: 'clahe' },
      'techniques.randomErasing': { probability: 0.5 },
      'techniques.mixup': { alpha: 0.4 },
      'techniques.sam': { rho: 0.05 },
      'techniques.ema': { decay: 0.9 },
      'techniques.preciseBatchNorm': { images: 128 },
    },
    'branches left out at random': {
      'model.type': 'lightCnn',
      'techniques.stochasticDepth': { survival: 0.5 },
    },
    'weighed and relabelled': {
      'techniques.selfCure': { relabelFrom: 1, relabelMargin: 0.001 },
      'training.classWeights': 'balanced',
      'training.gradientAccumulation': 2,
    },
    [taught]: {
      'techniques.mixup': { alpha: 0.4 },
      'techniques.labelSmoothing': { epsilon: 0.1 },
    },
    'pasted, weighed and averaged over epochs, on one cycle': {
      'techniques.cutMix': { probability: 0.5 },
      'techniques.focalLoss': { gamma: 2 },
      'techniques.classBalancedLoss': { beta: 0.99 },
      'techniques.logitAdjustment': { tau: 1 },
      'techniques.swa': { start: 0, statistics: 128 },
      'training.schedule': { type: 'oneCycle' },
      'training.optimizer': { type: 'adamw', globalClipNorm: 1, decayBiasesAndNorms: false },
    },
  };
  // Each thread takes half of a batch; eight steps an epoch.
  const shared = { ...longer, 'training.batchSize': 32 };
  for (const [title, techniques] of Object.entries(everything)) {
    it(`resumes exactly with its techniques, on two threads: ${title}`, async () => {
      const chosen = { ...shared, ...techniques, ...(title === taught && (await teaching())) };
      const whole = await place.create(chosen);
      const undisturbed = await ended(start(whole, twoThreads));
      assert.equal(undisturbed.code, 0, undisturbed.output);

      const stopped = await place.create(chosen);
      const first = start(stopped, twoThreads);
      const end = ended(first);
      await told(stopped, /"batch","epoch":2,"step":[2-5],/, first);
      first.kill('SIGTERM');
      assert.equal((await end).code, 0);
      const position = readEvents(stopped).findLast((event) => event.type === 'checkpoint')!;
      assert.ok(position.epoch === 2 && position.step < 8, 'it stopped within the second epoch');

      const resumed = await ended(start(stopped, twoThreads));
      assert.equal(resumed.code, 0, resumed.output);
      const [actual, expected] = [finalWeights(stopped), finalWeights(whole)];
      assert.ok(actual.model.equals(expected.model), 'the best model differs');
      assert.ok(actual.checkpoint.equals(expected.checkpoint), 'weights, optimizer or average differ');
      assert.deepEqual(readSummary(stopped).splits, readSummary(whole).splits);
      const metrics = (directory: string) =>
        readEvents(directory).flatMap((event) =>
          event.type === 'epoch' ? [[event.validationLoss, event.lastStepValidationLoss]] : [],
        );
      assert.deepEqual(metrics(stopped), metrics(whole));
    }).timeout(240_000);
  }

  it('asked by SIGTERM finishes the batch, writes a checkpoint and ends with 0', async () => {
    const directory = await place.create({ ...settings, 'training.epochs': 500 });
    const runner = start(directory);
    const end = ended(runner);
    await told(directory, /"batch"/, runner);
    runner.kill('SIGTERM');
    const { code, output } = await end;
    assert.equal(code, 0, output);
    assert.equal(readSummary(directory).status, 'cancelled');
    const types = readEvents(directory).map(({ type }) => type);
    assert.deepEqual(types.slice(-2), ['checkpoint', 'run-ended']);
    assert.match(
      readFileSync(path.join(directory, runFiles.log), 'utf8'),
      /Engine wasm .*\n(.*\n)*Stopped as requested/,
    );
    assert.ok(!existsSync(path.join(directory, runFiles.lock)));
  });

  it('whose directory is deleted ends, and does not bring it back', async () => {
    const directory = await place.create({ ...settings, 'training.epochs': 500 });
    const runner = start(directory);
    const end = ended(runner);
    await told(directory, /"batch"/, runner);
    rmSync(directory, { recursive: true, maxRetries: 10 });
    const { code, output } = await end;
    assert.equal(code, 1, output);
    assert.match(output, /^Cannot write the checkpoint .*: there is no such file or folder\.$/m);
    assert.ok(!existsSync(directory));
  });

  it('started a second time says which process runs it, and disturbs nothing', async () => {
    const directory = await place.create({ ...settings, 'training.epochs': 500 });
    const runner = start(directory);
    const end = ended(runner);
    await told(directory, /"batch"/, runner);
    const second = await ended(start(directory));
    assert.equal(second.code, 1);
    assert.match(second.output, new RegExp(`already running: process ${runner.pid} `));
    writeFileSync(path.join(directory, runFiles.stop), '');
    const { code, output } = await end;
    assert.equal(code, 0, output);
    assert.equal(readSummary(directory).status, 'cancelled');
    assert.ok(!existsSync(path.join(directory, runFiles.stop)));
  });

  it('without a run directory tells how it is used', async () => {
    const { code, output } = await ended(startRunner(path.join(place.folder, 'nothing')));
    assert.equal(code, 2);
    assert.match(output, /Cannot read .*nothing.experiment\.json: there is no such file or folder/);
    assert.doesNotMatch(output, /\n\s+at /);
  });
});
