import '../vscodeStub';
import assert from 'node:assert/strict';
import { againQuestion, mayBeKnown } from '../../../extension/runs/doneBefore';
import { fakeResolved } from '../../fixtures/runs';
import { recordsOf } from './records';

const run = (variant: string, needed = false) => ({ variant, needed });

describe('before a run', () => {
  it('asks nothing where nothing is done', () => {
    assert.equal(againQuestion('flip', { runs: [run('base')], done: [], queued: [] }), undefined);
  });

  it('offers to run again what is all done, also where only others are needed', () => {
    const question = againQuestion('flip', { runs: [], done: [run('base'), run('flip')], queued: [] });
    assert.deepEqual([question?.message, question?.again], ['All 2 runs of flip are done already.', 'Run Again']);
    assert.equal(question?.missing, undefined);
    const needed = againQuestion('flip', { runs: [run('base', true)], done: [run('flip')], queued: [] });
    assert.deepEqual([needed?.message, needed?.missing], ['flip / flip is done already.', undefined]);
  });

  it('offers what is missing where only some is done', () => {
    const question = againQuestion('flip', {
      runs: [run('a'), run('b'), run('c', true)],
      done: [run('base')],
      queued: [],
    });
    assert.equal(question?.message, '1 run of flip is done already, 2 missing.');
    assert.deepEqual([question.missing, question.again], ['Run Only What Is Missing', 'Run All Again']);
    assert.match(question.detail, /^Done: base\. Missing: a, b\.\n\nWith the same settings/);
  });

  it('names each variant once, a few of many, and the only one where that is no variant by its file', () => {
    const names = ['base', 'base', 'a', 'b', 'c', 'd', 'e', 'f'];
    const question = againQuestion('flip', { runs: [], done: names.map((variant) => run(variant)), queued: [] });
    assert.match(question?.detail ?? '', /^Done: base, a, b, c, d and 2 more\.\n\n/);
    assert.equal(
      againQuestion('flip', { runs: [], done: [run('base')], queued: [] })?.message,
      'flip is done already.',
    );
  });

  it('tells what runs or waits already, and offers to show it or to add it anyway', () => {
    const queued = (variant: string, state = 'queued') => ({ variant, state, directory: `/runs/${variant}` });
    const ask = (plan: Partial<Parameters<typeof againQuestion>[1]>) =>
      againQuestion('flip', { runs: [], done: [], queued: [], ...plan });
    const one = ask({ queued: [queued('base')] });
    assert.deepEqual([one?.message, one?.show, one?.again], ['flip is queued already.', 'Show It', 'Add Anyway']);
    assert.equal(one?.missing, undefined);
    assert.equal(ask({ queued: [queued('flip', 'running')] })?.message, 'flip / flip is running already.');
    const some = ask({ queued: [queued('base', 'running'), queued('a')], runs: [run('b')], done: [run('c')] });
    assert.equal(some?.message, '3 runs of flip are done, running or queued already, 1 missing.');
    assert.match(some.detail, /^Done: c\. Running or waiting: base, a\. Missing: b\./);
    assert.deepEqual([some.missing, some.again], ['Add Only What Is Missing', 'Add All Anyway']);
  });

  it('looks closer only where a run of that variant and seed is complete', async () => {
    const records = await recordsOf({ variant: 'flip', repeat: 0 }, { variant: 'shear', state: 'cancelled' });
    assert.equal(mayBeKnown([fakeResolved({ variant: 'base' }), fakeResolved({ variant: 'flip' })], records), true);
    assert.equal(mayBeKnown([fakeResolved({ variant: 'flip', seed: 5 })], records), false);
    assert.equal(mayBeKnown([fakeResolved({ variant: 'shear' })], records), false);
    const waiting = await recordsOf({ variant: 'flip', state: 'running' });
    assert.equal(mayBeKnown([fakeResolved({ variant: 'flip' })], waiting), true);
  });
});
