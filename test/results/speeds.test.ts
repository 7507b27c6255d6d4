import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseExperiment } from '../../experiment/parse';
import { resolveRuns } from '../../experiment/resolve';
import { RunIndex } from '../../results/runIndex';
import { runSpeeds, type Speed, speedFor } from '../../results/speeds';
import { teacherNetworks } from '../../results/teacherNetwork';
import { type FakeRun, fakeResolved, writeFakeRun } from '../fixtures/runs';
import { temporaryFolder } from '../storage/temporaryFolder';

const measured = (engine: string, batchSize: number, changes: Partial<Speed> = {}): Speed => ({
  ...{ engine, batchSize, model: 'customCnn', training: 100, inference: 300, source: 'measurement' },
  date: '2026-01-01T10:00:00.000Z',
  ...changes,
});

describe('the speed for a run', () => {
  const run = fakeResolved({ model: { type: 'customCnn' }, training: { batchSize: 64 } });

  it('is of the same engine and model, or none', () => {
    assert.equal(speedFor([], run, 'wasm'), undefined);
    assert.equal(speedFor([measured('tensorflow', 64)], run, 'wasm'), undefined);
    assert.equal(speedFor([measured('wasm', 64, { model: 'smallCnn' })], run, 'wasm'), undefined);
    assert.equal(speedFor([measured('wasm', 64)], run, 'wasm')?.training, 100);
  });

  it('is of the same width', () => {
    const narrow = fakeResolved({ model: { type: 'resnet18', width: 16 }, training: { batchSize: 64 } });
    const [wide, same] = ['resnet18', 'resnet18 of width 16'].map((model) => measured('wasm', 64, { model }));
    assert.equal(speedFor([wide!], narrow, 'wasm'), undefined);
    assert.equal(speedFor([wide!, same!], narrow, 'wasm'), same);
    const published = fakeResolved({ model: { type: 'resnet18' }, training: { batchSize: 64 } });
    assert.equal(speedFor([wide!, same!], published, 'wasm'), wide);
  });

  it('has the nearest batch size, by ratio', () => {
    const speeds = [measured('wasm', 16), measured('wasm', 128), measured('wasm', 1024)];
    assert.equal(speedFor(speeds, run, 'wasm')?.batchSize, 128);
  });

  it('is the newest where batch sizes tie', () => {
    const newer = measured('wasm', 64, { date: '2026-02-01T00:00:00.000Z', source: 'run' });
    assert.equal(speedFor([measured('wasm', 64), newer], run, 'wasm'), newer);
    assert.equal(speedFor([newer, measured('wasm', 64)], run, 'wasm'), newer);
  });
});

describe('the speed for a run with a teacher', () => {
  const run = fakeResolved({ model: { type: 'customCnn' }, training: { batchSize: 64 } });
  const teacher = fakeResolved({ model: { type: 'resnet18' } }).model;

  it('has that of the teacher’s answers on the same engine: as measured, or a third of a step where a run was timed', () => {
    const large = measured('wasm', 32, { model: 'resnet18', training: 20, inference: 70 });
    const other = measured('tensorflow', 64, { model: 'resnet18', training: 40, inference: 140 });
    assert.equal(speedFor([measured('wasm', 64), other, large], run, 'wasm', teacher)?.answering, 70);
    const byRun: Speed = {
      ...{ engine: 'wasm', model: 'resnet18', batchSize: 32, training: 20 },
      source: 'run',
      date: large.date,
    };
    assert.equal(speedFor([measured('wasm', 64), byRun], run, 'wasm', teacher)?.answering, 60);
    assert.equal(speedFor([measured('wasm', 64), other], run, 'wasm', teacher)?.answering, undefined);
    assert.equal(speedFor([measured('wasm', 64), large], run, 'wasm')?.answering, undefined);
  });

  it('is that of a run with a teacher, which includes its answers, and never counts for a run without', () => {
    const taught = measured('wasm', 128, { source: 'run', taught: true, training: 60 });
    const all = [measured('wasm', 64), taught, measured('wasm', 64, { model: 'resnet18' })];
    assert.equal(speedFor(all, run, 'wasm', teacher), taught);
    assert.equal(speedFor(all, run, 'wasm'), all[0]);
    assert.equal(speedFor([taught], run, 'wasm'), undefined);
  });
});

describe('the network that a run learns from', () => {
  it('is that of the variant or of the run that it names', () => {
    const experiment = (name: string, type: string, more: object = {}) =>
      JSON.stringify({
        version: 1,
        name,
        data: { source: 'synthetic' },
        model: { type },
        training: { epochs: 1 },
        ...more,
      });
    const learning = (from: object) => ({ techniques: { distillation: { from } } });
    const folder = path.resolve('/p');
    const texts = new Map([
      [path.join(folder, 'large.ferexp.json'), experiment('large', 'resnet18')],
      [path.join(folder, 'runs', 'r', 'experiment.json'), JSON.stringify(fakeResolved({ model: { type: 'vggFer' } }))],
    ]);
    const of = (from?: object) => {
      const text = experiment('small', 'smallCnn', from && learning(from));
      const file = path.join(folder, 'small.ferexp.json');
      const [run] = resolveRuns(parseExperiment(text).file!, { path: file });
      return teacherNetworks((name) => (name === file ? text : texts.get(name)))(run!)?.type;
    };
    assert.deepEqual(
      [of({ experiment: 'large.ferexp.json' }), of({ run: 'runs/r' }), of({ run: 'runs/gone' }), of()],
      ['resnet18', 'vggFer', undefined, undefined],
    );
  });
});

describe('speeds of runs', () => {
  const folder = temporaryFolder();
  const records = async (...runs: readonly FakeRun[]) => {
    for (const run of runs) writeFakeRun(folder.path, run);
    const index = new RunIndex(folder.path);
    await index.refresh();
    return index.runs();
  };

  it('are images of all epochs over the time of training, of the newest completed run', async () => {
    const found = await records(
      { repeat: 0, engine: 'wasm' },
      { repeat: 1, engine: 'wasm' },
      { repeat: 2, state: 'cancelled', engine: 'wasm' },
    );
    const { cpu } = environmentOf(found[0]!.directory);
    const speeds = await runSpeeds(found, { cpu, processors: 1 });
    const newest = found.find(({ header }) => header.state === 'completed')!;
    const { trainingSeconds = NaN, epochsRun = NaN, splits, endedAt } = newest.summary!;
    assert.equal(speeds.length, 1);
    assert.equal(speeds[0]?.training, (epochsRun * splits['train']!.examples) / trainingSeconds);
    const read = (name: string) => readFileSync(path.join(newest.directory, name), 'utf8').trim().split('\n');
    const times = read('events.jsonl').map((line) => Date.parse((JSON.parse(line) as { time: string }).time));
    const whole = (times.at(-1)! - times[0]!) / 1000;
    assert.ok(whole > trainingSeconds, `${whole}`);
    assert.ok(
      Math.abs(speeds[0]!.overheadSeconds! - (whole - trainingSeconds)) < 1e-9,
      String(speeds[0]?.overheadSeconds),
    );
    assert.deepEqual([speeds[0]?.source, speeds[0]?.date, speeds[0]?.inference], ['run', endedAt, undefined]);
  });

  it('are of this processor only', async () => {
    assert.deepEqual(await runSpeeds(await records({}), { cpu: 'Example 9001', processors: 1 }), []);
  });

  it('leave out a run whose environment cannot be read', async () => {
    const [record] = await records({});
    const { cpu } = environmentOf(record!.directory);
    writeFileSync(path.join(record!.directory, 'environment.json'), '{');
    assert.deepEqual(await runSpeeds([record!], { cpu, processors: 1 }), []);
  });
});

function environmentOf(directory: string): { cpu: string } {
  return JSON.parse(readFileSync(path.join(directory, 'environment.json'), 'utf8')) as { cpu: string };
}
