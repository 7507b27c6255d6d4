import assert from 'node:assert/strict';
import fc from 'fast-check';
import { columnOf, rowReader } from '../../results/columns';

/** As after a way through a file. */
function restored(rows: readonly unknown[]): unknown[] {
  const read = rowReader(JSON.parse(JSON.stringify(columnOf(rows))) as ReturnType<typeof columnOf>);
  // In any order.
  const last = rows.length - 1;
  return rows.map((_, index) => read(last - index)).reverse();
}

describe('columns', () => {
  it('give back the rows, whatever they are', () => {
    const row = fc.jsonValue({ maxDepth: 4 });
    const like = fc.record({ a: fc.integer(), b: fc.option(fc.string()), c: fc.record({ d: fc.double() }) });
    fc.assert(
      fc.property(fc.oneof(fc.array(row), fc.array(like), fc.array(fc.oneof(row, like))), (rows) => {
        const plain = JSON.parse(JSON.stringify(rows)) as unknown[];
        assert.deepEqual(restored(plain), plain);
      }),
      { numRuns: 500 },
    );
  });

  it('tell texts from what is written the same', () => {
    const rows = ['1', 1, 'null', null, '[]', [], '{}', {}, '"1', true, 'true'];
    assert.deepEqual(restored([...rows, ...rows, ...rows]), [...rows, ...rows, ...rows]);
  });

  it('keep fields of any name as fields', () => {
    const rows = JSON.parse(
      '[{"__proto__":{"a":1},"constructor":2},{"__proto__":{"a":2},"constructor":3}]',
    ) as object[];
    const [first] = restored(rows) as object[];
    assert.deepEqual(Object.keys(first!), ['__proto__', 'constructor']);
    assert.equal(Object.getPrototypeOf(first), Object.prototype);
  });
});
