import assert from 'node:assert/strict';
import { lastWords } from '../../cli/report/lastWords';

describe('the last words of a process', () => {
  it('are its last line that says something', () => {
    assert.equal(lastWords('one thing\nError: it broke\n\n#\n'), 'Error: it broke');
    assert.equal(lastWords(''), undefined);
    assert.equal(lastWords('#\n#\n---\n'), undefined);
  });

  it('are that memory ran out, wherever it was said', () => {
    const report =
      '\n\n#\n# Fatal process out of memory: SegmentedTable::InitializeTable\n#\n----- Native stack trace -----\n\n 1: 0xb8d0a3 node\n#';
    assert.equal(lastWords(report), 'Fatal process out of memory: SegmentedTable::InitializeTable');
  });
});
