import assert from 'node:assert/strict';
import { LastResult } from '../../../extension/language/lastResult';

const document = (name: string) => ({ uri: { toString: () => name } as never, name });

describe('the last result of a document', () => {
  it('is stale when an open document has another result', () => {
    const words = new Map([['a', ['Run']]]);
    const last = new LastResult(({ name }: ReturnType<typeof document>) => words.get(name));
    assert.deepEqual(last.get(document('a')), ['Run']);
    words.set('a', ['Run']);
    assert.equal(last.isStale([document('a')]), false);
    words.set('a', ['Run', 'Stop 1 run']);
    assert.equal(last.isStale([document('a')]), true);
    last.get(document('a'));
    assert.equal(last.isStale([document('a')]), false);
  });

  it('does not count documents without a result, nor closed ones', () => {
    let value = 1;
    const last = new LastResult(() => value);
    last.get(document('a'));
    value = 2;
    assert.equal(last.isStale([document('b')]), false);
    assert.equal(last.isStale([document('a')]), false, 'it was closed between');
  });
});
