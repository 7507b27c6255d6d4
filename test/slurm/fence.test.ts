import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { NodeName } from '../../scripts/slurm/testSlurm';
import { processState } from '../../storage/machine/processIdentity';
import { readProcess } from '../../storage/run/lock';
import { assertWholeEvents } from '../cli/project';
import { Cluster } from './cluster';

describe('a run on a node that was cut off', function () {
  const cluster = new Cluster();
  before(async function () {
    if (!(await cluster.start({ nodeTimeout: 3 }))) this.skip();
  });
  after(() => cluster.stop());

  it('writes nothing more once another node has gone on with it', async () => {
    const { elements } = await cluster.submit(
      cluster.write('cut-off', { training: { epochs: 10_000, batchSize: 16 } }),
    );
    const { directory, job } = elements[0]!;
    const lock = path.join(directory, 'lock.json');
    await cluster.until('a checkpoint', () => existsSync(path.join(directory, 'checkpoint')));
    const first = (await readProcess(lock))!;
    const node = cluster.slurm.call('squeue', '-h', '-j', job, '-o', '%N').trim() as NodeName;
    await cluster.slurm.kill(node);
    assert.equal(processState(first), 'alive');
    await cluster.until('another node goes on', async () => ((await readProcess(lock))?.job?.restart ?? 0) === 1);
    const second = (await readProcess(lock))!;
    assert.notEqual(second.pid, first.pid);
    assert.equal(second.token, first.token! + 1);
    await cluster.until('the first process ends', () => processState(first) === 'dead');
    assert.match(
      cluster.output(directory),
      new RegExp(`writes nothing more: process ${second.pid} on .* has taken it over`),
    );
    assert.equal(await cluster.state(directory), 'running');
    cluster.slurm.startNode(node);
    writeFileSync(path.join(directory, 'stop'), '');
    await cluster.until('the run stops', async () => (await cluster.state(directory)) === 'cancelled');
    assertWholeEvents(directory);
  });
});
