import '../vscodeStub';
import assert from 'node:assert/strict';
import type { RunTracker } from '../../../extension/runs/runTracker';
import { compareExperiments, comparisonTitle, forestIn } from '../../../extension/views/comparisonPanel';
import { experimentsOf } from '../../../results/experiments';
import type { RunRecord } from '../../../results/runIndex';
import { recordsOf } from '../runs/records';

async function trackerOf(...names: readonly string[]): Promise<Pick<RunTracker, 'experiments' | 'records'>> {
  const lists = await Promise.all(names.map((experiment) => recordsOf({ experiment })));
  // Each list is of a project of its own.
  const records: RunRecord[] = lists.flat();
  const experiments = experimentsOf(records);
  return { experiments: () => experiments, records: () => records };
}

describe('the comparison panel', () => {
  it('compares one of two experiments of the same name where that is asked for', async () => {
    const tracker = await trackerOf('x', 'x');
    const [first, second] = tracker.experiments();
    const view = await compareExperiments(tracker, { experiments: [first!.id] });
    assert.deepEqual(
      view.rows.flatMap(({ runs }) => runs.map(({ directory }) => directory)),
      [first!.records[0]!.directory],
    );
    const titles = [first, second].map((each) => comparisonTitle(tracker, [each!.id]));
    assert.match(titles[0]!, /^Results: x \(.+\)$/);
    assert.notEqual(titles[0], titles[1]);
    assert.equal((await compareExperiments(tracker, { experiments: [] })).rows.length, 2);
  });

  it('finds the differences by class of a row of its comparison, and none of another', async () => {
    const tracker = await trackerOf('x', 'y');
    const state = { experiments: tracker.experiments().map(({ id }) => id) };
    const { rows, baseline } = await compareExperiments(tracker, state);
    const other = rows.find(({ id }) => id !== baseline)!;
    const forest = await forestIn(tracker, state, other.id);
    assert.deepEqual([forest?.row, forest?.of, forest?.baseline], [other.id, 'y / base', 'x / base']);
    // The folders of these records are gone.
    assert.match(forest?.note ?? '', /predictions of some runs are missing or damaged/);
    assert.equal(await forestIn(tracker, state, 'no such row'), undefined);
  });

  it('has a name in its tab, also of all experiments', async () => {
    const tracker = await trackerOf('x', 'y', 'z');
    const ids = tracker.experiments().map(({ id }) => id);
    assert.equal(comparisonTitle(tracker, []), 'Results: all experiments');
    assert.equal(comparisonTitle(tracker, ids), 'Results: 3 experiments');
    assert.equal(comparisonTitle(tracker, ids.slice(0, 2)), 'Results: x, y');
  });
});
