import assert from 'node:assert/strict';
import { parseOverride } from '../../experiment/overrides';

describe('parseOverride', () => {
  it('reads JSON where it is JSON, else a text', () => {
    assert.deepEqual(parseOverride('training.epochs=3'), ['training.epochs', 3]);
    assert.deepEqual(parseOverride('data.test=["privateTest"]'), ['data.test', ['privateTest']]);
    assert.deepEqual(parseOverride('data.source=a=b.csv'), ['data.source', 'a=b.csv']);
    assert.deepEqual(parseOverride('techniques.labelSmoothing=null'), ['techniques.labelSmoothing', null]);
  });

  it('wants a path and a value', () => {
    for (const text of ['training.epochs', '=3']) {
      assert.throws(() => parseOverride(text), { message: `--set ${text}: expected path=value.` });
    }
  });
});
