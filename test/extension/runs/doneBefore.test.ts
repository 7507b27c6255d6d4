import '../vscodeStub';
import assert from 'node:assert/strict';
import { againQuestion, mayBeDone } from '../../../extension/runs/doneBefore';
import { fakeResolved } from '../../fixtures/runs';
import { recordsOf } from './records';

const run = (variant: string, needed = false) => ({ variant, needed });

describe('before a run', () => {
  it('asks nothing where nothing is done', () => {
    assert.equal(againQuestion('flip', { runs: [run('base')], done: [] }), undefined);
  });

  it('offers to run again what is all done, also where only others are needed', () => {
    const question = againQuestion('flip', { runs: [], done: [run('base'), run('flip')] });
    assert.deepEqual([question?.message, question?.again], ['All 2 runs of flip are done already.', 'Run Again']);
    assert.equal(question?.missing, undefined);
    const needed = againQuestion('flip', { runs: [run('base', true)], done: [run('flip')] });
    assert.deepEqual([needed?.message, needed?.missing], ['flip / flip is done already.', undefined]);
  });

  it('offers what is missing where only some is done', () => {
    const question = againQuestion('flip', { runs: [run('a'), run('b'), run('c', true)], done: [run('base')] });
    assert.equal(question?.message, '1 run of flip is done already, 2 missing.');
    assert.deepEqual([question.missing, question.again], ['Run Only What Is Missing', 'Run All Again']);
    assert.match(question.detail, /^Done: base\. Missing: a, b\.\n\nWith the same settings/);
  });

  it('names each variant once, a few of many, and the only one where that is no variant by its file', () => {
    const names = ['base', 'base', 'a', 'b', 'c', 'd', 'e', 'f'];
    const question = againQuestion('flip', { runs: [], done: names.map((variant) => run(variant)) });
    assert.match(question?.detail ?? '', /^Done: base, a, b, c, d and 2 more\.\n\n/);
    assert.equal(againQuestion('flip', { runs: [], done: [run('base')] })?.message, 'flip is done already.');
  });

  it('looks closer only where a run of that variant and seed is complete', async () => {
    const records = await recordsOf({ variant: 'flip', repeat: 0 }, { variant: 'shear', state: 'cancelled' });
    assert.equal(mayBeDone([fakeResolved({ variant: 'base' }), fakeResolved({ variant: 'flip' })], records), true);
    assert.equal(mayBeDone([fakeResolved({ variant: 'flip', seed: 5 })], records), false);
    assert.equal(mayBeDone([fakeResolved({ variant: 'shear' })], records), false);
  });
});
