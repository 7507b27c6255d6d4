import assert from 'node:assert/strict';
import { deletionQuestion } from '../../../extension/runs/deletion';
import { descendantsOf } from '../../../results/descendants';
import { RunIndex } from '../../../results/runIndex';
import { type FakeRun, writeFakeRun } from '../../fixtures/runs';
import { temporaryFolder } from '../../storage/temporaryFolder';

describe('the question before runs are deleted', () => {
  const folder = temporaryFolder();

  /** A run of `custom`, and what starts from it. */
  async function ask(...descendants: readonly FakeRun[]): Promise<string[]> {
    const origin = writeFakeRun(folder.path, { experiment: 'custom', runId: 'custom-1' });
    const initFrom = { experiment: 'custom.ferexp.json', variant: 'base', run: origin, ancestry: '0123456789ab' };
    descendants.forEach((run, repeat) => writeFakeRun(folder.path, { experiment: 'flip', repeat, initFrom, ...run }));
    const index = new RunIndex(folder.path);
    await index.refresh();
    const found = await descendantsOf([origin], index.runs());
    const { what, detail } = deletionQuestion([origin], found);
    assert.equal(what, 'the run custom-1');
    return detail.split('\n\n');
  }
  const owned = 'Its curves, predictions, checkpoints and model are deleted with it.';

  it('says what goes with it where nothing started from it', async () => {
    assert.deepEqual(await ask(), [owned]);
    const many = deletionQuestion(['/runs/a/1', '/runs/a/2'], []);
    assert.deepEqual(
      [many.what, many.detail],
      ['2 runs', 'Their curves, predictions, checkpoints and models are deleted with them.'],
    );
  });

  it('says what the user has given them', () => {
    const detail = (runs: number, ...marked: { starred?: true; note?: string }[]) =>
      deletionQuestion(
        Array.from({ length: runs }, (_, run) => `/runs/a/${run}`),
        [],
        marked,
      ).detail.split('\n\n')[1];
    assert.equal(detail(1, { starred: true, note: 'best' }), 'It has a star and a note.');
    assert.equal(detail(1, { note: 'best' }), 'It has a note.');
    assert.equal(detail(1, { starred: true }), 'It has a star.');
    assert.equal(detail(3, { starred: true }), '1 of them has a star or a note.');
    assert.equal(detail(3, { starred: true }, { note: 'best' }), '2 of them have a star or a note.');
  });

  it('names a run that started from it, and what that keeps and loses', async () => {
    assert.deepEqual(await ask({}), [
      owned,
      '1 other run started from it: flip / base, seed 1. It keeps its own weights and results and still names what it started from, which can no longer be opened afterwards.',
    ]);
  });

  it('names three at most, and tells of checkpoints where one can go on', async () => {
    assert.deepEqual(await ask({}, {}, { state: 'cancelled' }, {}, {}), [
      owned,
      '5 other runs started from it: flip / base, seed 1; flip / base, seed 2; flip / base, seed 3; 2 more. They keep their own weights, checkpoints and results and still name what they started from, which can no longer be opened afterwards.',
    ]);
  });

  it('says which cannot start or go on without it', async () => {
    const [, first, second] = await ask({ state: 'queued' }, {}, { state: 'failed', epochsRun: 0 });
    assert.equal(
      first,
      '2 other runs need its model, and can no longer start or be resumed afterwards: flip / base, seed 1; flip / base, seed 3.',
    );
    assert.match(second!, /^1 other run started from it: flip \/ base, seed 2\. It keeps/);
  });

  it('says that what names it by path cannot run again', async () => {
    const paragraphs = await ask({ initFrom: { run: `${folder.path}/custom/custom-1` } });
    assert.equal(paragraphs[2], 'An experiment that names it by path must be changed before it can run again.');
  });
});
