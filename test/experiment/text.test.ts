import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LineMap } from '../../experiment/text';

describe('LineMap', () => {
  it('finds positions and offsets of each other', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', '\n', '\r\n', '😀', ' ')), (parts) => {
        const text = parts.join('');
        const lines = new LineMap(text);
        for (let offset = 0; offset <= text.length; offset++) {
          const position = lines.position(offset);
          assert.equal(lines.offset(position), offset);
          assert.equal(position.line, text.slice(0, offset).split('\n').length - 1);
        }
      }),
    );
  });

  it('gives a line without its line break', () => {
    const lines = new LineMap('one\r\ntwo\nthree');
    assert.deepEqual(
      [0, 1, 2, 3].map((line) => lines.line(line)),
      ['one', 'two', 'three', ''],
    );
  });

  it('stays within the text', () => {
    const lines = new LineMap('ab\ncd');
    assert.deepEqual(lines.position(99), { line: 1, character: 2 });
    assert.equal(lines.offset({ line: 0, character: 99 }), 2);
    assert.equal(lines.offset({ line: 9, character: 0 }), 5);
  });
});
