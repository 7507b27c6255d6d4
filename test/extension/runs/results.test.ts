import '../vscodeStub';
import assert from 'node:assert/strict';
import { resultInWords } from '../../../results/variantResult';
import { outcomeOf, type Launch, withItsRuns } from '../../../extension/runs/launches';
import { queueOf } from '../../../results/queue';
import { progressInWords, statusInWords } from '../../../extension/runs/statusBar';
import { recordsOf } from './records';

describe('the last result of a variant', () => {
  it('is the mean over completed runs with their range', async () => {
    const accuracies = [0.6, 0.62, 0.64];
    const runs = await recordsOf(
      ...accuracies.map((testAccuracy, repeat) => ({ testAccuracy, repeat, testExamples: 100 })),
    );
    assert.equal(resultInWords(runs), '62.0 %, 3 runs: 60.0 to 64.0 %');
  });

  it('leaves out runs of other settings and runs that did not complete', async () => {
    const runs = await recordsOf(
      { repeat: 0, testAccuracy: 0.2, testExamples: 100, training: { batchSize: 64 } },
      { repeat: 1, testAccuracy: 0.7, testExamples: 100 },
      { repeat: 2, state: 'failed' },
    );
    assert.equal(resultInWords(runs), '70.0 %, 1 run');
  });

  it('counts a seed once, with its newest run', async () => {
    const runs = await recordsOf(
      { repeat: 0, testAccuracy: 0.2, testExamples: 100 },
      { repeat: 0, testAccuracy: 0.6, testExamples: 100, startedAt: '2026-01-02T10:00:00.000Z' },
      { repeat: 1, testAccuracy: 0.6, testExamples: 100 },
    );
    assert.equal(resultInWords(runs), '60.0 %, 2 runs');
  });

  it('is how the newest run stands where none has completed', async () => {
    assert.equal(resultInWords(await recordsOf({ state: 'running', epochs: 4 }))?.startsWith('running'), true);
    assert.equal(resultInWords([]), undefined);
  });
});

describe('how a launch ended', () => {
  const launch: Launch = {
    pid: 1,
    target: '/project/fake.ferexp.json',
    name: 'fake',
    startedAt: '2026-01-01T10:00:00.000Z',
    log: '/log',
    earlier: [],
  };

  it('counts what completed', async () => {
    const outcome = outcomeOf(launch, await recordsOf({ repeat: 0 }, { repeat: 1 }), undefined);
    assert.deepEqual([outcome.kind, outcome.message], ['completed', 'fake is done: 2 runs.']);
  });

  it('tells a failure first, with its remedy', async () => {
    const records = await recordsOf(
      { repeat: 0 },
      { repeat: 1, state: 'failed', message: 'No space left on the disk.', remedy: 'Free some.' },
    );
    const outcome = outcomeOf(launch, records, undefined);
    assert.equal(outcome.kind, 'failed');
    assert.equal(outcome.message, 'fake, base: No space left on the disk. Free some.');
  });

  it('says nothing failed when the person stopped it', async () => {
    assert.equal(outcomeOf(launch, await recordsOf({ state: 'cancelled' }), undefined).kind, 'cancelled');
  });

  it('says nothing of runs that another process goes on with', async () => {
    const resumed = await recordsOf({ variant: 'flip', state: 'queued' }, { repeat: 0 });
    const outcome = outcomeOf(launch, resumed, undefined);
    assert.deepEqual([outcome.kind, outcome.message], ['completed', 'fake is done: 1 run.']);
    assert.equal(outcomeOf(launch, await recordsOf({ state: 'running' }), undefined).kind, 'elsewhere');
  });

  it('counts its own runs, not those of a later launch of the file', async () => {
    const first = (await recordsOf({ repeat: 0 })).map((record) => ({
      ...record,
      resolved: { ...record.resolved, file: launch.target },
    }));
    const later: Launch = { ...launch, pid: 2, earlier: first.map(({ directory }) => directory) };
    const known = withItsRuns(launch, later, first);
    assert.deepEqual(known.directories, later.earlier);
    assert.equal(withItsRuns({ ...launch, target: '/other' }, later, first).directories, undefined);
  });

  it('quotes the log when it ended before it made a run', async () => {
    const earlier = await recordsOf({ repeat: 0 });
    const outcome = outcomeOf({ ...launch, earlier: [earlier[0]!.directory] }, earlier, 'The disk is full.');
    assert.deepEqual([outcome.kind, outcome.message], ['nothing', 'fake did not start. The disk is full.']);
  });
});

describe('the status bar', () => {
  it('says variant, epoch and accuracy of what runs, and in the tooltip what waits', async () => {
    const records = await recordsOf(
      { variant: 'flip', state: 'running', epochs: 30, epochsRun: 12 },
      { variant: 'shear', state: 'queued' },
    );
    const headers = records.map(({ header }) => header);
    const status = statusInWords(headers, 0.6123);
    assert.match(status?.text ?? '', /^\$\(sync\) flip 1[23]\/30 · 61\.2 %$/);
    assert.match(status?.tooltip ?? '', /fake: shear queued/);
  });

  it('says of several runs where they have come to and how long they take', async () => {
    const records = await recordsOf(
      { variant: 'flip', state: 'running', epochs: 30, epochsRun: 3 },
      { variant: 'shear', state: 'queued' },
    );
    const headers = records.map(({ header }) => header);
    const several = { entries: queueOf(records, () => 60).entries, total: 12, ended: 1, secondsLeft: 7200 };
    const status = statusInWords(headers, 0.6123, several);
    assert.match(status?.text ?? '', /^\$\(sync\) 2 of 12 · flip [34]\/30 · about 2 h left$/);
    const one = queueOf(
      records.filter(({ header }) => header.state === 'running'),
      () => undefined,
    );
    assert.match(
      statusInWords(headers, 0.6123, one)?.text ?? '',
      /^\$\(sync\) flip [34]\/30 · 61\.2 % · about .* left$/,
    );
  });

  it('is hidden when nothing runs', () => {
    assert.equal(statusInWords([]), undefined);
  });

  it('says what happens before the first epoch', async () => {
    const [record] = await recordsOf({ state: 'running' });
    const header = { ...record!.header, phase: { phase: 'loading-data' as const } };
    assert.equal(progressInWords(header), 'base loading data');
  });
});
