import assert from 'node:assert/strict';
import { weightsSource } from '../../../storage/machine/weightsSource';

const published = 'https://publisher/folder/some.h5';
const at = (mirror?: string) =>
  weightsSource({ file: 'some.h5', source: published }, mirror === undefined ? {} : { FEREXP_WEIGHTS_URL: mirror });

describe('where published weights are fetched from', () => {
  it('is where they were published, unless a mirror is named', () => {
    assert.equal(at(), published);
    assert.equal(at(''), published);
  });

  it('is the file of that name in the folder of the mirror', () => {
    for (const folder of ['http://mirror:8080/a/b', 'http://mirror:8080/a/b/', 'http://mirror:8080/a/b//']) {
      assert.equal(at(folder), 'http://mirror:8080/a/b/some.h5');
    }
    assert.equal(at('https://mirror'), 'https://mirror/some.h5');
  });

  it('keeps what a mirror wants to be asked with', () => {
    assert.equal(at('https://mirror/a?token=1'), 'https://mirror/a/some.h5?token=1');
  });

  for (const mirror of ['mirror', '/a/folder', 'file:///a/folder', 'ftp://mirror/a', 'https://me:secret@mirror/a']) {
    it(`is not ${mirror}`, () => {
      assert.throws(() => at(mirror), {
        name: 'UserError',
        message: /^The environment variable FEREXP_WEIGHTS_URL is not the address of a folder/,
        remedy: /https:\/\/host\/folder/,
        exitCode: 2,
      });
    });
  }
});
