import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { indexIn, slurmJob } from '../../cli/cluster/environment';
import { arraysOf, rangesText } from '../../cli/cluster/arrays';
import { batchScript, shellWord } from '../../cli/cluster/script';
import type { PlannedRun } from '../../cli/plan/plan';
import { parseJobs } from '../../storage/cluster/slurm';

const run = (needs: Partial<PlannedRun> = {}): PlannedRun => ({ resolved: {} as never, needed: false, ...needs });

describe('job arrays', () => {
  it('hold the runs that need the same runs, each array after those that it needs', () => {
    const [a, b] = [run(), run()];
    const [c, d, e] = [run({ parent: a }), run({ parent: b }), run({ parent: a })];
    const taught = run({ parent: c, teacher: b });
    const elsewhere = run({ waitsFor: ['/runs/x'] });
    const arrays = arraysOf([a, b, c, d, e, taught, elsewhere]);
    assert.deepEqual(arrays, [
      { indices: [0, 1], needs: [], waitsFor: [] },
      { indices: [2, 4], needs: [0], waitsFor: [] },
      { indices: [3], needs: [1], waitsFor: [] },
      { indices: [5], needs: [1, 2], waitsFor: [] },
      { indices: [6], needs: [], waitsFor: ['/runs/x'] },
    ]);
  });

  it('are written as ranges', () => {
    assert.equal(rangesText([0, 1, 2, 5, 7, 8]), '0-2,5,7-8');
    assert.equal(rangesText([3]), '3');
  });
});

describe('the script of jobs', () => {
  const subject = {
    ...{ settings: { version: 1 } as const, jobName: 'ferexp-1', folder: '/p/s', project: '/p' },
    ...{ ferexp: '/opt/ferexp.js', runtime: { command: '/usr/bin/node', isEditor: false } },
  };

  it('starts the Node.js of an editor as Node.js, and the one of the settings as it is', () => {
    const runtime = { command: '/opt/code/code', isEditor: true };
    assert.match(
      batchScript({ ...subject, runtime }),
      /\nexport ELECTRON_RUN_AS_NODE=1\n[^]*\nexec \/opt\/code\/code /,
    );
    const settings = { ...subject.settings, node: 'node' };
    assert.doesNotMatch(batchScript({ ...subject, runtime, settings }), /ELECTRON/);
  });

  it('keeps the words of a shell whatever is in them', () => {
    for (const word of ['plain', 'with space', "it's", '$(rm)', '`x`', 'a"b', '*', 'ä;b', '']) {
      assert.equal(execFileSync('/bin/sh', ['-c', `printf %s ${shellWord(word)}`], { encoding: 'utf8' }), word);
    }
  });

  it('refuses paths that Slurm cannot hold', () => {
    assert.throws(() => batchScript({ ...subject, project: '/a"b' }), /Slurm cannot write to \/a"b/);
  });
});

describe('what clusters say', () => {
  it('is an index, of whichever cluster says one', () => {
    assert.equal(indexIn({ SLURM_ARRAY_TASK_ID: '3', JOB_COMPLETION_INDEX: '4' }), 3);
    assert.equal(indexIn({ AWS_BATCH_JOB_ARRAY_INDEX: '0' }), 0);
    assert.throws(() => indexIn({ JOB_COMPLETION_INDEX: '-1' }), /JOB_COMPLETION_INDEX is "-1"/);
  });

  it('is the job of Slurm, and how often it was started again', () => {
    assert.equal(slurmJob({}), undefined);
    const job = { SLURM_JOB_ID: '12', SLURM_CLUSTER_NAME: 'ci' };
    assert.deepEqual(slurmJob(job), { id: 'slurm ci 12', restart: 0 });
    assert.deepEqual(slurmJob({ ...job, SLURM_RESTART_COUNT: '2' }), { id: 'slurm ci 12', restart: 2 });
  });

  it('is what squeue lists of arrays', () => {
    const text = '7_0|ferexp-a|0|RUNNING|None\n7_1|ferexp-a|1|PENDING|Priority\n9|other|N/A|RUNNING|None\n\n';
    assert.deepEqual(parseJobs(text), [
      { id: '7_0', name: 'ferexp-a', index: 0, state: 'RUNNING', reason: 'None' },
      { id: '7_1', name: 'ferexp-a', index: 1, state: 'PENDING', reason: 'Priority' },
    ]);
  });
});
