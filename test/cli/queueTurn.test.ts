import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { ProjectTurn } from '../../cli/queue/queueTurn';
import { currentProcess } from '../../storage/machine/processIdentity';
import { type QueuePlace, relativeNeeds, writeQueuePlace } from '../../storage/queue';
import { type FakeState, writeFakeRun } from '../fixtures/runs';
import { temporaryFolder } from './support';

describe('ProjectTurn', () => {
  const folder = temporaryFolder();
  const own = 'b';
  let count = 0;
  async function runOf(queue: string, state: FakeState, changes: Partial<QueuePlace> = {}): Promise<string> {
    const directory = writeFakeRun(folder.path, { state, variant: `v${count++}` });
    const place = { version: 1, queue, position: 1, total: 1, jobs: 1, beside: false, needs: [] } as const;
    await writeQueuePlace(directory, { ...place, ...changes });
    return directory;
  }
  async function before(directory: string): Promise<string[]> {
    const records = await new ProjectTurn(own, [directory]).before();
    return records.map((record) => record.directory);
  }

  it('has come where nothing else runs or waits', async () => {
    const mine = await runOf(own, 'queued');
    await runOf('a', 'completed');
    await runOf('a', 'cancelled');
    await runOf('a', 'interrupted');
    assert.deepEqual(await before(mine), []);
  });

  it('waits for what waits in an earlier queue, not in a later one', async () => {
    const mine = await runOf(own, 'queued');
    const earlier = await runOf('a', 'queued');
    await runOf('c', 'queued');
    assert.deepEqual(await before(mine), [earlier]);
  });

  it('waits for whatever runs, unless that runs beside', async () => {
    const mine = await runOf(own, 'queued');
    const running = await runOf('c', 'running');
    const alone = writeFakeRun(folder.path, { state: 'running', variant: 'alone' });
    await runOf('a', 'running', { beside: true });
    await runOf('a', 'queued', { beside: true });
    assert.deepEqual((await before(mine)).sort(), [running, alone].sort());
  });

  it('does not wait for a run that waits for one of its own', async () => {
    const mine = await runOf(own, 'queued');
    const waiting = path.join(folder.path, 'fake', 'other');
    await runOf('a', 'queued', { needs: relativeNeeds(waiting, [mine]) });
    assert.deepEqual(await before(mine), []);
  });

  it('does not wait for another computer that shares the folder', async () => {
    const mine = await runOf(own, 'queued');
    const elsewhere = { ...currentProcess(), host: 'elsewhere' };
    writeFileSync(path.join(await runOf('a', 'running'), 'lock.json'), JSON.stringify(elsewhere));
    writeFileSync(path.join(await runOf('a', 'queued'), 'queued.json'), JSON.stringify(elsewhere));
    assert.deepEqual(await before(mine), []);
  });

  it('looks again once the way may be free', async () => {
    const mine = await runOf(own, 'queued');
    const turn = new ProjectTurn(own, [mine]);
    assert.deepEqual(await turn.before(), []);
    const came = await runOf('a', 'queued');
    assert.deepEqual(
      (await turn.before()).map(({ directory }) => directory),
      [came],
    );
  });
});
