import assert from 'node:assert/strict';
import path from 'node:path';
import { entryWords, expectedFrom, leftRuns, leftWords, placeWords, queueOf } from '../../results/queue';
import { RunIndex, type RunRecord } from '../../results/runIndex';
import type { QueuePlace } from '../../storage/queue';
import { newQueueId, readQueuePlace, swapQueuePlaces, writeQueuePlace } from '../../storage/queue';
import { type FakeRun, writeFakeRun } from '../fixtures/runs';
import { temporaryFolder } from '../storage/temporaryFolder';

const minute = 60;

describe('queueOf', () => {
  const folder = temporaryFolder();

  /** Runs with their places, as the index reads them. */
  async function recordsOf(...runs: readonly [FakeRun, Partial<QueuePlace>?][]): Promise<RunRecord[]> {
    for (const [index, [run, place]] of runs.entries()) {
      const directory = writeFakeRun(folder.path, { repeats: 1, variant: `v${index}`, ...run });
      if (place === undefined) continue;
      const whole = { version: 1, queue: 'a', position: index + 1, total: runs.length, jobs: 1 } as const;
      await writeQueuePlace(directory, { ...whole, beside: false, needs: [], ...place });
    }
    const index = new RunIndex(folder.path);
    await index.refresh();
    return index.runs();
  }
  const about = ({ entries }: ReturnType<typeof queueOf>) =>
    entries.map(({ record, state, startsIn, endsIn }) => [record.header.variant, state, startsIn, endsIn]);

  it('tells what runs, what is next and when each will be done', async () => {
    const records = await recordsOf(
      [{ state: 'completed' }, {}],
      [{ state: 'queued' }, { position: 3 }],
      [{ state: 'running' }, { position: 2 }],
      [{ state: 'failed' }, {}],
      [{ state: 'queued' }, { position: 4 }],
    );
    const running = records.find(({ header }) => header.state === 'running')!.header.secondsLeft!;
    assert.ok(running > 0);
    const view = queueOf(records, () => 10 * minute);
    assert.deepEqual(about(view), [
      ['v2', 'running', 0, running],
      ['v1', 'waiting', running, running + 600],
      ['v4', 'waiting', running + 600, running + 1200],
    ]);
    assert.deepEqual([view.total, view.ended, view.secondsLeft], [5, 2, running + 1200]);
    assert.equal(placeWords(view), '3 of 5');
    assert.equal(leftWords(view), 'about 20 min left');
  });

  it('lets several at a time share the machine', async () => {
    const two = { jobs: 2 };
    const records = await recordsOf([{ state: 'queued' }, two], [{ state: 'queued' }, two], [{ state: 'queued' }, two]);
    assert.deepEqual(about(queueOf(records, () => minute)), [
      ['v0', 'waiting', 0, 120],
      ['v1', 'waiting', 0, 120],
      ['v2', 'waiting', 120, 240],
    ]);
  });

  it('puts a later queue behind, and one that runs beside at once', async () => {
    const records = await recordsOf(
      [{ state: 'queued' }, { queue: 'b', position: 1, total: 1 }],
      [{ state: 'queued' }, { queue: 'a', position: 2, total: 2 }],
      [{ state: 'queued' }, { queue: 'a', position: 1, total: 2 }],
      [{ state: 'queued' }, { queue: 'c', position: 1, total: 1, beside: true }],
    );
    const view = queueOf(records, () => minute);
    assert.deepEqual(about(view), [
      ['v2', 'waiting', 0, 60],
      ['v1', 'waiting', 60, 120],
      ['v0', 'waiting', 120, 180],
      ['v3', 'waiting', 0, 60],
    ]);
    assert.deepEqual([view.total, view.secondsLeft], [4, 180]);
  });

  it('tells nothing of what comes after a run whose time is not known', async () => {
    const records = await recordsOf([{ state: 'queued' }, {}], [{ state: 'queued' }, {}]);
    const view = queueOf(records, ({ header }) => (header.variant === 'v0' ? undefined : minute));
    assert.deepEqual(about(view), [
      ['v0', 'waiting', 0, undefined],
      ['v1', 'waiting', undefined, undefined],
    ]);
    assert.equal(view.secondsLeft, undefined);
    assert.equal(leftWords(view), undefined);
  });

  it('takes off what an unseen running epoch has taken already', async () => {
    const startedAt = '2026-01-01T10:00:00.000Z';
    const records = await recordsOf([{ state: 'running', epochsRun: 0, startedAt }, {}]);
    const header = { ...records[0]!.header };
    delete header.secondsLeft;
    const [record] = [{ ...records[0]!, header }];
    const seconds = (of: RunRecord, now: number) => queueOf([of], () => 10 * minute, now).entries[0]!.seconds;
    assert.equal(seconds(record, Date.parse(startedAt) + 4 * minute * 1000), 6 * minute);
    // One that lay still for a day after two minutes, and has gone on for one.
    const resumed = { ...header, activeSeconds: 2 * minute, activeSince: '2026-01-02T10:02:00.000Z' };
    assert.equal(seconds({ ...record, header: resumed }, Date.parse('2026-01-02T10:03:00.000Z')), 7 * minute);
    // One that has done 20 of 200 epochs in 32 s takes no 10 minutes less 32 s.
    const far = { ...resumed, activeSeconds: 32, epoch: 21, epochs: 200 };
    assert.equal(seconds({ ...record, header: far }, Date.parse('2026-01-02T10:03:00.000Z')), (32 / 20) * 180);
  });

  it('keeps in order what a queue left over, and nothing that failed, is done or was run anew', async () => {
    const records = await recordsOf(
      [{ state: 'interrupted' }, { position: 2 }],
      [{ state: 'cancelled' }, { position: 1 }],
      [{ state: 'failed' }, { position: 3 }],
      [{ state: 'completed' }, { position: 4 }],
      [{ state: 'cancelled', variant: 'taken-out' }],
      [{ state: 'cancelled', variant: 'anew', startedAt: '2026-01-01T10:00:00.000Z' }, { position: 5 }],
      [{ state: 'completed', variant: 'anew', startedAt: '2026-01-02T10:00:00.000Z' }, { queue: 'b' }],
    );
    assert.deepEqual(
      leftRuns(records).map(({ header }) => header.variant),
      ['v1', 'v0'],
    );
    const view = queueOf(records, () => minute);
    assert.deepEqual([view.total, view.ended, placeWords(view)], [0, 0, undefined]);
    assert.deepEqual(view.entries.map(entryWords), ['stopped', 'interrupted']);
  });

  it('tells from what runs now how long what comes after it takes', async () => {
    const records = await recordsOf(
      [{ state: 'running', epochs: 10, epochsRun: 4 }, {}],
      [{ state: 'queued', epochs: 20 }, {}],
    );
    const { header } = records.find((record) => record.header.state === 'running')!;
    const epochsLeft = 10 - (header.epoch! - 1) - header.step! / header.stepsPerEpoch!;
    const [running, waiting] = queueOf(records, expectedFrom([], { engines: ['wasm'], measured: [] }, records)).entries;
    assert.equal(running!.seconds, header.secondsLeft);
    assert.ok(Math.abs(waiting!.seconds! - (20 * header.secondsLeft!) / epochsLeft) < 1e-9);
  });

  for (const [what, running, share] of [
    ['a network that has more than a type', { model: { type: 'resnet18', width: 32 } }, 1],
    ['a run whose steps take twice the images', { techniques: { sam: { rho: 0.05 } } }, 1 / 2],
    ['a run that trains a part of its layers', { training: { trainable: 'head' } }, undefined],
  ] as const satisfies readonly (readonly [string, Partial<FakeRun>, number | undefined])[]) {
    it(`tells from ${what} what it says of others`, async () => {
      const waitingRun: FakeRun = { state: 'queued', epochs: 10, ...('model' in running && { model: running.model }) };
      const records = await recordsOf([{ state: 'running', epochs: 10, ...running }, {}], [waitingRun, {}]);
      const { header } = records.find((record) => record.header.state === 'running')!;
      const epochsLeft = 10 - (header.epoch! - 1) - header.step! / header.stepsPerEpoch!;
      const [, waiting] = queueOf(records, expectedFrom([], { engines: ['wasm'], measured: [] }, records)).entries;
      const expected = share && (share * 10 * header.secondsLeft!) / epochsLeft;
      assert.equal(waiting!.seconds?.toFixed(6), expected?.toFixed(6));
    });
  }

  it('shows a run that is in no queue as one of its own', async () => {
    const view = queueOf(await recordsOf([{ state: 'running' }]), () => undefined);
    assert.deepEqual([view.total, placeWords(view)], [1, '1 of 1']);
  });

  it('says of a run that never began that its queue is gone', async () => {
    const [record] = await recordsOf([{ state: 'interrupted' }, {}]);
    const header = { ...record!.header };
    delete header.startedAt;
    const [entry] = queueOf([{ ...record!, header }], () => undefined).entries;
    assert.equal(entryWords(entry!), 'waiting, its queue is gone');
  });
});

describe('queue.json', () => {
  const folder = temporaryFolder();
  const place = { version: 1, queue: 'a', position: 1, total: 2, jobs: 1, beside: false, needs: [] } as const;
  const runs = async (...places: QueuePlace[]) => {
    const made = places.map((_, i) => writeFakeRun(folder.path, { state: 'queued', variant: `v${i}` }));
    for (const [i, directory] of made.entries()) await writeQueuePlace(directory, places[i]!);
    return made as [string, string];
  };

  it('changes places within a queue only', async () => {
    const [first, second] = await runs(place, { ...place, position: 2 });
    assert.equal(await swapQueuePlaces(first, second), true);
    assert.equal((await readQueuePlace(first))?.position, 2);
    assert.equal((await readQueuePlace(second))?.position, 1);
    await writeQueuePlace(second, { ...place, queue: 'b' });
    assert.equal(await swapQueuePlaces(first, second), false);
    assert.equal((await readQueuePlace(first))?.position, 2);
  });

  it('counts as none when it is damaged', async () => {
    const [first] = await runs(place);
    await writeQueuePlace(first, { ...place, needs: [1] } as unknown as QueuePlace);
    assert.equal(await readQueuePlace(first), undefined);
    assert.equal(await readQueuePlace(path.join(first, 'nowhere')), undefined);
  });

  it('names queues so that the earlier sorts first', () => {
    const [early, late] = [new Date(Date.UTC(2026, 8, 9, 23, 59)), new Date(Date.UTC(2026, 9, 1))];
    assert.ok(newQueueId(early) < newQueueId(late));
    assert.notEqual(newQueueId(early), newQueueId(early));
  });
});
