import assert from 'node:assert/strict';
import { noteStart, withNote } from '../../words/notes';

describe('a note in a row', () => {
  it('is its first line, cut, with a mark where more follows', () => {
    assert.equal(noteStart('lower rate'), 'lower rate');
    assert.equal(noteStart('lower rate\nmore'), 'lower rate …');
    assert.equal(noteStart('x'.repeat(61)), `${'x'.repeat(60)}…`);
    assert.equal(noteStart('x'.repeat(60)), 'x'.repeat(60));
  });

  it('sends no control character to where it is shown', () => {
    assert.equal(noteStart('a\x1b[31mb\u202ec'), 'a\\u001b[31mb\\u202ec');
    assert.equal(noteStart('lower\trate'), 'lower rate');
  });

  it('stands behind the status, the star before it', () => {
    assert.equal(withNote('done 84.1 %', {}), 'done 84.1 %');
    assert.equal(withNote('done 84.1 %', { starred: true }), '★ done 84.1 %');
    assert.equal(withNote('queued', { starred: true, note: 'a\nb' }), '★ queued, “a …”');
    assert.equal(withNote('failed', { noteProblem: 'note.json is empty' }), 'failed, its note cannot be read');
  });
});
