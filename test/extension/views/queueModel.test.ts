import '../vscodeStub';
import assert from 'node:assert/strict';
import path from 'node:path';
import { queueMessage, queueNodes, queueRow } from '../../../extension/views/queueModel';
import { queueOf } from '../../../results/queue';
import { RunIndex } from '../../../results/runIndex';
import { writeQueuePlace } from '../../../storage/queue';
import { type FakeState, writeFakeRun } from '../../fixtures/runs';
import { temporaryFolder } from '../../storage/temporaryFolder';

const now = new Date(2026, 2, 14, 10, 0);

describe('the queue view', () => {
  const folder = temporaryFolder();
  async function viewOf(...states: readonly FakeState[]) {
    for (const [index, state] of states.entries()) {
      const directory = writeFakeRun(folder.path, { variant: `v${index}`, repeats: index === 0 ? 2 : 1, state });
      const place = { version: 1, queue: 'a', position: index + 1, total: states.length, jobs: 1 } as const;
      await writeQueuePlace(directory, { ...place, beside: false, needs: [] });
    }
    const index = new RunIndex(folder.path);
    await index.refresh();
    return queueOf(index.runs(), () => 600);
  }

  it('numbers what waits, says when each begins and is done, and moves it among those that wait', async () => {
    const rows = queueNodes(await viewOf('queued', 'queued', 'queued'), ({ header }) => header.experiment).map((node) =>
      queueRow(node, now),
    );
    assert.deepEqual(
      rows.map(({ label, description, context }) => [label, description, context]),
      [
        ['1. v0, repeat 1', 'waiting · done 10:10 · takes 10 min · fake', 'queue.waiting.down'],
        ['2. v1', 'in 10 min · done 10:20 · takes 10 min · fake', 'queue.waiting.up.down'],
        ['3. v2', 'in 20 min · done 10:30 · takes 10 min · fake', 'queue.waiting.up'],
      ],
    );
  });

  it('moves nothing before what runs', async () => {
    const view = await viewOf('running', 'queued');
    assert.deepEqual(
      queueNodes(view, ({ header }) => header.experiment).map((node) => queueRow(node, now).context),
      ['queue.running', 'queue.waiting'],
    );
    assert.match(queueMessage(view) ?? '', /^1 of 2 · about 10 min left$/);
  });

  it('says what a cluster says of what waits there, without times and moves of ours', async () => {
    const view = await viewOf('queued', 'queued');
    const cluster = { words: 'waiting: Priority (Slurm job 7_1)', job: '7_1', jobState: 'PENDING' };
    const records = view.entries.map(({ record }) => ({ ...record, header: { ...record.header, cluster } }));
    const told = queueOf(records, () => 600);
    assert.deepEqual(
      queueNodes(told, ({ header }) => header.experiment)
        .map((node) => queueRow(node, now))
        .map(({ description, context }) => [description, context]),
      [
        ['waiting: Priority (Slurm job 7_1) · fake', 'queue.waiting'],
        ['waiting: Priority (Slurm job 7_1) · fake', 'queue.waiting'],
      ],
    );
    assert.equal(queueMessage(told), '1 of 2');
  });

  it('keeps apart what is left over, without a number', async () => {
    const view = await viewOf('cancelled', 'interrupted', 'completed');
    assert.deepEqual(
      queueNodes(view, ({ header }) => header.experiment)
        .map((node) => queueRow(node, now))
        .map(({ label, description, context }) => [label, description, context]),
      [
        ['v0, repeat 1', 'stopped · fake', 'queue.left'],
        ['v1', 'interrupted · fake', 'queue.left'],
      ],
    );
    assert.equal(queueMessage(view), '2 left over');
  });

  it('names the runs that one can change places with', async () => {
    const [first, second] = queueNodes(await viewOf('queued', 'queued'), ({ header }) => header.experiment);
    assert.equal(path.basename(first!.below!), path.basename(second!.directory));
    assert.equal(second!.above, first!.directory);
    assert.equal(first!.above, undefined);
  });
});
