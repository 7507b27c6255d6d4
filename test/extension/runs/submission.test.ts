import '../vscodeStub';
import assert from 'node:assert/strict';
import { jobsWords, settingsWords, submissionQuestion } from '../../../extension/runs/submission';

const elements = [{ variant: 'base' }, { variant: 'flip' }];
const call = ['sbatch'];

describe('what is submitted to Slurm', () => {
  it('is said before: runs, what is left out, limits, and what Slurm chooses', () => {
    const settings = { version: 1, partition: 'gpu', time: '04:00:00', cpus: 4, gpus: '1', arrayLimit: 1 } as const;
    const asked = submissionQuestion(
      'flip',
      { elements, done: 3, queued: 1, sbatch: [call, call] },
      { settings, file: '/p/ferexp.cluster.json' },
    );
    assert.equal(asked.message, 'Submit 2 runs of flip to Slurm?');
    assert.deepEqual(asked.detail.split('\n'), [
      'Each run is a job, as 2 job arrays that wait for one another. Left out: 3 done, 1 running or waiting.',
      '',
      'Partition: gpu',
      'Time limit of a job: 04:00:00',
      'Cores of a job: 4',
      'Memory of a job: the partition’s default',
      'GPUs of a job: 1',
      'At the same time: 1 run of a job array',
      '',
      'From ferexp.cluster.json.',
    ]);
  });

  it('has no settings where the project has no file of them', () => {
    const asked = submissionQuestion(
      'a',
      { elements: elements.slice(1), done: 0, queued: 0, sbatch: [call] },
      { settings: { version: 1 } },
    );
    assert.equal(asked.message, 'Submit 1 run of a to Slurm?');
    assert.match(asked.detail, /^Each run is a job\.\n\nPartition: Slurm’s default\n/);
    assert.match(asked.detail, /There is no ferexp\.cluster\.json yet, so that Slurm’s own defaults count\.$/);
    assert.ok(settingsWords({ version: 1 }).includes('At the same time: as many as Slurm starts'));
  });

  it('is named by the jobs of its arrays, each once', () => {
    const of = (...jobs: string[]) => jobsWords({ elements: jobs.map((job) => ({ job, directory: '' })) });
    assert.equal(of('12_0', '12_1'), 'job 12');
    assert.equal(of('12_0', '13_1', '12_2', '14_3'), 'jobs 12, 13 and 14');
  });
});
