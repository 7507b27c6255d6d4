import assert from 'node:assert/strict';
import path from 'node:path';
import { DoneRuns } from '../../cli/plan/done';
import type { ResolvedExperiment, ResolvedSearch } from '../../experiment/types';
import { type FakeRun, fakeResolved } from '../fixtures/runs';
import { recordsOf } from '../extension/runs/records';

const same = 'f'.repeat(64);

describe('DoneRuns', () => {
  /** The variant of the run that was found. */
  async function found(runs: FakeRun[], wanted: ResolvedExperiment, fingerprint: string | undefined = same) {
    const done = new DoneRuns(await recordsOf(...runs), () => Promise.resolve(fingerprint));
    return (await done.find(wanted))?.header.runId;
  }

  it('finds a completed run of the same settings, seed and data', async () => {
    const run = { runId: '20260101-a', testAccuracy: 0.5 };
    assert.equal(await found([run], fakeResolved()), '20260101-a');
    assert.equal(await found([{ ...run, state: 'cancelled' }], fakeResolved()), undefined);
    assert.equal(await found([run], fakeResolved({ seed: 7 })), undefined);
    assert.equal(await found([run], fakeResolved({ variant: 'flip' })), undefined);
    assert.equal(await found([run], fakeResolved({ epochs: 4 })), undefined);
  });

  it('takes the newest', async () => {
    const runs = [
      { runId: '20260101-old', startedAt: '2026-01-01T10:00:00.000Z' },
      { runId: '20260201-new', startedAt: '2026-02-01T10:00:00.000Z' },
    ];
    assert.equal(await found(runs, fakeResolved()), '20260201-new');
  });

  it('does not go by where files and data lie', async () => {
    const moved = {
      ...fakeResolved(),
      baseDirectory: '/elsewhere',
      file: '/elsewhere/renamed.ferexp.json',
      data: { ...fakeResolved().data, source: '../data/copy.csv' },
    };
    assert.notEqual(await found([{}], moved), undefined);
  });

  it('does not take other data under the same path, nor data that cannot be read', async () => {
    assert.equal(await found([{}], fakeResolved(), 'e'.repeat(64)), undefined);
    const unread = new DoneRuns(await recordsOf({}), () => Promise.resolve(undefined));
    assert.equal(await unread.find(fakeResolved()), undefined);
  });

  it('reads data only where everything else agrees', async () => {
    let reads = 0;
    const done = new DoneRuns(await recordsOf({}, { variant: 'flip' }), () => {
      reads++;
      return Promise.resolve(same);
    });
    await done.find(fakeResolved({ epochs: 9 }));
    assert.equal(reads, 0);
    await done.find(fakeResolved());
    assert.equal(reads, 1);
  });

  it('counts the engine where one is asked for by name', async () => {
    const runs: FakeRun[] = [{ engine: 'wasm' }];
    assert.notEqual(await found(runs, { ...fakeResolved(), engine: 'wasm' }), undefined);
    assert.equal(await found(runs, { ...fakeResolved(), engine: 'tensorflow' }), undefined);
  });

  it('takes what a search chose for its result, not for a setting', async () => {
    const search: ResolvedSearch = {
      over: { 'training.epochs': [3, 5] },
      ...{ method: 'grid', samples: 10, folds: 3, epochs: 5, monitor: 'validationAccuracy' },
      settings: { model: { type: 'customCnn' }, training: { epochs: 1 } },
    };
    const records = (await recordsOf({})).map((record) => ({
      ...record,
      resolved: { ...fakeResolved({ epochs: 5 }), search },
    }));
    const done = new DoneRuns(records, () => Promise.resolve(same));
    assert.notEqual(await done.find({ ...fakeResolved({ epochs: 3 }), search }), undefined);
    assert.equal(await done.find(fakeResolved({ epochs: 3 })), undefined);
    assert.equal(await done.find({ ...fakeResolved({ epochs: 3 }), search: { ...search, folds: 5 } }), undefined);
  });

  describe('of a run that starts from another', () => {
    const from = (run: string | undefined) => ({
      initFrom: { experiment: 'fake.ferexp.json', variant: 'base', ...(run !== undefined && { run }) },
    });
    const parents = [
      { runId: '20260101-parent', startedAt: '2026-01-01T10:00:00.000Z' },
      { runId: '20260102-again', startedAt: '2026-01-02T10:00:00.000Z' },
      { runId: '20260103-other', startedAt: '2026-01-03T10:00:00.000Z', seed: 9 },
      { runId: '20260104-other-data', startedAt: '2026-01-04T10:00:00.000Z', fingerprint: 'e'.repeat(64) },
    ];
    async function foundFrom(parent: string | undefined) {
      const records = await recordsOf(...parents, { runId: '20260201-child', variant: 'flip' });
      const linked = records.map((record) =>
        record.header.variant === 'flip'
          ? { ...record, resolved: { ...fakeResolved({ variant: 'flip' }), ...from('/old/place/20260101-parent') } }
          : record,
      );
      const done = new DoneRuns(linked, () => Promise.resolve(same));
      return (await done.find({ ...fakeResolved({ variant: 'flip' }), ...from(parent) }))?.header.runId;
    }

    it('goes by the run that it starts from, wherever that lies', async () => {
      assert.equal(await foundFrom(path.resolve('/new/place/20260101-parent')), '20260201-child');
    });

    it('takes another run of the same content for the same origin', async () => {
      assert.equal(await foundFrom('/new/place/20260102-again'), '20260201-child');
    });

    it('does not take one from an origin of another seed, of other data, or of none', async () => {
      assert.equal(await foundFrom('/new/place/20260103-other'), undefined);
      assert.equal(await foundFrom('/new/place/20260104-other-data'), undefined);
      assert.equal(await foundFrom(undefined), undefined);
      const plain = new DoneRuns(await recordsOf({ variant: 'flip' }), () => Promise.resolve(same));
      assert.equal(
        await plain.find({ ...fakeResolved({ variant: 'flip' }), ...from('/a/20260101-parent') }),
        undefined,
      );
    });
  });
});
