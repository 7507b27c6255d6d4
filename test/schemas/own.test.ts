import assert from 'node:assert/strict';
import { own } from '../../schemas/own';

describe('own', () => {
  it('finds only what was put in', () => {
    const given: Record<string, number> = { a: 1, ['__proto__']: 2 };
    assert.deepEqual(
      ['a', '__proto__', 'constructor', 'toString', 'b'].map((key) => own(given, key)),
      [1, 2, undefined, undefined, undefined],
    );
    assert.equal(own(undefined, 'a'), undefined);
  });
});
