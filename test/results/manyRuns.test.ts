import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { RunIndex } from '../../results/runIndex';
import { readEndedNow } from '../../storage/run/runFile';
import { runFiles } from '../../schemas/runDirectory';
import { type FakeState, writeFakeRun } from '../fixtures/runs';
import { temporaryFolder } from '../storage/temporaryFolder';

describe('thousands of runs', () => {
  const folder = temporaryFolder();

  async function records() {
    const index = new RunIndex(folder.path);
    await index.refresh();
    return { index, runs: index.runs() };
  }

  it('share what they have in common, and keep no confusion matrices', async () => {
    for (let repeat = 0; repeat < 3; repeat++) writeFakeRun(folder.path, { repeat });
    writeFakeRun(folder.path, { variant: 'smooth', techniques: { labelSmoothing: { epsilon: 0.1 } } });
    const { runs } = await records();
    assert.equal(new Set(runs.map(({ resolved }) => resolved.training)).size, 1);
    assert.equal(new Set(runs.map(({ resolved }) => resolved.techniques)).size, 2);
    for (const { summary } of runs) {
      assert.ok(summary?.splits['test']?.accuracy);
      assert.ok(!('confusion' in summary.splits['test']) && !('classes' in summary.splits['test']));
    }
  });

  it('are read at once where they have ended, to the same records as one by one', async () => {
    const states: readonly FakeState[] = ['completed', 'cancelled', 'failed', 'interrupted', 'queued', 'running'];
    const made = states.map((state, repeat) => writeFakeRun(folder.path, { state, repeat }));
    const now = made.map((directory) => readEndedNow(directory) !== undefined);
    assert.deepEqual(now, [true, true, true, false, false, false]);
    const { index, runs } = await records();
    assert.deepEqual(runs.map(({ header }) => header.state).sort(), [...states].sort());
    // Another look, by the other readers, finds nothing new.
    await wait(150);
    await index.refresh();
    assert.deepEqual((await index.refresh()).changed, []);
    const again = (await records()).runs;
    assert.deepEqual(JSON.stringify(again), JSON.stringify(runs));
  });

  it('are told as damaged where they are, as ever', async () => {
    const directory = writeFakeRun(folder.path);
    writeFileSync(path.join(directory, runFiles.summary), '{ "accuracy": 7.5 }');
    assert.equal(readEndedNow(directory), undefined);
    const { runs } = await records();
    assert.equal(runs[0]?.header.state, 'failed');
    assert.match(runs[0].header.message ?? '', /summary\.json/);
  });
});
