import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fingerprint } from '../../scripts/storm/fingerprint';
import { assertWholeEvents, runsOf } from '../cli/project';
import { Cluster } from './cluster';

describe('runs that are submitted to Slurm', function () {
  const cluster = new Cluster();
  before(async function () {
    if (!(await cluster.start())) this.skip();
  });
  after(() => cluster.stop());
  const long = { training: { epochs: 30, batchSize: 16 } };
  const hasCheckpoint = (directory: string) => existsSync(path.join(directory, 'checkpoint'));

  it('are shown as the script of their jobs with --dry-run, and nothing is submitted or written', async () => {
    const file = cluster.write('shown', { repeats: 2, variants: { child: { initFrom: { variant: 'base' } } } });
    const settings = path.join(cluster.project, 'ferexp.cluster.json');
    writeFileSync(settings, '{ "version": 1, "time": "10", "cpus": 1, "arrayLimit": 4, "setup": ["export EXTRA=1"] }');
    const { code, out, err } = await cluster.ferexp('submit', file, '--slurm', '--dry-run');
    rmSync(settings);
    assert.equal(code, 0, err);
    assert.match(out, /^#!\/bin\/bash\n#SBATCH --job-name=ferexp-[\w-]+\n/);
    for (const line of [
      'requeue',
      'open-mode=append',
      'signal=B:USR1@120',
      'kill-on-invalid-dep=yes',
      'time=10',
      'cpus-per-task=1',
    ]) {
      assert.ok(out.includes(`\n#SBATCH --${line}\n`), line);
    }
    assert.match(out, /\nexport EXTRA=1\n# .*\nexec \S*node\S* \S*ferexp\.js run-item --plan '.*plan\.json'\n/);
    assert.match(out, /\n# sbatch --parsable --array=0-1%4 '.*job\.sh'\n/);
    assert.match(out, /\n# sbatch --parsable --array=2%4 --dependency=afterok:JOB1_0 /);
    assert.match(out, /\n# sbatch --parsable --array=3%4 --dependency=afterok:JOB1_1 /);
    assert.equal(cluster.slurm.call('squeue', '-h', '-t', 'all').trim(), '');
    assert.ok(!existsSync(path.join(cluster.project, '.ferexp', 'submissions')));
    assert.ok(!existsSync(path.join(cluster.project, '.ferexp', 'runs')));
  });

  it('are trained by their jobs, those that start from others after these, with their output in their directories', async () => {
    const file = cluster.write('chain', { repeats: 2, variants: { child: { initFrom: { variant: 'base' } } } });
    const { elements, jobName } = await cluster.submit(file);
    assert.equal(elements.length, 4);
    for (const { job, directory } of elements) {
      await cluster.until(`${job} completes`, () => cluster.jobState(job) === 'COMPLETED');
      assert.equal(await cluster.state(directory), 'completed');
      assertWholeEvents(directory);
      assert.match(cluster.output(directory), /Completed: test accuracy/);
      assert.ok(!readdirSync(directory).includes('submitted.json'));
    }
    assert.match(cluster.slurm.call('squeue', '-h', '-t', 'all', '-o', '%j'), new RegExp(jobName));
    const started = (index: number) => Date.parse(readFirst(elements[index]!.directory).time);
    const ended = (index: number) =>
      Date.parse(
        (JSON.parse(readFileSync(path.join(elements[index]!.directory, 'summary.json'), 'utf8')) as { endedAt: string })
          .endedAt,
      );
    assert.ok(started(2) >= ended(0) && started(3) >= ended(1));
  });

  it('write a checkpoint when their time is nearly up, are started again, and end with the bytes of an undisturbed run', async () => {
    const local = await cluster.ferexp('run', cluster.write('left-alone', long));
    assert.equal(local.code, 0, local.err);
    const reference = (await runsOf(cluster.project)).find(({ resolved }) => resolved.name === 'left-alone')!;
    const { elements } = await cluster.submit(cluster.write('warned', long));
    const { directory, job } = elements[0]!;
    await cluster.until('a checkpoint', () => hasCheckpoint(directory));
    // What Slurm does when the time is nearly up, to the same process.
    cluster.slurm.call('scancel', '--signal=USR1', '--batch', job);
    await cluster.until('the job waits to be started again', () => cluster.jobState(job) === 'PENDING');
    await cluster.until('the process has ended', () => !existsSync(path.join(directory, 'lock.json')));
    assert.equal(await cluster.state(directory), 'queued');
    assert.match(cluster.output(directory), /a checkpoint is written, and Slurm starts the job again/);
    const listed = await cluster.ferexp('list');
    assert.match(listed.out, new RegExp(`(requeued(: \\S+)?|begins again) \\(Slurm job ${job}\\)`));
    await cluster.until('the job completes', () => cluster.jobState(job) === 'COMPLETED');
    assert.equal(await cluster.state(directory), 'completed');
    assertWholeEvents(directory);
    const events = readFileSync(path.join(directory, 'events.jsonl'), 'utf8');
    assert.equal(events.match(/"type":"run-started"/g)?.length, 2);
    assert.match(events, /"resumedFromEpoch":[1-9]/);
    assert.equal(fingerprint(directory), fingerprint(reference.directory));
  });

  it('that fail take those that start from them with them', async () => {
    const file = cluster.write('broken', { ...long, variants: { child: { initFrom: { variant: 'base' } } } });
    const { elements } = await cluster.submit(file);
    const [parent, child] = elements;
    await cluster.until('a checkpoint', () => hasCheckpoint(parent!.directory));
    writeFileSync(path.join(parent!.directory, 'stop'), '');
    await cluster.until('the parent has failed', () => cluster.jobState(parent!.job) === 'FAILED');
    await cluster.until('the child is cancelled', () => ['CANCELLED', ''].includes(cluster.jobState(child!.job)));
    assert.equal(await cluster.state(parent!.directory), 'cancelled');
    assert.ok(!existsSync(path.join(child!.directory, 'events.jsonl')));
  });

  it('are shown by “ferexp queue” with what Slurm says of them, and cancelled by “ferexp stop”', async () => {
    const settings = path.join(cluster.project, 'one.json');
    writeFileSync(settings, '{ "version": 1, "arrayLimit": 1 }');
    const file = cluster.write('waiting', { repeats: 3, training: { epochs: 5000, batchSize: 16 } });
    const { elements } = await cluster.submit(file, '--cluster', settings);
    const [running, second, third] = elements;
    await cluster.until('a checkpoint', () => hasCheckpoint(running!.directory));
    const shown = async () => {
      const { out } = await cluster.ferexp('queue', '--json');
      const { runs } = JSON.parse(out) as { runs: { run: string; state: string; words: string; jobState?: string }[] };
      return elements.map(({ run }) => runs.find((each) => each.run === run));
    };
    const [first, ...waiting] = await shown();
    assert.equal(first!.state, 'running');
    assert.deepEqual(
      waiting.map((each) => [each!.state, each!.words, each!.jobState]),
      [second, third].map((each) => ['waiting', `waiting: JobArrayTaskLimit (Slurm job ${each!.job})`, 'PENDING']),
    );
    const table = await cluster.ferexp('queue');
    assert.match(table.out, new RegExp(`waiting: JobArrayTaskLimit \\(Slurm job ${second!.job}\\)`));

    // Cancelled by other means than ours, it still waits here, and is said to be lost.
    cluster.slurm.call('scancel', third!.job);
    await cluster.until('Slurm has it no longer', () => cluster.jobState(third!.job) !== 'PENDING');
    assert.match((await shown())[2]!.words, /Slurm no longer has its job|ended: CANCELLED/);

    const stopped = await cluster.ferexp('stop', second!.run, third!.run, running!.run);
    assert.equal(stopped.code, 0, stopped.err);
    await cluster.until('the job ends', () => cluster.jobState(running!.job) === 'FAILED');
    assert.notEqual(cluster.jobState(second!.job), 'PENDING');
    for (const { directory } of elements) assert.equal(await cluster.state(directory), 'cancelled');
    assert.ok(!existsSync(path.join(second!.directory, 'events.jsonl')));
    assert.deepEqual(
      (await shown()).map((each) => each?.state),
      ['left', undefined, undefined],
    );
  });

  it('are refused in Slurm’s own words, and nothing is left of them', async () => {
    const file = cluster.write('refused');
    const settings = path.join(cluster.project, 'other.json');
    writeFileSync(settings, '{ "version": 1, "partition": "nowhere" }');
    const before = (await runsOf(cluster.project)).length;
    const refused = await cluster.ferexp('submit', file, '--slurm', '--cluster', settings);
    assert.equal(refused.code, 1);
    assert.match(refused.err, /Slurm refused sbatch: .*invalid partition specified/);
    assert.equal((await runsOf(cluster.project)).length, before);

    writeFileSync(settings, '{\n  "version": 1,\n  "partitoin": "gpu",\n  "time": "soon"\n}');
    const wrong = await cluster.ferexp('submit', file, '--slurm', '--cluster', settings);
    assert.equal(wrong.code, 2);
    assert.match(
      wrong.err,
      /other\.json:3:3 error “partitoin” is no setting of a cluster\. Did you mean “partition”\?/,
    );
    assert.match(wrong.err, /other\.json:4:11 error “time” is "soon", which it cannot be: minutes such as "30"/);
  });
});

function readFirst(directory: string): { time: string } {
  return JSON.parse(readFileSync(path.join(directory, 'events.jsonl'), 'utf8').split('\n', 1)[0]!) as { time: string };
}
