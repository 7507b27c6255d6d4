import assert from 'node:assert/strict';
import path from 'node:path';
import { check, folder, only, valueOf } from './support';
import { example } from '../example';

const there =
  (...missing: string[]) =>
  (file: string) =>
    !missing.some((name) => file === path.join(folder, name));

describe('checks of the paths of trained weights', () => {
  it('tell weights that are not there, and know those beside them', () => {
    const model = { type: 'resnet50', weights: 'w/resnt.h5' };
    const told = only({ model }, { exists: there('w/resnt.h5'), list: () => ['resnet.h5', 'other.txt'] });
    assert.deepEqual([told.severity, told.code, told.at], ['error', 'file-missing', '"w/resnt.h5"']);
    assert.match(told.message, /Did you mean "w\/resnet\.h5"\?/);
    assert.equal(valueOf(told, 'model', 'weights'), 'w/resnet.h5');
  });

  it('tell a name that was meant', () => {
    const told = only({ model: { type: 'resnet50', weights: 'imagnet' } }, { exists: there('imagnet') });
    assert.equal(valueOf(told, 'model', 'weights'), 'imagenet');
  });

  it('take the names of weights for no paths', () => {
    for (const weights of ['imagenet', 'random']) {
      const training = { epochs: 1, trainable: 'all' };
      const told = check(example({ model: { type: 'resnet50', weights }, training }), { exists: () => false });
      assert.deepEqual(
        told.filter(({ code }) => code === 'file-missing'),
        [],
      );
    }
  });

  it('tell a base that is not there', () => {
    const told = only({ model: { type: 'layersModel', base: 'm/model.json' } }, { exists: there('m/model.json') });
    assert.deepEqual([told.code, told.at], ['file-missing', '"m/model.json"']);
    assert.match(told.message, /the model\/ folder of a run holds one/);
  });

  it('tell a folder that holds no base', () => {
    const model = { type: 'layersModel', base: 'm' };
    const list = (names: string[]) => ({ list: (folder: string) => (folder.endsWith('m') ? names : undefined) });
    const told = only({ model }, list(['weights.bin']));
    assert.deepEqual([told.code, told.at], ['base-folder-empty', '"m"']);
    assert.deepEqual(check(example({ model }), list(['model.json'])), []);
  });
});

describe('the check of a list of excluded faces', () => {
  const data = { source: 'fer2013.csv', exclude: 'exclude.txt' };
  const read = (text: string) => () => text;

  it('names the first wrong line', () => {
    const told = only({ data }, { read: read('1\n# fine\nnonsense\nmore\n') });
    assert.deepEqual([told.severity, told.code, told.at], ['error', 'exclusion-wrong', '"exclude.txt"']);
    assert.match(
      told.message,
      /^Line 3 of "exclude\.txt": "nonsense" is not the number of a face, .* Correct the line/,
    );
  });

  it('accepts a list, and leaves what cannot be read to other checks', () => {
    assert.deepEqual(check(example({ data }), { read: read('1\n2 0123456789abcdef # copy\n') }), []);
    assert.deepEqual(check(example({ data }), { read: () => undefined }), []);
  });

  it('wants a file, not a folder', () => {
    const told = only({ data }, { list: (place) => (place.endsWith('exclude.txt') ? [] : undefined) });
    assert.deepEqual([told.code, told.at], ['exclusion-wrong', '"exclude.txt"']);
    assert.match(told.message, /^"exclude\.txt" is a folder; the name of a text file was expected\. Write it with/);
  });

  it('reads nothing outside of the project', () => {
    const outside = { ...data, exclude: '../exclude.txt' };
    const told = check(example({ data: outside }), { read: read('nonsense') });
    assert.deepEqual(
      told.map(({ code }) => code),
      ['path-outside'],
    );
  });
});
