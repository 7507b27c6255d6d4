import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { RunFollower } from '../../results/runFollower';
import { EventWriter, type NewEvent } from '../../storage/run/events';
import { currentProcess } from '../../storage/machine/processIdentity';
import { fakeResolved, writeFakeRun } from '../fixtures/runs';
import { temporaryFolder } from '../storage/temporaryFolder';

const started: NewEvent = {
  type: 'run-started',
  engine: 'wasm',
  device: 'CPU',
  seed: 1,
  epochs: 10,
  stepsPerEpoch: 4,
  batchSize: 100,
  trainingExamples: 400,
  validationExamples: 100,
  testExamples: 200,
  parameters: 1000,
};
const batch = (epoch: number, step: number, loss = 1): NewEvent => ({
  type: 'batch',
  epoch,
  step,
  loss,
  accuracy: 0.5,
  learningRate: 0.001,
  imagesPerSecond: 100,
});
const epoch = (number: number, seconds = 4.5): NewEvent => ({
  type: 'epoch',
  epoch: number,
  loss: 1,
  accuracy: 0.5,
  validationLoss: 1,
  validationAccuracy: 0.5,
  learningRate: 0.001,
  seconds,
  imagesPerSecond: 100,
  residentBytes: 1e8,
  tensors: 10,
  tensorBytes: 1000,
  best: true,
});

describe('run follower', () => {
  const folder = temporaryFolder();
  let directory: string;
  let writer: EventWriter;
  beforeEach(async () => {
    directory = path.join(folder.path, 'fake', '2026-01-05-run');
    mkdirSync(directory, { recursive: true });
    writeFileSync(path.join(directory, 'experiment.json'), JSON.stringify(fakeResolved({ epochs: 10 })));
    writeFileSync(path.join(directory, 'lock.json'), JSON.stringify(currentProcess()));
    writer = await EventWriter.open(directory);
  });
  afterEach(() => writer.close());
  const write = (...events: NewEvent[]): void => events.forEach((event) => void writer.write(event));

  it('gives each point once, and nothing when nothing is new', async () => {
    const follower = new RunFollower(directory);
    const first = await follower.read();
    assert.equal(first?.header.state, 'running');
    assert.equal(await follower.read(), undefined);

    write(started, batch(1, 2));
    const second = await follower.read();
    assert.deepEqual(
      second?.batches.map(({ step }) => step),
      [2],
    );
    assert.equal(second?.header.epoch, 1);
    assert.equal(second?.header.stepsPerEpoch, 4);
    assert.equal(await follower.read(), undefined);

    write(batch(1, 4), epoch(1));
    const third = await follower.read();
    assert.deepEqual(
      third?.batches.map(({ step }) => step),
      [4],
    );
    assert.deepEqual(
      third?.epochs.map((point) => point.epoch),
      [1],
    );
    assert.equal(third?.reset, undefined);
    assert.equal(third?.header.residentBytes, 1e8);
    assert.deepEqual(
      follower.view().batches.map(({ step }) => step),
      [2, 4],
    );
    assert.equal('seq' in follower.view().epochs[0]!, false);
  });

  it('drops what a resume computed anew', async () => {
    const follower = new RunFollower(directory);
    write(started, batch(1, 2), batch(1, 4), epoch(1), batch(2, 2), batch(2, 4), epoch(2), batch(3, 2));
    await follower.read();
    write({ ...started, resumedFromEpoch: 1, resumedFromStep: 2 } as NewEvent, batch(2, 4, 7));
    const update = await follower.read();
    assert.deepEqual(update?.reset, { epoch: 1, step: 2 });
    assert.deepEqual(
      update?.batches.map(({ loss }) => loss),
      [7],
    );
    const view = follower.view();
    assert.deepEqual(
      view.epochs.map((point) => point.epoch),
      [1],
    );
    assert.deepEqual(
      view.batches.map((point) => [point.epoch, point.step, point.loss]),
      [
        [1, 2, 1],
        [1, 4, 1],
        [2, 2, 1],
        [2, 4, 7],
      ],
    );
  });

  it('gives the same curves however often it reads, over several resumes', async () => {
    const events = [
      started,
      batch(1, 4),
      epoch(1),
      batch(2, 4),
      epoch(2),
      { ...started, resumedFromEpoch: 1, resumedFromStep: 0 } as NewEvent,
      batch(2, 2),
      started,
      batch(1, 2),
      batch(1, 4),
      epoch(1),
    ];
    const often = new RunFollower(directory);
    const shown = { epochs: [] as number[], batches: [] as string[] };
    for (const event of events) {
      write(event);
      const update = await often.read();
      if (update?.reset) {
        const { reset } = update;
        shown.epochs = shown.epochs.filter((number) => number <= reset.epoch);
        shown.batches = shown.batches.filter((text) => {
          const [at, step] = text.split('/').map(Number);
          return at! <= reset.epoch || (at === reset.epoch + 1 && step! <= reset.step);
        });
      }
      shown.epochs.push(...(update?.epochs ?? []).map((point) => point.epoch));
      shown.batches.push(...(update?.batches ?? []).map((point) => `${point.epoch}/${point.step}`));
    }
    const once = new RunFollower(directory);
    await once.read();
    assert.deepEqual(often.view(), once.view());
    assert.deepEqual(shown.epochs, [1]);
    assert.deepEqual(shown.batches, ['1/2', '1/4']);
    assert.deepEqual(
      once.view().batches.map((point) => `${point.epoch}/${point.step}`),
      ['1/2', '1/4'],
    );
  });

  it('foresees the end from steps, then from epochs with validation', async () => {
    const follower = new RunFollower(directory);
    write(started);
    assert.equal((await follower.read())?.header.secondsLeft, undefined);
    // 100 images a second: an epoch trains 4 s; predicting is taken for three times as fast: validation 1/3 s.
    write(batch(1, 1));
    assert.equal((await follower.read())?.header.secondsLeft, undefined, 'the first step compiles');
    write(batch(1, 2));
    const afterStep = (await follower.read())?.header.secondsLeft;
    const evaluation = 700 / 300;
    assert.ok(Math.abs(afterStep! - (10 * (4 + 1 / 3) - 2 + evaluation)) < 1e-9, String(afterStep));
    // 4.5 s with validation: 0.5 s for 100 images, so 700 images take 3.5 s in the end.
    write(epoch(1));
    const afterEpoch = (await follower.read())?.header.secondsLeft;
    assert.ok(Math.abs(afterEpoch! - (9 * 4.5 + 3.5)) < 1e-9, String(afterEpoch));
    // Evaluated in turn: 400 training images are done, half of the 100 for validation, none of the 200 for testing.
    write(batch(10, 4), epoch(10), { type: 'phase', phase: 'evaluating', detail: 'train', done: 32, total: 400 });
    write({ type: 'evaluated', split: 'train', examples: 400, loss: 1, accuracy: 0.5, macroF1: 0.5 });
    write({ type: 'phase', phase: 'evaluating', detail: 'validation', done: 50, total: 100 });
    const atEnd = (await follower.read())?.header.secondsLeft;
    assert.ok(Math.abs(atEnd! - (0.25 + 1)) < 1e-9, String(atEnd));
    write({ type: 'phase', phase: 'saving' });
    assert.equal((await follower.read())?.header.secondsLeft, 0);
    write({ type: 'phase', phase: 'starting-engine' });
    assert.equal((await follower.read())?.header.secondsLeft, undefined);
  });

  it('does not take the rest of an epoch after a resume for a whole one', async () => {
    const follower = new RunFollower(directory);
    write({ ...started, resumedFromEpoch: 4, resumedFromStep: 3 } as NewEvent, batch(5, 4), epoch(5, 1), batch(6, 1));
    const update = await follower.read();
    assert.ok(update!.header.secondsLeft! > 5 * 4, String(update?.header.secondsLeft));
    const again = new RunFollower(directory);
    write({ ...started, resumedFromEpoch: 22, resumedFromStep: 2 } as NewEvent);
    assert.deepEqual(
      [(await again.read())?.header.epoch, again.view().header.step],
      [23, 2],
      'it stands in the epoch after',
    );
  });

  it('ends in place with the summary', async () => {
    const complete = writeFakeRun(folder.path, { testAccuracy: 0.8, runId: '2026-01-06-run' });
    const follower = new RunFollower(complete);
    const update = await follower.read();
    assert.equal(update?.header.state, 'completed');
    assert.equal(update?.summary?.splits['test']?.accuracy, 0.8);
    // statsmodels proportion_confint(560, 700, method="wilson").
    const [low, high] = update?.header.testInterval ?? [0, 0];
    assert.ok(Math.abs(low - 0.7687664) < 1e-6 && Math.abs(high - 0.8279588) < 1e-6, `${low} ${high}`);
    assert.equal(update?.environment?.engine, 'wasm');
    assert.equal(update?.header.secondsLeft, undefined);
    assert.equal(await follower.read(), undefined);
    assert.equal(follower.view().summary?.status, 'completed');
  });

  it('hides the summary of an earlier end while a resume runs', async () => {
    const resumed = writeFakeRun(folder.path, { state: 'cancelled', runId: '2026-01-07-run' });
    const follower = new RunFollower(resumed);
    assert.equal((await follower.read())?.summary?.status, 'cancelled');
    writeFileSync(path.join(resumed, 'lock.json'), JSON.stringify(currentProcess()));
    const update = await follower.read();
    assert.equal(update?.header.state, 'running');
    assert.equal(update?.summary, undefined);
  });

  it('tells a run that was killed before training from one that nobody started', async () => {
    writeFileSync(path.join(directory, 'lock.json'), JSON.stringify({ ...currentProcess(), processStart: 'gone' }));
    const follower = new RunFollower(directory);
    const never = await follower.read();
    assert.equal(never?.header.state, 'interrupted');
    assert.match(never?.header.message ?? '', /^It never started/);
    write({ type: 'run-ended', status: 'failed', message: 'broken' });
    assert.equal((await follower.read())?.header.state, 'failed');
    write({ type: 'phase', phase: 'loading-data' });
    const killed = await follower.read();
    assert.equal(killed?.header.state, 'interrupted');
    assert.match(killed?.header.message ?? '', /^Its process is gone/);
    assert.ok(killed?.header.startedAt);
  });

  it('thins long curves for the panel and keeps the newest point', async () => {
    const line = (step: number): string =>
      `${JSON.stringify({ seq: step, time: '2026-01-01T00:00:00.000Z', ...batch(1, step) })}\n`;
    const text = Array.from({ length: 12_001 }, (_, step) => line(step)).join('');
    appendFileSync(path.join(directory, 'events.jsonl'), text);
    const follower = new RunFollower(directory);
    await follower.read();
    const { batches } = follower.view();
    assert.ok(batches.length > 2000 && batches.length <= 5000, String(batches.length));
    assert.equal(batches.at(-1)?.step, 12_000);
  });

  it('says what is wrong with a run that cannot be read', async () => {
    writeFileSync(path.join(directory, 'experiment.json'), readFileSync(__filename).subarray(0, 10));
    const update = await new RunFollower(directory).read();
    assert.equal(update?.header.state, 'failed');
    assert.match(update?.header.message ?? '', /experiment\.json is not valid JSON/);
  });

  it('carries warnings once, and unknown events do no harm', async () => {
    write(started, { type: 'warning', message: 'leak' }, started, { type: 'warning', message: 'leak' });
    appendFileSync(path.join(directory, 'events.jsonl'), '{"seq":4,"time":"2031-01-01T00:00:00Z","type":"future"}\n');
    const update = await new RunFollower(directory).read();
    assert.deepEqual(update?.header.warnings, ['leak']);
  });

  it('says that the curves lack what its events lost, and shows the result of the whole', async () => {
    const directory = writeFakeRun(folder.path, { epochs: 6 });
    const file = path.join(directory, 'events.jsonl');
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    const half = lines.slice(
      0,
      lines.findIndex((line) => line.includes('"type":"epoch"') && line.includes('"epoch":3')) + 1,
    );
    writeFileSync(file, `${half.join('\n')}\nnot an event\n`);
    const follower = new RunFollower(directory);
    await follower.read();
    const { header, epochs, summary } = follower.view();
    assert.equal(epochs.length, 3);
    assert.equal(summary?.epochsRun, 6);
    assert.deepEqual(header.warnings, [
      '1 line of events.jsonl cannot be read.',
      'The curves lack 3 of 6 epochs: events.jsonl was damaged or cut short. The result covers the whole run.',
    ]);
    const whole = new RunFollower(writeFakeRun(folder.path, { repeat: 1, epochs: 6 }));
    await whole.read();
    assert.deepEqual(whole.view().header.warnings, []);
  });

  describe('how long it took', () => {
    const second = (seconds: number) => new Date(Date.UTC(2026, 0, 1, 10) + 1000 * seconds).toISOString();
    /** Times in seconds of the events of each process. */
    const follow = async (processes: readonly (readonly number[])[], ended = true) => {
      const directory = writeFakeRun(folder.path, { state: ended ? 'completed' : 'running' });
      const events = processes.flatMap((times) =>
        times.map((at, i) => ({
          time: second(at),
          ...(i === 0 ? { type: 'phase', phase: 'starting-engine' } : batch(1, i)),
        })),
      );
      const lines = events.map((event, seq) => JSON.stringify({ seq, ...event }));
      writeFileSync(path.join(directory, 'events.jsonl'), `${lines.join('\n')}\n`);
      const follower = new RunFollower(directory);
      await follower.read();
      return follower.view().header;
    };

    it('is the time in which a process worked on it, not that in which it lay still', async () => {
      assert.equal((await follow([[0, 10, 30]])).activeSeconds, 30);
      // Stopped after 30 s, resumed 94 s later, killed, resumed a day later.
      assert.equal(
        (
          await follow([
            [0, 30],
            [124, 150],
            [90_000, 90_020],
          ])
        ).activeSeconds,
        76,
      );
      assert.equal(
        (
          await follow([
            [0, 30],
            [124, 150],
          ])
        ).activeSince,
        undefined,
      );
    });

    it('goes on from when the current process began', async () => {
      const { activeSeconds, activeSince } = await follow(
        [
          [0, 30],
          [124, 150],
        ],
        false,
      );
      assert.deepEqual([activeSeconds, activeSince], [30, second(124)]);
    });
  });
});
