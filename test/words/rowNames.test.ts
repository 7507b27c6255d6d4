import assert from 'node:assert/strict';
import fc from 'fast-check';
import { distinctNames } from '../../words/distinctNames';
import { nameIn, type NamedRow, variantNames } from '../../words/rowNames';

let rows = 0;
const row = (variant: string, rest: Partial<NamedRow> = {}): NamedRow => ({
  ...{ id: `row-${++rows}`, experiment: 'study', variant, settings: {}, basis: {}, runs: [{ runId: `run-${rows}` }] },
  ...rest,
});
const smoothing = (epsilon: number, batchSize = 128): NamedRow['settings'] => ({
  'training.batchSize': batchSize,
  'techniques.labelSmoothing.epsilon': epsilon,
});
const namesOf = (...of: readonly NamedRow[]): string[] => of.map(({ id }) => variantNames(of).get(id)!);

describe('the name of a row', () => {
  it('is its variant, where that has one row', () => {
    assert.deepEqual(namesOf(row('base'), row('flip', { settings: smoothing(0.1) })), ['base', 'flip']);
  });

  it('has the settings that differ between rows of the variant, in the words of the columns, and no more', () => {
    assert.deepEqual(
      namesOf(
        row('flip', { settings: smoothing(0.1) }),
        row('base', { settings: smoothing(0) }),
        row('flip', { settings: smoothing(0.2) }),
      ),
      ['flip (labelSmoothing epsilon 0.1)', 'base', 'flip (labelSmoothing epsilon 0.2)'],
    );
    assert.deepEqual(
      namesOf(
        row('flip', { settings: smoothing(0.1, 32) }),
        row('flip', { settings: smoothing(0.1, 64) }),
        row('flip', { settings: smoothing(0.2, 64) }),
      ),
      [
        'flip (batchSize 32, labelSmoothing epsilon 0.1)',
        'flip (batchSize 64, labelSmoothing epsilon 0.1)',
        'flip (batchSize 64, labelSmoothing epsilon 0.2)',
      ],
    );
    // Who changes two settings at once needs to read one of them.
    assert.deepEqual(
      namesOf(row('flip', { settings: smoothing(0.1, 32) }), row('flip', { settings: smoothing(0.2, 64) })),
      ['flip (batchSize 32)', 'flip (batchSize 64)'],
    );
  });

  it('has the data, or a run, where the settings are the same', () => {
    const [one, other] = ['a', 'b'].map((digit) => ({ basis: { fingerprint: digit.repeat(64) } }));
    assert.deepEqual(namesOf(row('base', one), row('base', other)), [
      'base (data aaaaaaaaaaaa)',
      'base (data bbbbbbbbbbbb)',
    ]);
    assert.deepEqual(namesOf(row('base', { runs: [{ runId: 'x' }] }), row('base', { runs: [{ runId: 'y' }] })), [
      'base (run x)',
      'base (run y)',
    ]);
  });

  it('says which one was trained elsewhere', () => {
    const imported = { file: 'a.csv', sha256: 'c', importedAt: '', answers: 'classes', framework: 'PyTorch' } as const;
    assert.deepEqual(namesOf(row('base'), row('base', { imported })), ['base', 'base (imported, PyTorch)']);
  });

  it('begins with the experiment where there are several, and tells variants of each apart for itself', () => {
    const all = [row('base'), row('base', { experiment: 'other' })];
    assert.deepEqual(all.map(nameIn(all)), ['study / base', 'other / base']);
    assert.deepEqual(all.slice(0, 1).map(nameIn(all.slice(0, 1))), ['base']);
  });

  it('is never that of another row, whatever differs', () => {
    const any = fc.record({
      experiment: fc.constantFrom('a', 'b'),
      variant: fc.constantFrom('base', 'flip'),
      settings: fc.dictionary(fc.constantFrom('data.source', 'training.epochs', 'model.l2'), fc.nat(2)),
      basis: fc.record({ fingerprint: fc.constantFrom('a'.repeat(64), 'b'.repeat(64)) }),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 12 }), (given) => {
        const all = given.map(({ variant, ...rest }) => row(variant, rest));
        assert.equal(new Set(all.map(nameIn(all))).size, all.length);
      }),
    );
  });
});

describe('names of things that have the same', () => {
  it('ask no further than needed for what tells them apart', () => {
    const asked: string[] = [];
    const names = distinctNames(
      ['a1', 'a2', 'b1'],
      ([first]) => first!,
      function* (alike) {
        asked.push(`first of ${alike.join()}`);
        yield alike.map(() => 'same');
        yield alike.map((each) => `number ${each.slice(1)}`);
        asked.push('more');
      },
    );
    assert.deepEqual([...names.values()], ['a (number 1)', 'a (number 2)', 'b']);
    assert.deepEqual(asked, ['first of a1,a2']);
  });
});
