import assert from 'node:assert/strict';
import path from 'node:path';
import { type BenchReport, benchMarkdown, benchTable } from '../../cli/report/benchReport';
import { profileText } from '../../cli/commands/profile';
import { subjectsOf } from '../../cli/find/subjects';
import { runTask } from '../../cli/tasks/taskProcess';
import { totalTime } from '../../cli/plan/totalTime';
import { UserError } from '../../schemas/userError';
import type { Speed } from '../../results/speeds';
import { measurement } from '../fixtures/measurement';
import { fakeResolved } from '../fixtures/runs';
import { recordingTerminal } from './support';
import type { Progress } from '../../runner/progress';

const fakeTask = path.join(__dirname, 'fakeTask.cjs');
const provider = {
  id: 'wasm',
  launchEnvironment: () => Promise.resolve({ FEREXP_TEST_MARKER: 'set' }),
} as const;
const model = { type: 'smallCnn', dropout: 0, l2: 0 } as const;
const ask = (batchSize: number, signal = new AbortController().signal, onProgress?: Progress) =>
  runTask(fakeTask, provider, { kind: 'bench', engine: 'wasm', model, batchSize }, signal, onProgress);

describe('the process that measures', () => {
  it('gets its task and the environment of the engine, and answers on its last line', async () => {
    const task = { kind: 'bench', engine: 'wasm', model, batchSize: 1 };
    assert.deepEqual(await ask(1), { flag: '--task', task, marker: 'set' });
  });

  it('says why it failed', async () => {
    await assert.rejects(ask(2), (error) => {
      assert.ok(error instanceof UserError);
      assert.deepEqual(
        [error.message, error.remedy, error.exitCode],
        ['The batch does not fit.', 'Take a smaller one.', 2],
      );
      return true;
    });
  });

  it('tells how far it is', async () => {
    const told: Parameters<Progress>[0][] = [];
    assert.equal(await ask(5, undefined, (progress) => told.push(progress)), 'done');
    assert.deepEqual(told, [{ detail: 'Half', done: 1, total: 2 }]);
  });

  it('is told about with its last words when it dies', async () => {
    await assert.rejects(ask(3), { name: 'UserError', message: 'Its process ended with 9: out of memory.' });
  });

  it('ends when it is no longer wanted', async () => {
    const cancel = new AbortController();
    const asked = ask(4, cancel.signal);
    cancel.abort();
    await assert.rejects(asked, { name: 'AbortError' });
  });
});

describe('what is measured', () => {
  it('is every model that is quick, with the default batch size, where nothing is given', () => {
    const found = subjectsOf([], {}).map((subject) => [subject.model.type, subject.batchSize]);
    assert.deepEqual(found, [
      ['customCnn', 128],
      ['smallCnn', 128],
      ['lightCnn', 128],
    ]);
  });

  it('is each width of one network', () => {
    const runs = [16, 32, 16].map((width) => fakeResolved({ model: { type: 'resnet18', width } }));
    const widths = subjectsOf(runs, {}).map(({ model: { type, ...others } }) => [type, others]);
    assert.deepEqual(
      widths,
      [16, 32].map((width) => ['resnet18', { dropout: 0, l2: 0, width }]),
    );
  });

  it('is each model and batch size of the runs once, narrowed by what is given', () => {
    const runs = [
      fakeResolved({ training: { batchSize: 64 } }),
      fakeResolved({ repeat: 1, training: { batchSize: 64 } }),
      fakeResolved({ variant: 'big', model: { type: 'customCnn' }, training: { batchSize: 32 } }),
    ];
    const small = runs[0]!.model.type;
    const pairs = (options: Parameters<typeof subjectsOf>[1]) =>
      subjectsOf(runs, options).map((subject) => `${subject.model.type} ${subject.batchSize}`);
    assert.deepEqual(pairs({}), [...new Set([`${small} 64`, 'customCnn 32'])]);
    assert.deepEqual(
      pairs({ batchSize: [8, 16] }),
      [...new Set([small, 'customCnn'])].flatMap((m) => [`${m} 8`, `${m} 16`]),
    );
    assert.ok(pairs({ model: ['customCnn'] }).every((pair) => pair.startsWith('customCnn ')));
  });
});

describe('time of an experiment', () => {
  const speed: Speed = {
    ...{ engine: 'wasm', model: fakeResolved().model.type, batchSize: 128, training: 100, source: 'run' },
    date: '2026-01-01T00:00:00.000Z',
  };
  const runs = [0, 1, 2].map((repeat) => fakeResolved({ repeat, epochs: 5 }));

  it('is the sum over its runs', () => {
    const images = runs[0]!.data.synthetic!.training * (1 - 0.2);
    assert.deepEqual(
      totalTime(runs, [speed], [], () => 'wasm'),
      { seconds: (3 * 5 * images) / 100, speed },
    );
  });

  it('is unknown without a speed or without the number of images', () => {
    assert.equal(
      totalTime(runs, [], [], () => 'wasm'),
      undefined,
    );
    assert.equal(
      totalTime(runs, [speed], [], () => 'tensorflow'),
      undefined,
    );
    const { labels, validation, test, fraction } = runs[0]!.data;
    const data = { source: 'mine.csv', labels, validation, test, fraction };
    assert.equal(
      totalTime([{ ...runs[0]!, data }], [speed], [], () => 'wasm'),
      undefined,
    );
  });
});

describe('what bench says', () => {
  const machine = { cpu: 'Example 9000', processors: 8 };
  const measured = (engine: string, training: number) => measurement(engine, 'smallCnn', 128, training);
  const report: BenchReport = {
    machine,
    measurements: [measured('wasm', 500), measured('tensorflow', 1000)],
    failures: [],
    missing: [],
    auto: [{ engine: 'tensorflow', model: 'smallCnn', batchSize: 128 }],
  };

  it('the fastest engine first, and the others as a share of it', () => {
    const lines = benchMarkdown(report)
      .split('\n')
      .filter((line) => line.includes('smallCnn |'));
    assert.deepEqual(lines, [
      '| smallCnn | 128 | tensorflow | 1,000 | 4,000 | 1.00 |',
      '| smallCnn | 128 | wasm | 500 | 4,000 | 0.50 |',
    ]);
    const table = benchTable(report, recordingTerminal());
    assert.ok(table.indexOf('tensorflow') < table.indexOf('wasm'));
    assert.match(table, /"auto" takes tensorflow for smallCnn in batches of 128: measured faster here\.$/);
  });

  it('where "auto" takes the slower one', () => {
    const text = benchMarkdown({ ...report, measurements: [measured('wasm', 1200), measured('tensorflow', 1000)] });
    assert.match(text, /takes tensorflow for smallCnn in batches of 128; "engine": "wasm" was measured faster here\./);
  });

  it('what it means for the experiment, what failed and what is missing', () => {
    const text = benchMarkdown({
      ...report,
      measurements: [measured('wasm', 500)],
      failures: [{ engine: 'tensorflow', model: 'smallCnn', batchSize: 128, reason: 'It broke.' }],
      missing: [{ engine: 'other', reason: 'Not set up.' }],
      experiment: { file: '/w/flip.ferexp.json', runs: 6, times: [{ engine: 'wasm', seconds: 1500, words: '25 min' }] },
    });
    assert.match(text, /- flip\.ferexp\.json, 6 runs: about 25 min on wasm\./);
    assert.match(text, /- tensorflow failed with smallCnn and batches of 128: It broke\./);
    assert.match(text, /- other was not measured: Not set up\./);
  });

  it('no time where the size of the data is not known', () => {
    const experiment = { file: '/w/mine.ferexp.json', runs: 1, times: [{ engine: 'wasm' }] };
    assert.match(benchMarkdown({ ...report, experiment }), /mine\.ferexp\.json, 1 run: how many images .* no estimate/);
  });
});

describe('what profile says', () => {
  it('a line a kernel, the rest, the total and how watching distorts', () => {
    const kernels = [{ kernel: 'Conv2D', callsPerStep: 4, millisecondsPerStep: 15, share: 0.75 }];
    const text = profileText({
      engine: { id: 'wasm', backend: '', backendVersion: '', device: '', features: [], threads: 1 },
      profile: { kernels, steps: 5, millisecondsPerStep: 20, otherMilliseconds: 5, undisturbedMilliseconds: 18 },
    });
    const cells = text.split('\n').map((line) =>
      line
        .split('│')
        .map((cell) => cell.trim())
        .filter(Boolean),
    );
    assert.deepEqual(
      cells.filter(({ length }) => length > 1),
      [
        ['kernel', 'calls', 'ms/step', 'share'],
        ['Conv2D', '4', '15.00', '75.0 %'],
        ['outside of kernels', '5.00', '25.0 %'],
        ['total', '20.00', '100.0 %'],
      ],
    );
    assert.match(text, /waits for each of the 4 calls.*18\.0 ms without the profiler and 20\.0 ms with it/);
    assert.match(text, /one thread computes the whole step/);
  });
});
