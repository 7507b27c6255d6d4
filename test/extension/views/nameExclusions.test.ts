import '../vscodeStub';
import assert from 'node:assert/strict';
import path from 'node:path';
import { applyEdits } from 'jsonc-parser';
import { namingEdits } from '../../../extension/views/nameExclusions';

describe('naming a list of faces to leave out', () => {
  const file = path.resolve('/project/a/flip.ferexp.json');
  const named = (text: string, list: string): string => applyEdits(text, namingEdits(text, file, path.resolve(list)));

  it('adds the path from the experiment, and keeps comments', () => {
    const text = '{\n  // mine\n  "data": {\n    "source": "fer.csv"\n  }\n}\n';
    const after = named(text, '/project/a/exclude.txt');
    assert.match(after, /\/\/ mine/);
    assert.match(after, /"source": "fer\.csv",\n {4}"exclude": "exclude\.txt"\n/);
    assert.match(named(text, '/project/lists/out.txt'), /"exclude": "\.\.\/lists\/out\.txt"/);
  });

  it('replaces the list that was named before', () => {
    const text = '{ "data": { "source": "fer.csv", "exclude": "old.txt" } }';
    assert.equal(named(text, '/project/a/new.txt'), text.replace('old', 'new'));
  });
});
