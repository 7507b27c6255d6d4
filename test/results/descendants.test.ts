import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import path from 'node:path';
import type { ResolvedTeacher } from '../../experiment/types';
import { descendantsOf } from '../../results/descendants';
import { RunIndex } from '../../results/runIndex';
import { type FakeRun, writeFakeRun } from '../fixtures/runs';
import { temporaryFolder } from '../storage/temporaryFolder';

describe('descendants of runs', () => {
  const folder = temporaryFolder();
  const runsRoot = () => path.join(folder.path, 'runs');
  const write = (runId: string, run: FakeRun = {}): string => writeFakeRun(runsRoot(), { runId, ...run });
  const from = (run: string): FakeRun['initFrom'] => ({
    experiment: 'a.ferexp.json',
    variant: 'base',
    run,
    ancestry: '0123456789ab',
  });

  /** `id`, with what holds for it. */
  async function descendants(...directories: readonly string[]): Promise<string[]> {
    const index = new RunIndex(runsRoot());
    await index.refresh();
    return (await descendantsOf(directories, index.runs()))
      .map(({ record, needs, byPath }) =>
        [record.header.runId, ...(needs ? ['needs'] : []), ...(byPath ? ['byPath'] : [])].join(' '),
      )
      .sort();
  }

  it('are the runs that started from it, however they name it', async () => {
    const origin = write('origin');
    write('chosen', { initFrom: from(origin)! });
    write('run', { initFrom: { run: origin } });
    write('model', { initFrom: { model: path.join(origin, 'model', 'model.json') } });
    write('base', { model: { type: 'layersModel', base: path.join(origin, 'model', 'model.json') } });
    write('other', { initFrom: from(write('origin-2'))! });
    write('unknown', { initFrom: { experiment: 'a.ferexp.json', variant: 'base' } });
    assert.deepEqual(await descendants(origin), ['base byPath', 'chosen', 'model byPath', 'run byPath']);
  });

  it('are neither the runs themselves nor what started from a descendant', async () => {
    const first = write('first');
    const second = write('second', { initFrom: from(first)! });
    write('third', { initFrom: from(second)! });
    assert.deepEqual(await descendants(first), ['second']);
    assert.deepEqual(await descendants(first, second), ['third']);
  });

  it('need it until they are complete or have a checkpoint; what is built on its network until complete', async () => {
    const origin = write('origin');
    const initFrom = from(origin)!;
    write('queued', { state: 'queued', initFrom });
    write('failed', { state: 'failed', epochsRun: 0, initFrom });
    write('stopped', { state: 'cancelled', initFrom });
    write('done', { initFrom });
    const model = { type: 'layersModel', base: path.join(origin, 'model', 'model.json') } as const;
    write('built', { state: 'cancelled', model });
    assert.deepEqual(await descendants(origin), [
      'built needs byPath',
      'done',
      'failed needs',
      'queued needs',
      'stopped',
    ]);
  });

  it('are also those that learn from it, which need it in every process until they are complete', async () => {
    const origin = write('origin');
    const techniques = (teacher: ResolvedTeacher): FakeRun['techniques'] => ({
      distillation: { from: teacher, temperature: 4, weight: 0.9 },
    });
    const chosen = { experiment: 'a.ferexp.json', variant: 'base', run: origin };
    write('stopped', { state: 'cancelled', techniques: techniques(chosen)! });
    write('done', { techniques: techniques(chosen)! });
    write('named', { techniques: techniques({ run: origin })! });
    write('other', { techniques: techniques({ ...chosen, run: write('origin-2') })! });
    assert.deepEqual(await descendants(origin), ['done', 'named byPath', 'stopped needs']);
  });

  it('are found where the project was moved', async () => {
    write('chosen', { initFrom: from(write('origin'))! });
    const moved = path.join(folder.path, 'moved');
    renameSync(runsRoot(), moved);
    const index = new RunIndex(moved);
    await index.refresh();
    const found = await descendantsOf([path.join(moved, 'fake', 'origin')], index.runs());
    assert.deepEqual(
      found.map(({ record }) => record.header.runId),
      ['chosen'],
    );
  });
});
