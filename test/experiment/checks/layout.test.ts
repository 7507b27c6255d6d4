import assert from 'node:assert/strict';
import { example } from '../example';
import { check, only, valueOf } from './support';

const withData = (data: object) => ({ data: { source: 'faces', ...data } });

describe('checks of data.layout and data.holdOut', () => {
  it('have nothing to say of the published sets, with what each needs', () => {
    for (const given of [
      { layout: 'raf-db' },
      { layout: 'affectnet', test: ['publicTest'] },
      { layout: { list: 'list.csv' } },
      ...['expw', 'ck+', 'kdef', 'jaffe'].map((layout) => ({ layout, holdOut: { folds: 5, fold: 5 } })),
    ]) {
      assert.deepEqual(check(example(withData(given))), [], JSON.stringify(given));
    }
  });

  it('tell a layout without faces for the test, and hold some out', () => {
    const told = only(withData({ layout: 'jaffe' }));
    assert.deepEqual([told.severity, told.code, told.at], ['error', 'hold-out-needed', '"jaffe"']);
    assert.deepEqual(valueOf(told, 'data', 'holdOut'), { fraction: 0.2, seed: 123 });
  });

  it('tell a fold that there is not', () => {
    const told = only(withData({ layout: 'jaffe', holdOut: { folds: 5, fold: 6 } }));
    assert.deepEqual([told.severity, told.code, told.at], ['error', 'fold-beyond-folds', '6']);
  });

  it('tell a validation part that faces that are held out leave empty', () => {
    const told = only(
      withData({
        ...{ layout: 'jaffe', holdOut: { folds: 5, fold: 1 } },
        ...{ validation: 'publicTest', test: ['privateTest'] },
      }),
    );
    assert.deepEqual([told.severity, told.code, told.at], ['error', 'hold-out-without-public-test', '"publicTest"']);
    assert.deepEqual(valueOf(told, 'data', 'validation'), { fraction: 0.2, seed: 123 });
  });

  it('tell a layout that says the class twice or nowhere, and what is no pattern', () => {
    for (const [layout, message, at] of [
      [{ names: '{person}_*' }, /^Nothing says the class of a picture/, '"{person}_*"'],
      [{ list: 'a.csv', names: '{class}_*' }, /^More than one setting says the class/, '"a.csv"'],
      [{ names: '{class}{class}' }, /has \{class\} twice/, '"{class}{class}"'],
      [{ names: '../{class}' }, /has a folder without a name, or one above/, '"../{class}"'],
      [{ list: 'a.csv', picture: '{name}.jpg' }, /^\{name\} has no value there/, '"{name}.jpg"'],
    ] as const) {
      const told = only(withData({ layout, holdOut: { fraction: 0.2 } }));
      assert.deepEqual([told.severity, told.code, told.at], ['error', 'layout-wrong', at]);
      assert.match(told.message, message);
    }
  });

  it('tell what does nothing', () => {
    const synthetic = only({ data: { source: 'synthetic', holdOut: { fraction: 0.2 } } });
    assert.deepEqual([synthetic.severity, synthetic.code], ['warning', 'hold-out-unused']);
    assert.equal(valueOf(synthetic, 'data', 'holdOut'), undefined);
    assert.equal(only(withData({ holdOut: { fraction: 0.2 } })).code, 'hold-out-unused');
  });
});
