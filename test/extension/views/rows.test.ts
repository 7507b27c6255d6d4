import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Rows } from '../../../extension/views/rows';

interface Item {
  readonly id: string;
  readonly words: string;
  readonly note?: string;
  readonly below: readonly Item[];
}

const item = (id: string, words: string, below: readonly Item[] = [], note?: string): Item => ({
  ...{ id, words, below },
  ...(note !== undefined && { note }),
});

const rowsOfItems = (): Rows<Item> =>
  new Rows<Item>({ id: ({ id }) => id, children: ({ below }) => below, appearance: ({ words }) => words });

/** What an editor that follows the updates shows: ids and words, depth first. */
function drawn(rows: Rows<Item>, row?: Item): string[] {
  return rows.children(row).flatMap((child) => [`${child.id}: ${child.words}`, ...drawn(rows, child)]);
}

describe('Rows of a tree view', () => {
  it('draws the whole tree when it is new and nothing when it says the same again', () => {
    const rows = rowsOfItems();
    assert.equal(rows.update([item('a', 'one')]), undefined);
    rows.children();
    assert.deepEqual(rows.update([item('a', 'one')]), []);
  });

  it('draws anew only the row that says something else, by the object that the editor was given', () => {
    const rows = rowsOfItems();
    rows.update([item('a', 'one', [item('b', 'two')]), item('c', 'three')]);
    const [first] = rows.children();
    const [below] = rows.children(first);
    const changed = rows.update([item('a', 'one', [item('b', 'four')]), item('c', 'three')]);
    assert.equal(changed?.length, 1);
    assert.equal(changed[0], below);
    assert.deepEqual(below, item('b', 'four'));
  });

  it('brings a row up to date that says the same, with what it has no more', () => {
    const rows = rowsOfItems();
    rows.update([item('a', 'one', [], 'noted')]);
    const [row] = rows.children();
    assert.deepEqual(rows.update([item('a', 'one')]), []);
    assert.deepEqual(row, item('a', 'one'));
  });

  it('passes over a row that the editor has not asked for', () => {
    const rows = rowsOfItems();
    rows.update([item('a', 'one', [item('b', 'two')])]);
    rows.children();
    assert.deepEqual(rows.update([item('a', 'one', [item('b', 'three')])]), []);
    assert.deepEqual(drawn(rows), ['a: one', 'b: three']);
  });

  it('draws anew only the row below which rows came, went or moved', () => {
    const [one, two] = [item('b', 'two'), item('c', 'three')];
    for (const below of [[one, two], [], [two], [two, one]]) {
      const rows = rowsOfItems();
      rows.update([item('a', 'one', [one]), item('d', 'four', [item('e', 'five')])]);
      const before = drawn(rows);
      const [first] = rows.children();
      const changed = rows.update([item('a', 'one', below), item('d', 'four', [item('e', 'five')])]);
      assert.deepEqual(changed, [first]);
      assert.notDeepEqual(drawn(rows), before);
    }
  });

  it('asks nothing of the rows below one that the editor has not opened', () => {
    const asked: string[] = [];
    const rows = new Rows<Item>({
      id: ({ id }) => id,
      children: ({ below }) => below,
      appearance: ({ id, words }) => {
        asked.push(id);
        return words;
      },
    });
    const tree = () => [item('a', 'one', [item('b', 'two', [item('c', 'three')])])];
    rows.update(tree());
    rows.children(rows.children()[0]);
    asked.length = 0;
    rows.update(tree());
    assert.deepEqual(asked, ['a', 'b']);
  });

  for (const [what, next] of [
    ['came', [item('a', 'one'), item('b', 'two'), item('c', 'three')]],
    ['went', [item('a', 'one')]],
    ['moved', [item('b', 'two'), item('a', 'one')]],
    ['moved below another', [item('a', 'one', [item('b', 'two')])]],
  ] as const) {
    it(`draws the whole tree when a root ${what}`, () => {
      const rows = rowsOfItems();
      rows.update([item('a', 'one'), item('b', 'two')]);
      rows.children();
      assert.equal(rows.update(next), undefined);
      assert.deepEqual(
        drawn(rows),
        next.flatMap(({ id, words, below }: Item) => [
          `${id}: ${words}`,
          ...below.map((child) => `${child.id}: ${child.words}`),
        ]),
      );
    });
  }

  it('leaves no row stale, whatever the updates', () => {
    const tree = fc
      .uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'))
      .chain((ids) => fc.tuple(...ids.map((id) => fc.tuple(fc.constant(id), fc.constantFrom('x', 'y'), fc.boolean()))))
      .map((given) =>
        given.reduce<Item[]>((roots, [id, words, below]) => {
          const last = roots.at(-1);
          if (!below || !last) return [...roots, item(id, words)];
          return [...roots.slice(0, -1), item(last.id, last.words, [...last.below, item(id, words)])];
        }, []),
      );
    fc.assert(
      fc.property(fc.array(tree, { minLength: 1, maxLength: 6 }), (updates) => {
        const rows = rowsOfItems();
        const shown = new Map<Item, { readonly words: string; readonly below: readonly Item[] }>();
        const forget = (row: Item): void => {
          shown.get(row)?.below.forEach(forget);
          shown.delete(row);
        };
        const draw = (row: Item): void => {
          const below = rows.children(row);
          shown.set(row, { words: row.words, below });
          below.forEach(draw);
        };
        for (const roots of updates) {
          const changed = rows.update(roots);
          if (changed === undefined) {
            shown.clear();
            rows.children().forEach(draw);
          } else {
            for (const row of changed.filter((each) => shown.has(each))) {
              forget(row);
              draw(row);
            }
          }
          const expected = roots.flatMap((root) => [root, ...root.below]).map(({ id, words }) => `${id} ${words}`);
          assert.deepEqual([...shown].map(([{ id }, { words }]) => `${id} ${words}`).sort(), expected.sort());
        }
      }),
    );
  });
});
