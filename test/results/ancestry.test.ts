import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readAncestry } from '../../results/ancestry';
import { RunFollower } from '../../results/runFollower';
import type { RunEnvironment } from '../../schemas/generated/environment';
import { runFiles } from '../../schemas/runDirectory';
import { type FakeRun, writeFakeRun } from '../fixtures/runs';
import { temporaryFolder } from '../storage/temporaryFolder';

describe('ancestry', () => {
  const folder = temporaryFolder();
  const from = (run: string): FakeRun => ({
    initFrom: { experiment: 'parent.ferexp.json', variant: 'base', run, ancestry: '0123456789ab' },
  });

  function chain(): { custom: string; flip: string; smooth: string } {
    const custom = writeFakeRun(folder.path, { experiment: 'custom', testAccuracy: 0.5 });
    const flip = writeFakeRun(folder.path, { experiment: 'flip', testAccuracy: 0.6, ...from(custom) });
    return { custom, flip, smooth: writeFakeRun(folder.path, { experiment: 'smooth', ...from(flip) }) };
  }
  const headerOf = async (directory: string) => {
    const follower = new RunFollower(directory);
    await follower.read();
    return follower.view().header;
  };

  it('is what a run started from, and so on, with where each stands', async () => {
    const { custom, flip, smooth } = chain();
    assert.deepEqual((await headerOf(smooth)).ancestry, [
      { directory: flip, label: 'flip / base, seed 1', status: 'done 60.0 %' },
      { directory: custom, label: 'custom / base, seed 1', status: 'done 50.0 %' },
    ]);
    assert.equal((await headerOf(custom)).ancestry, undefined);
  });

  it('names what is gone as far as the run recorded it', async () => {
    const { custom, flip, smooth } = chain();
    const file = path.join(smooth, runFiles.environment);
    const environment = JSON.parse(readFileSync(file, 'utf8')) as RunEnvironment;
    const weights = 'f'.repeat(64);
    const ancestry = [
      { run: flip, experiment: 'flip', variant: 'base', repeat: 0, seed: 1, weights },
      { run: custom, experiment: 'custom', variant: 'base', repeat: 0, seed: 1, weights },
      { model: '/models/model.json', weights },
    ];
    writeFileSync(file, JSON.stringify({ ...environment, ancestry }));
    rmSync(custom, { recursive: true });
    assert.deepEqual((await headerOf(smooth)).ancestry, [
      { directory: flip, label: 'flip / base, seed 1', status: 'done 60.0 %' },
      { label: 'custom / base, seed 1', status: 'no longer there' },
      { label: '/models/model.json' },
    ]);
    rmSync(flip, { recursive: true });
    const labels = (await headerOf(smooth)).ancestry?.map(({ label, directory }) => [label, directory]);
    assert.deepEqual(labels, [
      ['flip / base, seed 1', undefined],
      ['custom / base, seed 1', undefined],
      ['/models/model.json', undefined],
    ]);
  });

  it('finds runs beside a run whose project was moved, and ends where files are damaged', async () => {
    const { custom, smooth } = chain();
    const moved = writeFakeRun(folder.path, {
      experiment: 'other',
      ...from(`/elsewhere/custom/${path.basename(custom)}`),
    });
    assert.equal((await headerOf(moved)).ancestry?.[0]?.directory, custom);
    const circular = { baseDirectory: folder.path, initFrom: { run: smooth } };
    const file = path.join(custom, runFiles.experiment);
    const resolved = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(file, JSON.stringify({ ...resolved, ...from(smooth) }));
    assert.equal((await readAncestry(smooth, circular)).length, 32);
  });

  it('of a model on disk is its path', async () => {
    const run = writeFakeRun(folder.path, { initFrom: { model: 'models/model.json' } });
    assert.deepEqual((await headerOf(run)).ancestry, [{ label: path.resolve('/project/models/model.json') }]);
  });
});
