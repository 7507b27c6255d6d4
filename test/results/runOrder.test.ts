import assert from 'node:assert/strict';
import { newestFirst, oldestFirst, sortedNewestFirst } from '../../results/runOrder';

const made = (runId: string, createdAt = 0) => ({ header: { runId }, createdAt });
const idsOf = (runs: readonly ReturnType<typeof made>[]): string[] => runs.map(({ header }) => header.runId);

describe('the order of runs', () => {
  it('is by the time at the beginning of their names, not by what follows, then by the times of their files', () => {
    const runs = [
      made('20260101-000001-9-1-aaaa', 1),
      made('20260101-000001-10-1-aaaa', 2),
      made('20260101-000002-base-1-aaaa', 0),
    ];
    const newest = runs.toReversed();
    assert.deepEqual(newest.toSorted(oldestFirst), runs);
    assert.deepEqual(runs.toSorted(newestFirst), newest);
    assert.deepEqual(sortedNewestFirst(runs), newest);
  });

  it('is by name where all else is equal, and a name without a time is the oldest', () => {
    const runs = ['20260101-000001-b', '20260101-000001-a', 'imported', ''].map((id) => made(id));
    const oldest = ['', 'imported', '20260101-000001-a', '20260101-000001-b'];
    assert.deepEqual(idsOf(runs.toSorted(oldestFirst)), oldest);
    assert.deepEqual(idsOf(sortedNewestFirst(runs)), oldest.toReversed());
  });
});
