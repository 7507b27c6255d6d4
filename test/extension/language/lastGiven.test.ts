import assert from 'node:assert/strict';
import { LastGiven } from '../../../extension/language/lastGiven';

const document = (name: string) => ({ uri: { toString: () => name } as never, name });

describe('what the editor was given last', () => {
  it('is stale when an open document would be given something else', () => {
    const words = new Map([['a', ['Run']]]);
    const given = new LastGiven(({ name }: ReturnType<typeof document>) => words.get(name));
    assert.deepEqual(given.give(document('a')), ['Run']);
    words.set('a', ['Run']);
    assert.equal(given.isStale([document('a')]), false);
    words.set('a', ['Run', 'Stop 1 run']);
    assert.equal(given.isStale([document('a')]), true);
    given.give(document('a'));
    assert.equal(given.isStale([document('a')]), false);
  });

  it('does not count documents that nothing was given for, nor closed ones', () => {
    let value = 1;
    const given = new LastGiven(() => value);
    given.give(document('a'));
    value = 2;
    assert.equal(given.isStale([document('b')]), false);
    assert.equal(given.isStale([document('a')]), false, 'it was closed between');
  });
});
