import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { askedOfClusters, withClusters } from '../../results/clusterStates';
import { RunIndex } from '../../results/runIndex';
import { statusWords } from '../../results/words';
import { type ClusterWait, waitWords } from '../../storage/cluster/waits';
import { planFileIn, submissionFolder, submittedRun, writePlan } from '../../storage/submission';
import { type FakeState, writeFakeRun } from '../fixtures/runs';
import { temporaryFolder } from '../storage/temporaryFolder';

const job = (state: string, reason: string) => ({ id: '7_1', name: 'ferexp-a', index: 1, state, reason });
const wait = (changes: Partial<ClusterWait>): ClusterWait => ({
  ...{ jobName: 'ferexp-a', answered: true, begun: false, ...changes },
});

describe('what Slurm says of a run', () => {
  it('is said in its own words, and that it was requeued where it had begun', () => {
    for (const [said, words] of [
      [wait({ job: job('PENDING', 'Resources') }), 'waiting: Resources (Slurm job 7_1)'],
      [wait({ job: job('PENDING', 'None') }), 'waiting (Slurm job 7_1)'],
      [wait({ job: job('PENDING', 'BeginTime'), begun: true }), 'requeued: BeginTime (Slurm job 7_1)'],
      [wait({ job: job('RUNNING', 'None') }), 'begins (Slurm job 7_1)'],
      [wait({ job: job('RUNNING', 'None'), begun: true }), 'begins again (Slurm job 7_1)'],
      [wait({ job: job('REQUEUE_HOLD', 'held') }), 'REQUEUE_HOLD: held (Slurm job 7_1)'],
      [wait({ job: job('CANCELLED', 'None') }), 'ended: CANCELLED (Slurm job 7_1)'],
      [wait({}), 'waiting, but Slurm no longer has its job'],
      [wait({ answered: false }), 'waiting in Slurm, which does not answer here'],
      [{ answered: false, begun: false }, 'waiting for its cluster'],
    ] as const) {
      assert.equal(waitWords(said), words);
    }
  });
});

describe('a run that a cluster has', () => {
  const folder = temporaryFolder();
  async function recordOf(state: FakeState, submitted?: { readonly again?: number }) {
    const root = path.join(folder.path, '.ferexp', 'runs');
    const directory = writeFakeRun(root, { state, runId: `${state}-${submitted?.again ?? ''}` });
    const plan = submissionFolder(folder.path, 'a');
    await writePlan(plan, { version: 1, id: 'a', createdAt: '', ferexp: '1', jobName: 'ferexp-a', elements: [] });
    const element = submittedRun(directory, { plan: planFileIn(plan), index: 1, ...submitted });
    writeFileSync(path.join(directory, 'submitted.json'), JSON.stringify(element));
    const index = new RunIndex(root);
    await index.refresh();
    return index.runs().find((run) => run.directory === directory)!;
  }

  it('is interrupted when its process is gone or was ended, unless we asked for another start after that process', async () => {
    assert.equal((await recordOf('interrupted')).header.state, 'interrupted');
    const ended = (await recordOf('cancelled')).header;
    assert.deepEqual([ended.state, ended.resumable], ['interrupted', true]);
    assert.equal((await recordOf('failed')).header.state, 'failed');
    const again = await recordOf('interrupted', { again: 3 });
    assert.equal(again.header.state, 'interrupted');
    writeFileSync(path.join(again.directory, 'fence.json'), '{"token":3}');
    assert.equal((await recordOf('interrupted', { again: 3 })).header.state, 'queued');
    writeFileSync(path.join(again.directory, 'fence.json'), '{"token":4}');
    assert.equal((await recordOf('interrupted', { again: 3 })).header.state, 'interrupted');
  });

  it('waits where Slurm says that it starts it again, and not where Slurm has ended its job', async () => {
    const interrupted = await recordOf('interrupted');
    const told = (said: ClusterWait) => withClusters([interrupted], new Map([[interrupted.directory, said]]))[0]!;
    assert.deepEqual(askedOfClusters([interrupted]), [interrupted.directory]);
    const requeued = told(wait({ job: job('PENDING', 'BeginTime'), begun: true }));
    assert.deepEqual([requeued.header.state, requeued.header.resumable], ['queued', false]);
    assert.equal(statusWords(requeued.header), 'requeued: BeginTime (Slurm job 7_1)');
    assert.equal(requeued.header.message, undefined);
    for (const said of [wait({ job: job('NODE_FAIL', 'None') }), wait({}), wait({ answered: false })]) {
      assert.equal(told(said).header.state, 'interrupted');
    }
  });

  it('runs on while its lock lives, unless Slurm has put its job back', async () => {
    const running = await recordOf('running');
    const stateOf = (state: string) =>
      withClusters([running], new Map([[running.directory, wait({ job: job(state, 'None'), begun: true })]]))[0]!.header
        .state;
    assert.deepEqual([stateOf('RUNNING'), stateOf('PENDING'), stateOf('COMPLETING')], ['running', 'queued', 'running']);
  });
});
