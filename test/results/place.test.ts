import assert from 'node:assert/strict';
import { neighboursOf, nextInQueue, runTitle, standWords } from '../../results/place';
import { queueOf } from '../../results/queue';
import { RunIndex, type RunRecord } from '../../results/runIndex';
import { type QueuePlace, writeQueuePlace } from '../../storage/queue';
import { type FakeRun, writeFakeRun } from '../fixtures/runs';
import { temporaryFolder } from '../storage/temporaryFolder';

describe('the place of a run', () => {
  const folder = temporaryFolder();

  async function recordsOf(...runs: readonly [FakeRun, Partial<QueuePlace>?][]): Promise<RunRecord[]> {
    for (const [index, [run, place]] of runs.entries()) {
      const directory = writeFakeRun(folder.path, { repeats: 1, variant: `v${index}`, ...run });
      const whole = { version: 1, queue: 'a', position: index + 1, total: runs.length, jobs: 1 } as const;
      await writeQueuePlace(directory, { ...whole, beside: false, needs: [], ...place });
    }
    const index = new RunIndex(folder.path);
    await index.refresh();
    return index.runs();
  }
  const directoryOf = (records: readonly RunRecord[], variant: string): string =>
    records.find(({ header }) => header.variant === variant)!.directory;

  it('counts in its own queue, and tells when all of that is done', async () => {
    const other = { queue: 'b', total: 2, beside: true };
    const records = await recordsOf(
      [{ state: 'completed' }, { total: 4 }],
      [{ state: 'running' }, { total: 4 }],
      [{ state: 'queued' }, { total: 4, position: 4 }],
      [{ state: 'queued' }, { total: 4, position: 3 }],
      [{ state: 'queued' }, { ...other, position: 1 }],
      [{ state: 'queued' }, { ...other, position: 2 }],
    );
    const left = records.find(({ header }) => header.variant === 'v1')!.header.secondsLeft!;
    const view = queueOf(records, (record) => (record.header.variant > 'v3' ? 7200 : 600 - left / 2));
    const words = (variant: string) => standWords(view, directoryOf(records, variant));
    assert.equal(words('v1'), 'Run 2 of 4, about 20 min left for all');
    assert.equal(words('v3'), 'Run 3 of 4, about 20 min left for all');
    assert.equal(words('v2'), 'Run 4 of 4, about 20 min left for all');
    assert.equal(words('v5'), 'Run 2 of 2, about 4 h left for all');
    assert.equal(words('v0'), undefined, 'it is done');
    assert.equal(nextInQueue(view, 'a')?.record.header.variant, 'v1');
    assert.equal(nextInQueue(view, 'c'), undefined);
  });

  it('promises no time where one run of the queue is not known, and says nothing of a run that is alone', async () => {
    const records = await recordsOf([{ state: 'queued' }, { total: 2 }], [{ state: 'queued' }, { total: 2 }]);
    const view = queueOf(records, ({ header }) => (header.variant === 'v0' ? 60 : undefined));
    assert.equal(standWords(view, directoryOf(records, 'v0')), 'Run 1 of 2');
    const alone = queueOf(
      records.map((record) => ({ ...record, queue: { ...record.queue!, total: 1 } })),
      () => 60,
    );
    assert.equal(standWords(alone, directoryOf(records, 'v0')), undefined);
  });

  it('links to the runs before and after, those that wait as they will run', async () => {
    const records = await recordsOf(
      [{ state: 'completed' }],
      [{ state: 'running' }],
      [{ state: 'queued' }, { position: 4 }],
      [{ state: 'queued' }, { position: 3 }],
    );
    const view = queueOf(records, () => 60);
    const about = (variant: string) => {
      const { before, after } = neighboursOf(records, view, directoryOf(records, variant));
      return [before?.label, after?.label];
    };
    assert.deepEqual(about('v0'), [undefined, 'v1, seed 1']);
    assert.deepEqual(about('v1'), ['v0, seed 1', 'v3, seed 1']);
    assert.deepEqual(about('v3'), ['v1, seed 1', 'v2, seed 1']);
    assert.deepEqual(about('v2'), ['v3, seed 1', undefined]);
    assert.match(neighboursOf(records, view, directoryOf(records, 'v1')).before!.status, /^done \d/);
    assert.deepEqual(neighboursOf(records, view, '/elsewhere'), {});
  });

  it('names each run of an experiment as no other', async () => {
    const once = await recordsOf([{ variant: 'base' }], [{ variant: 'flip' }]);
    assert.deepEqual(once.map((run) => runTitle(run, once, 'study')).sort(), ['study: base', 'study: flip']);
    const [first] = once;
    const later = { ...first!, createdAt: first!.createdAt + 61_000 };
    const seed = { ...first!, header: { ...first!.header, seed: 7 } };
    const all = [first!, later, seed];
    const titles = all.map((run) => runTitle(run, all, 'study'));
    assert.equal(new Set(titles).size, 3, titles.join('\n'));
    assert.match(titles[0]!, /^study: \w+, seed 1 \(\d+ \w+, \d\d:\d\d:\d\d\)$/);
    assert.match(titles[2]!, /, seed 7$/);
  });
});
