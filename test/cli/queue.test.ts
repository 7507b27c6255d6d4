import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { RunIndex } from '../../results/runIndex';
import { runQueue, type QueueOptions } from '../../cli/queue/queue';
import type { QueuedRun, Reporter, RunOutcome } from '../../cli/report/reporter';
import type { RunEvent } from '../../storage/run/events';
import { validateSummary } from '../../schemas/generated/validators.js';
import type { Turn } from '../../cli/queue/queueTurn';
import { swapQueuePlaces, writeQueuePlace } from '../../storage/queue';
import { UserError } from '../../schemas/userError';
import { recordsOf } from '../extension/runs/records';
import { writeFakeRun } from '../fixtures/runs';
import { fakeRunner, queuedRuns, temporaryFolder } from './support';

class Recorder implements Reporter {
  readonly lines: string[] = [];
  constructor(private readonly onEvent: (event: RunEvent) => void = () => undefined) {}
  begin(run: QueuedRun, position: number, total: number): void {
    this.lines.push(`begin ${run.resolved.variant} ${position}/${total}`);
  }
  event(event: RunEvent): void {
    this.lines.push(event.type);
    this.onEvent(event);
  }
  end(run: QueuedRun, { status }: RunOutcome): void {
    this.lines.push(`end ${run.resolved.variant} ${status}`);
  }
  note(text: string): void {
    this.lines.push(`note ${text}`);
  }
}

/** What comes of the fake runner's network, which gives one answer for all. */
const completed = { status: 'completed', testAccuracy: 0.5, besideGuessing: 'no better than guessing' };

const file = (run: QueuedRun | undefined, name: string) => path.join(run!.directory, name);

describe('runQueue', () => {
  const folder = temporaryFolder();
  const run = (runs: readonly QueuedRun[], options: Partial<QueueOptions> = {}) =>
    runQueue(runs, {
      runner: fakeRunner,
      environment: ({ resolved }) => Promise.resolve({ FAKE_ENGINE: resolved.engine }),
      reporter: new Recorder(),
      stop: { level: 0 },
      ...options,
    });

  /** What the editor shows of the only run. */
  async function showsAsFailed(message: string, remedy?: string): Promise<void> {
    const index = new RunIndex(path.join(folder.path, '.ferexp', 'runs'));
    await index.refresh();
    const [record] = index.runs();
    const { header } = record!;
    assert.deepEqual([header.state, header.message, header.remedy], ['failed', message, remedy]);
    assert.ok(validateSummary(record!.summary), JSON.stringify(validateSummary.errors));
  }

  it('runs one after another and follows what they write', async () => {
    const runs = await queuedRuns(folder.path, 'complete', 'complete');
    const reporter = new Recorder();
    assert.deepEqual(await run(runs, { reporter }), [completed, completed]);
    const events = ['phase', 'warning', 'run-ended'];
    const expected = ['begin v0 1/2', ...events, 'end v0 completed', 'begin v1 2/2', ...events, 'end v1 completed'];
    assert.deepEqual(reporter.lines, expected);
    assert.equal(readFileSync(file(runs[0], 'environment.txt'), 'utf8'), 'auto');
  });

  it('goes on after a failure and tells why', async () => {
    const outcomes = await run(await queuedRuns(folder.path, 'fail', 'refuse', 'complete'));
    assert.deepEqual(outcomes, [
      { status: 'failed', message: 'The data is gone.', remedy: 'Bring it back.' },
      { status: 'failed', message: 'The run is already running.' },
      completed,
    ]);
  });

  it('tells of an engine that does not work as of a failure', async () => {
    const [queued] = await queuedRuns(folder.path, 'complete');
    const environment = () => Promise.reject(new UserError('No such engine.', 'Set it up.'));
    assert.deepEqual(await run([queued!], { environment }), [
      { status: 'failed', message: 'No such engine.', remedy: 'Set it up.', badInput: true },
    ]);
    assert.equal(existsSync(file(queued, 'queued.json')), false);
    await showsAsFailed('No such engine.', 'Set it up.');
  });

  it('records a runner that cannot be launched as failed, with the reason', async () => {
    const [queued] = await queuedRuns(folder.path, 'complete');
    mkdirSync(file(queued, `.stderr-${process.pid}`));
    const [outcome] = await run([queued!]);
    assert.equal(outcome?.status, 'failed');
    assert.match(outcome.message!, /^Cannot write .*: it is a folder, not a file\.$/);
    await showsAsFailed(outcome.message!, outcome.remedy!);
  });

  it('records a runner that ends before it can say so as failed, with its words', async () => {
    await run(await queuedRuns(folder.path, 'mute'));
    await showsAsFailed('It cannot even begin.');
  });

  it('leaves no file of its own in the run directory', async () => {
    const [queued] = await queuedRuns(folder.path, 'complete');
    await run([queued!]);
    const expected = ['environment.txt', 'events.jsonl', 'experiment.json', 'summary.json'];
    assert.deepEqual(readdirSync(queued!.directory).sort(), expected);
  });

  it('keeps the last words of a process that is killed', async () => {
    const [queued] = await queuedRuns(folder.path, 'die');
    const [outcome] = await run([queued!]);
    assert.equal(outcome?.status, 'interrupted');
    assert.equal(outcome.message, 'Its process was killed (FATAL ERROR: out of memory).');
    assert.match(
      outcome.remedy!,
      /^Close other programs, or take a smaller batchSize in a new run\. Go on from the last checkpoint with: ferexp resume .*-v0-1-/,
    );
    assert.match(readFileSync(file(queued, 'log.txt'), 'utf8'), /last words:\nFATAL ERROR: out of memory/);
  });

  it('on the first wish stops the run and takes out those that wait', async () => {
    const runs = await queuedRuns(folder.path, 'wait', 'complete');
    const stop = { level: 0 };
    const reporter = new Recorder(() => (stop.level = 1));
    assert.deepEqual(await run(runs, { reporter, stop }), [
      { status: 'cancelled', message: 'Stopped as asked.' },
      { status: 'cancelled', message: 'Stopped before it began.' },
    ]);
    const summary: unknown = JSON.parse(readFileSync(file(runs[1], 'summary.json'), 'utf8'));
    assert.ok(validateSummary(summary), JSON.stringify(validateSummary.errors));
    assert.equal(existsSync(file(runs[1], 'queued.json')), false);
    assert.equal(existsSync(file(runs[1], 'events.jsonl')), false);
  });

  it('on the second wish ends the run at once', async () => {
    const stop = { level: 0 };
    const reporter = new Recorder(() => (stop.level = 2));
    const [outcome] = await run(await queuedRuns(folder.path, 'deaf'), { reporter, stop });
    assert.equal(outcome?.status, 'interrupted');
    assert.ok(reporter.lines.some((line) => line.startsWith('note Ending at once.')));
  });

  it('takes out a waiting run that is asked to stop while another runs', async () => {
    const runs = await queuedRuns(folder.path, 'wait', 'complete', 'complete');
    writeFileSync(file(runs[1], 'stop'), '');
    const recorder: Recorder = new Recorder();
    const reporter: Reporter = {
      begin: (...args) => recorder.begin(...args),
      event: (event) => recorder.event(event),
      end: (queued, outcome) => {
        recorder.end(queued, outcome);
        // Only now: the first must have seen the second taken out.
        if (queued === runs[1]) writeFileSync(file(runs[0], 'stop'), '');
      },
      note: (text) => recorder.note(text),
    };
    const outcomes = await run(runs, { reporter });
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['cancelled', 'cancelled', 'completed'],
    );
    const ends = recorder.lines.filter((line) => line.startsWith('end'));
    assert.deepEqual(ends, ['end v1 cancelled', 'end v0 cancelled', 'end v2 completed']);
    assert.equal(recorder.lines.includes('begin v1 2/3'), false);
  });

  it('runs several at a time, no more, and follows each', async () => {
    const runs = await queuedRuns(folder.path, 'wait', 'wait', 'complete');
    let going = 0;
    let most = 0;
    const begun: QueuedRun[] = [];
    const recorder = new Recorder();
    const reporter: Reporter = {
      begin(queued, ...place) {
        recorder.begin(queued, ...place);
        begun.push(queued);
        most = Math.max(most, ++going);
        // Only now: the first two must have gone on at the same time.
        if (begun.length === 2) for (const waiting of begun) writeFileSync(file(waiting, 'stop'), '');
      },
      event: (event, queued) => recorder.lines.push(`${queued.resolved.variant} ${event.type}`),
      end(queued, outcome) {
        going--;
        recorder.end(queued, outcome);
      },
      note: (text) => recorder.note(text),
    };
    const outcomes = await run(runs, { reporter, jobs: 2 });
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['cancelled', 'cancelled', 'completed'],
    );
    assert.equal(most, 2);
    for (const variant of ['v0', 'v1', 'v2']) assert.ok(recorder.lines.includes(`${variant} run-ended`), variant);
  });

  it('does not run what needs a run that failed, and says why; what needs that neither', async () => {
    const [failing, child, grandchild, other] = await queuedRuns(
      folder.path,
      'fail',
      'complete',
      'complete',
      'complete',
    );
    const runs = [
      failing!,
      { ...child!, needs: [failing!.directory] },
      { ...grandchild!, needs: [child!.directory] },
      { ...other! },
    ];
    const reporter = new Recorder();
    const [, second, third, fourth] = await run(runs, { reporter });
    assert.equal(second?.status, 'cancelled');
    assert.match(second.message!, /^Not run: it needs .*-v0-1-\w{4} first, which failed\.$/);
    assert.match(second.remedy!, /^Resume that run first: ferexp resume .*-v0-1-/);
    assert.match(third!.message!, /-v1-1-\w{4} first, which was stopped\.$/);
    assert.deepEqual(fourth, completed);
    assert.equal(
      reporter.lines.some((line) => line.startsWith('begin v1')),
      false,
    );
    const summary = JSON.parse(readFileSync(file(child, 'summary.json'), 'utf8')) as { message: string };
    assert.equal(summary.message, second.message);
  });

  it('waits for what a run needs although that is behind it', async () => {
    const [child, parent] = await queuedRuns(folder.path, 'complete', 'complete');
    const reporter = new Recorder();
    await run([{ ...child!, needs: [parent!.directory] }, parent!], { reporter, jobs: 2 });
    const places = reporter.lines.filter((line) => /^(begin|end)/.test(line));
    assert.deepEqual(places, ['begin v1 2/2', 'end v1 completed', 'begin v0 1/2', 'end v0 completed']);
  });

  it('goes by what a needed run of an earlier queue came to', async () => {
    const root = path.join(folder.path, '.ferexp', 'runs');
    const done = writeFakeRun(root, { state: 'completed' });
    const failed = writeFakeRun(root, { state: 'failed', variant: 'flip' });
    const [first, second] = await queuedRuns(folder.path, 'complete', 'complete');
    const outcomes = await run([
      { ...first!, needs: [done] },
      { ...second!, needs: [failed] },
    ]);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['completed', 'cancelled'],
    );
  });

  it('starts runs in the order that they were moved to', async () => {
    const runs = await queuedRuns(folder.path, 'wait', 'complete', 'complete');
    const place = { version: 1, queue: 'q', total: 3, jobs: 1, beside: false, needs: [] } as const;
    for (const [index, queued] of runs.entries()) {
      await writeQueuePlace(queued.directory, { ...place, position: index + 1 });
    }
    const recorder = new Recorder();
    let moved: Promise<void> | undefined;
    const reporter: Reporter = {
      begin: (...args) => recorder.begin(...args),
      event(event) {
        recorder.event(event);
        moved ??= swapQueuePlaces(runs[1]!.directory, runs[2]!.directory).then(() =>
          writeFileSync(file(runs[0], 'stop'), ''),
        );
      },
      end: (...args) => recorder.end(...args),
      note: (text) => recorder.note(text),
    };
    await run(runs, { reporter });
    const begun = recorder.lines.filter((line) => line.startsWith('begin'));
    assert.deepEqual(begun, ['begin v0 1/3', 'begin v2 3/3', 'begin v1 2/3']);
  });

  it('lets others go first, says so once, and still takes out what is stopped', async () => {
    const runs = await queuedRuns(folder.path, 'complete', 'complete');
    const [other] = await recordsOf({ state: 'queued' });
    let looks = 0;
    const reporter = new Recorder();
    const turn: Turn = {
      before() {
        looks++;
        if (looks === 2) writeFileSync(file(runs[0], 'stop'), '');
        return Promise.resolve(looks < 4 ? [other!] : []);
      },
    };
    const outcomes = await run(runs, { reporter, turn });
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['cancelled', 'completed'],
    );
    const notes = reporter.lines.filter((line) => line.startsWith('note'));
    assert.equal(notes.length, 1);
    assert.match(notes[0]!, /^note 1 run of another queue goes first/);
    assert.ok(reporter.lines.indexOf('end v0 cancelled') < reporter.lines.indexOf('begin v1 2/2'));
  });

  it('leaves the run alone when the process that started it is killed', async () => {
    const [queued] = await queuedRuns(folder.path, 'wait');
    const launch = path.resolve(__dirname, '../../cli/tasks/launch.ts');
    const program = `
      const { launchRunner } = require(${JSON.stringify(launch)});
      launchRunner(${JSON.stringify(fakeRunner)}, ${JSON.stringify(queued!.directory)}, {})
        .then(() => process.kill(process.pid, 'SIGKILL'));`;
    const coordinator = spawn(process.execPath, ['--require', 'tsx/cjs', '--eval', program]);
    const signal = await new Promise((resolve) => coordinator.once('exit', (_, ended) => resolve(ended)));
    assert.equal(signal, 'SIGKILL');
    writeFileSync(file(queued, 'stop'), '');
    const summary = file(queued, 'summary.json');
    const written = () => (existsSync(summary) ? readFileSync(summary, 'utf8') : '');
    const deadline = Date.now() + 10_000;
    while (!written().endsWith('}') && Date.now() < deadline) await wait(20);
    assert.match(written(), /"status":"cancelled"/);
  });
});
