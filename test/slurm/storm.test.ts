import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Random } from '../../runner/random';
import { fingerprint } from '../../scripts/storm/fingerprint';
import { assertWholeEvents, runsOf } from '../cli/project';
import { nodes } from '../../scripts/slurm/testSlurm';
import { Cluster } from './cluster';

const jobs = 20;
const kills = 9;
const seed = Number(process.env['SLURM_STORM_SEED'] ?? 1);

/** Most milliseconds before a daemon is started again. */
const longestAbsence = 2500;
const blows = ['node lost', 'node cut off', 'slurmctld killed'] as const;

describe('Slurm whose daemons are killed at random', function () {
  const cluster = new Cluster();
  before(async function () {
    if (!(await cluster.start({ nodeTimeout: 3 }))) this.skip();
  });
  after(() => cluster.stop());

  it(`completes each of ${jobs} runs exactly once, with the bytes of an undisturbed one`, async () => {
    const settings = { training: { epochs: 3, batchSize: 16 } };
    const local = await cluster.ferexp('run', cluster.write('left-alone', settings));
    assert.equal(local.code, 0, local.err);
    const [reference] = await runsOf(cluster.project);
    const expected = fingerprint(reference!.directory);
    // The same settings and seed under other names: all of them end with the same bytes.
    const files = Array.from({ length: jobs }, (_, i) => cluster.write(`storm-${i}`, settings));
    const { elements } = await cluster.submit(...files);
    // Slurm loses jobs that it took within the last seconds: that is its own limit, and not what this is about.
    const submitted = Date.now();
    await cluster.until('Slurm keeps the jobs', () => savedAt(cluster) > submitted);

    const random = new Random(seed, 'slurm-storm', 0, 0);
    const counts = Object.fromEntries(blows.map((blow) => [blow, 0]));
    const open = async () => {
      const runs = await runsOf(cluster.project);
      const states = new Map(runs.map(({ directory, header }) => [directory, header.state]));
      return elements.filter(({ directory }) => states.get(directory) !== 'completed');
    };
    for (let kill = 0; kill < kills && (await open()).length > 0; kill++) {
      await wait(500 + 2500 * random.uniform());
      const blow = blows[Math.floor(blows.length * random.uniform())]!;
      const node = nodes[Math.floor(nodes.length * random.uniform())]!;
      const absence = 200 + longestAbsence * random.uniform();
      counts[blow] = counts[blow]! + 1;
      if (blow === 'node lost') await cluster.slurm.crash(node);
      else await cluster.slurm.kill(blow === 'node cut off' ? node : 'slurmctld');
      await wait(absence);
      if (blow === 'slurmctld killed') cluster.slurm.startController();
      else cluster.slurm.startNode(node);
    }
    const complete = async () => {
      cluster.slurm.releaseHeld();
      return (await open()).length === 0;
    };
    await cluster.until('all runs are complete', complete, 240);

    const starts = elements.map(({ directory }) => eventsOf(directory, /"type":"run-started"/g));
    const ends = elements.map(({ directory }) => eventsOf(directory, /"type":"run-ended","status":"completed"/g));
    const fenced = elements.filter(({ directory }) => cluster.output(directory).includes('writes nothing more')).length;
    const [lost, double] = [ends.filter((count) => count === 0).length, ends.filter((count) => count > 1).length];
    console.log(
      [
        ['jobs', ...blows, 'trainings begun', 'fenced off', 'lost', 'double', 'seed'].join('  '),
        [jobs, ...Object.values(counts), starts.reduce((a, b) => a + b), fenced, lost, double, seed].join('  '),
      ].join('\n'),
    );
    assert.deepEqual([lost, double], [0, 0]);
    for (const { directory } of elements) {
      assertWholeEvents(directory);
      assert.equal(fingerprint(directory), expected, directory);
    }
  });
});

function eventsOf(directory: string, pattern: RegExp): number {
  return readFileSync(path.join(directory, 'events.jsonl'), 'utf8').match(pattern)?.length ?? 0;
}

function savedAt(cluster: Cluster): number {
  return (
    statSync(path.join(path.dirname(cluster.project), 'state', 'job_state'), { throwIfNoEntry: false })?.mtimeMs ?? 0
  );
}
