import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { earlierRuns, readCurves } from '../../results/earlierRuns';
import { RunFollower } from '../../results/runFollower';
import { type FakeRun, writeFakeRun } from '../fixtures/runs';
import { temporaryFolder } from '../storage/temporaryFolder';

describe('earlier runs of the same experiment', () => {
  const folder = temporaryFolder();

  /** All are made in one second: their names say nothing of when they start. */
  const write = (name: string, day: number, run: FakeRun = {}): string =>
    writeFakeRun(folder.path, {
      variant: `v${day}`,
      runId: `2026-01-01T09-00-00-${name}`,
      startedAt: `2026-01-0${day}T10:00:00.000Z`,
      ...run,
    });
  const labels = async (directory: string): Promise<string[]> =>
    (await earlierRuns(directory)).map(({ label }) => label.split(',')[0]!);

  it('are those that started before it, the latest first', async () => {
    write('c', 1, { epochs: 2 });
    write('d', 2);
    write('a', 3);
    const own = write('k', 5);
    write('b', 5, { variant: 'together' });
    write('e', 6, { variant: 'later', runId: '2026-01-01T08-00-00-e' });
    write('f', 1, { variant: 'waits', state: 'queued', runId: '2026-01-01T07-00-00-f' });
    assert.deepEqual(await labels(own), ['v3', 'v2', 'v1']);
    const follower = new RunFollower(own);
    await follower.read();
    assert.deepEqual(
      follower.view().earlier.map(({ epochs }) => epochs.length),
      [3, 3, 2],
    );
  });

  it('have labels that tell them apart: by settings, otherwise by when they started', async () => {
    const epsilon = (value: number): FakeRun => ({ techniques: { labelSmoothing: { epsilon: value } } });
    write('a', 1, { variant: 'flip', ...epsilon(0.1) });
    write('b', 2, { variant: 'flip', ...epsilon(0.2) });
    write('c', 3, { variant: 'flip', repeat: 1 });
    write('d', 4, { variant: 'base' });
    write('e', 5, { variant: 'base' });
    const found = await earlierRuns(write('f', 6));
    const at = (day: number): string => new Date(`2026-01-0${day}T10:00:00.000Z`).toLocaleTimeString('en-GB');
    assert.deepEqual(
      found.map(({ label }) => label),
      [
        `base, repeat 1 (5 Jan, ${at(5)})`,
        `base, repeat 1 (4 Jan, ${at(4)})`,
        'flip, repeat 2',
        'flip, repeat 1 (labelSmoothing epsilon 0.2)',
        'flip, repeat 1 (labelSmoothing epsilon 0.1)',
      ],
    );
    const curves = await readCurves(found.slice(3).map(({ directory }) => directory));
    assert.deepEqual(curves, found.slice(3));
  });

  it('are all that have started where it waits itself, five at most', async () => {
    const waiting = write('waits', 1, { state: 'queued' });
    for (const day of [1, 2, 3, 4, 5, 6]) write(String(9 - day), day);
    assert.deepEqual(await labels(waiting), ['v6', 'v5', 'v4', 'v3', 'v2']);
  });

  it('are not damaged ones, nor those without a curve', async () => {
    rmSync(path.join(write('a', 1), 'experiment.json'));
    rmSync(path.join(write('b', 2), 'events.jsonl'));
    write('c', 3, { state: 'interrupted', epochsRun: 0 });
    write('d', 4);
    assert.deepEqual(await labels(write('e', 5)), ['v4']);
  });
});
