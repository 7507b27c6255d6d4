import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { installationFolder } from '../../runner/engine/tensorflow/directory';
import { type Measurement, measurementsFile } from '../../schemas/measurements';
import { runFiles } from '../../schemas/runDirectory';
import { dist, ferexp } from './command';
import { temporaryFolder } from './support';

const quick = {
  version: 1,
  name: 'quick',
  data: { source: 'synthetic', synthetic: { training: 70, test: 14 } },
  model: { type: 'smallCnn' },
  training: { epochs: 1, batchSize: 8 },
};

describe('ferexp bench and profile', () => {
  const folder = temporaryFolder();
  const engines = () => path.join(folder.path, 'engines');
  const run = (...args: readonly string[]) => ferexp(folder.path, args, { env: { FEREXP_ENGINE_DIR: engines() } });
  beforeEach(() => {
    assert.ok(existsSync(path.join(dist, 'runner.js')), 'run "npm run build" first');
    writeFileSync(path.join(folder.path, 'quick.ferexp.json'), JSON.stringify(quick));
  });

  it('measures the model of a file, keeps the figure, and a run then says how long it will take', async () => {
    const { code, out } = await run('bench', 'quick.ferexp.json', '--engine', 'wasm', '--json');
    assert.equal(code, 0);
    const report = JSON.parse(out) as {
      measurements: Measurement[];
      experiment: { runs: number; times: { seconds: number }[] };
      markdown: string;
    };
    const [measurement] = report.measurements;
    assert.deepEqual(
      [measurement?.engine, measurement?.model, measurement?.batchSize, report.measurements.length],
      ['wasm', 'smallCnn', 8, 1],
    );
    assert.equal(report.experiment.runs, 1);
    assert.ok(report.experiment.times[0]!.seconds > 0);
    assert.match(report.markdown, /^# Engines on this machine\n/);
    const kept = JSON.parse(readFileSync(path.join(engines(), measurementsFile), 'utf8')) as { measurements: object[] };
    assert.deepEqual(kept.measurements, report.measurements);
    const { code: ran, err } = await run('run', 'quick.ferexp.json');
    assert.equal(ran, 0);
    assert.match(err, /^About \d+ s on wasm by the last measurement\.$/m);
  });

  it('has auto take the engine that was measured faster, and the run says so', async () => {
    const own = engines();
    mkdirSync(own);
    symlinkSync(installationFolder(process.env['FEREXP_ENGINE_DIR']!), installationFolder(own), 'junction');
    const { out } = await run('bench', 'quick.ferexp.json', '--json');
    const { measurements } = JSON.parse(out) as { measurements: Measurement[] };
    assert.deepEqual(measurements.map(({ engine }) => engine).sort(), ['tensorflow', 'wasm']);
    for (const [faster, slower] of [
      ['wasm', 'tensorflow'],
      ['tensorflow', 'wasm'],
    ]) {
      // A base is measured whole, and "auto" does not go by that.
      const ofBase = measurements.map((one) => ({
        ...one,
        model: 'resnet50',
        training: one.engine === 'wasm' ? 9 : 8,
      }));
      const kept = [...measurements.map((one) => ({ ...one, training: one.engine === faster ? 500 : 400 })), ...ofBase];
      writeFileSync(path.join(own, measurementsFile), JSON.stringify({ version: 1, measurements: kept }));
      const { code, err } = await run('run', 'quick.ferexp.json', '--again');
      assert.equal(code, 0, err);
      const [newest] = JSON.parse((await run('list', '--json')).out) as [{ directory: string }];
      const environment = readFileSync(path.join(newest.directory, runFiles.environment), 'utf8');
      const { engine, engineReason } = JSON.parse(environment) as { engine: string; engineReason: string };
      assert.equal(engine, faster);
      assert.match(engineReason, new RegExp(`measured ${faster} at 1\\.25 times the speed of ${slower} with smallCnn`));
      const list = await run('engine', 'list');
      if (faster === 'wasm') {
        assert.match(list.out, /^wasm .*ready, used by "auto" for smallCnn in batches of 8: measured faster$/m);
      } else {
        assert.match(list.out, /^tensorflow .*ready, used by "auto"$/m);
        assert.match(list.out, /^wasm .*ready$/m);
      }
    }
  }).timeout(120_000);

  it('says no time before anything was measured or has run', async () => {
    const { err } = await run('run', 'quick.ferexp.json');
    assert.doesNotMatch(err, /about/i);
  });

  it('shows a step of the embedded engine by kernel', async () => {
    const { code, out } = await run('profile', 'quick.ferexp.json', '--engine', 'wasm');
    assert.equal(code, 0);
    assert.match(out, /^one training step of smallCnn with a batch of 8 on wasm, CPU, 1 thread/);
    assert.match(out, /Conv2DBackpropFilter +│ +5 │/);
    assert.match(out, /total +│ +│ +[\d.]+ │ 100\.0 %/);
  });

  it('refuses with 2 what it cannot measure, and keeps nothing', async () => {
    const cases: [string[], RegExp][] = [
      [
        ['bench', '--engine', 'tensorflow'],
        /error The engine "tensorflow" does not work here\. TensorFlow is not set up\./,
      ],
      [
        ['bench', 'quack.ferexp.json'],
        /error There is no experiment file .*quack\.ferexp\.json\.\n {2}Did you mean .*quick/,
      ],
      [['profile'], /error Nothing to profile was given\.\n {2}Give an experiment file, or a model with --model\./],
    ];
    for (const [args, message] of cases) {
      const { code, out, err } = await run(...args);
      assert.deepEqual([code, out], [2, ''], args.join(' '));
      assert.match(err, message);
    }
    writeFileSync(path.join(folder.path, 'quick.ferexp.json'), JSON.stringify({ ...quick, seed: -1 }));
    for (const command of ['bench', 'profile']) {
      const { code, err } = await run(command, 'quick.ferexp.json');
      assert.equal(code, 2);
      assert.match(err, /error seed must be a whole number.*[^]*error quick\.ferexp\.json cannot run: 1 error\./);
    }
    assert.equal(existsSync(path.join(engines(), measurementsFile)), false);
  });
});
