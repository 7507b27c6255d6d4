import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { resolveLayout } from '../../../experiment/layout';
import type { DataConfig } from '../../../schemas/generated/experiment';
import { type LayoutName, publishedLayouts } from '../../../schemas/layouts';
import { loadData } from '../../../runner/data/load';
import { listFiles } from '../../../runner/data/import/folderEntries';
import { openSource } from '../../../runner/data/source';
import { foldDatasets } from '../../../runner/run/search/folds';
import { truthOf } from '../../../runner/run/splitParts';
import { picturePaths } from '../../../runner/imported/picturePaths';
import { picture, smallSets, type Tree } from '../../fixtures/dataSets/trees';
import { zipOf } from './archives';
import { resolvedData, temporaryFolder, userErrorOf } from './support';

describe('a layout of data', () => {
  const folder = temporaryFolder();
  const unpack = async (files: Tree): Promise<void> => {
    for (const [path, content] of Object.entries(files)) {
      const file = join(folder.path(), 'data', path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
    }
  };
  const options = () => ({
    baseDirectory: folder.path(),
    cacheDirectory: join(folder.path(), 'cache'),
    onProgress: () => undefined,
  });
  type Given = Pick<DataConfig, 'layout' | 'classes'>;
  const open = (given: Given) => openSource('data', { ...options(), ...resolveLayout(given) });
  const failure = async (files: Tree, given: Given): Promise<string> => {
    await unpack(files);
    const error = await userErrorOf(() => open(given));
    assert.equal(error.exitCode, 2);
    assert.ok(error.remedy);
    return error.message;
  };
  const load = (data: Given & Pick<DataConfig, 'holdOut'>, changes: Parameters<typeof resolvedData>[0] = {}) =>
    loadData(
      resolvedData({
        source: 'data',
        ...resolveLayout(data),
        ...(data.holdOut && { holdOut: { seed: 123, ...data.holdOut } }),
        ...changes,
      }),
      options(),
    );
  const picturesOf = (...names: readonly string[]): Tree =>
    Object.fromEntries(names.map((name, at) => [name, picture(at)]));

  it('leaves pictures out whose names say no class, counted, as long as there are others', async () => {
    const set = smallSets.find(({ layout }) => layout === 'jaffe')!;
    await unpack({ ...set.files, ...picturesOf('README.jpg', 'photo of us.jpg') });
    const { faces, warnings } = await open({ layout: 'jaffe' });
    assert.equal(
      faces.count,
      set.counts.reduce((sum, each) => sum + each, 0),
    );
    assert.match(
      warnings.join('\n'),
      /2 pictures were left out, with a name in which data\.classes knows no class; the first is README\.jpg\./,
    );
  });

  it('tells how many faces and persons are held out, and that intervals do not know of persons', async () => {
    await unpack(smallSets.find(({ layout }) => layout === 'jaffe')!.files);
    const { dataset } = await load({ layout: 'jaffe', holdOut: { fraction: 0.2 } });
    const held = dataset.splits.test.length;
    const all = dataset.labels.length;
    const words = `data.holdOut holds ${held} of ${all} faces (${((100 * held) / all).toFixed(1)} %) out for the test, of 2 of 10 persons.`;
    assert.ok(
      dataset.warnings.some((warning) => warning.replaceAll(/\s/gu, ' ').includes(words)),
      `${words} ${dataset.warnings.join('\n')}`,
    );
    assert.match(dataset.warnings.join('\n'), /The faces show 10 persons: none is in two splits\.$/m);
    const { persons } = truthOf(dataset, dataset.splits.test);
    assert.deepEqual(
      persons,
      Uint32Array.from(dataset.splits.test, (id) => dataset.persons![id]!),
    );
    assert.equal(new Set(persons).size, 2);
  });

  it('is tested for every data set that has a name', () => {
    assert.deepEqual(smallSets.map(({ layout }) => layout).sort(), Object.keys(publishedLayouts).sort());
  });

  for (const { layout, files, counts, persons } of smallSets) {
    it(`of ${layout} gives each class its faces, and the same from the cache`, async () => {
      await unpack(files);
      const { faces, warnings } = await open({ layout });
      const found = counts.map((_, emotion) => faces.emotion.filter((each) => each === emotion).length);
      assert.deepEqual(found, counts, warnings.join('\n'));
      assert.equal(faces.persons && new Set(faces.persons).size, persons);
      const again = await open({ layout });
      assert.equal(again.fromCache, true);
      assert.deepEqual(
        [again.faces.fingerprint, again.faces.persons, again.warnings],
        [faces.fingerprint, faces.persons, warnings],
      );
    });
  }

  it('reads what a header names, in whatever order, with parts, persons and boxes', async () => {
    await unpack({
      'labels.csv':
        'subject;split;File Name;left;top;right;bottom;Emotion\n' +
        'a;train;x/1.png;0;0;48;48;happiness\nb;val;x/2.png;48;0;96;48;4\nc;test;2.png;-5;0;43;48;Angry\n',
      'x/1.png': picture(1, 96, 48),
      'x/2.png': picture(2, 96, 48),
      'x/3.png': picture(3),
    });
    const { faces, warnings } = await open({ layout: { list: 'labels.csv' }, classes: { 4: 'sad' } });
    assert.deepEqual(
      [[...faces.usage], [...faces.emotion], [...faces.persons!]],
      [
        [0, 1, 2],
        [3, 4, 0],
        [0, 1, 2],
      ],
    );
    assert.match(warnings.join('\n'), /The part val \(1 faces?\) is read as publicTest/);
    assert.match(warnings.join('\n'), /The faces show 3 persons/);
    assert.match(warnings.join('\n'), /1 picture was left out, being in no line of the list: x\/3\.png/);
    assert.match(warnings.join('\n'), /^1 box reached beyond the picture: what lies inside was used\.$/m);
    // The box is cut out pixel by pixel: its first pixel is that of the picture at its corner.
    assert.equal(faces.pixels[0], (1 * 37) & 255);
    assert.equal(faces.pixels[48 * 48], (48 * 5 + 2 * 37) & 255);
  });

  it('reads lists without a header, with blanks, and pictures whose names differ from it', async () => {
    await unpack({
      'list.txt': 'a.jpg  happy\r\n\r\nb.jpg sad\r\n',
      'in/a_x.png': picture(1),
      'in/b_x.png': picture(2),
    });
    const { faces } = await open({ layout: { list: 'list.txt', picture: 'in/{stem}_x.png' } });
    assert.deepEqual([...faces.emotion], [3, 4]);
  });

  it('gives the faces the same order however the files are listed, and names them in it', async () => {
    const set = smallSets.find(({ layout }) => layout === 'raf-db')!;
    await unpack(set.files);
    const { faces } = await open({ layout: 'raf-db' });
    const paths = await picturePaths(
      { source: 'data', ...resolveLayout({ layout: 'raf-db' }) },
      folder.path(),
      faces.count,
    );
    assert.equal(paths?.length, faces.count);
    assert.equal(paths?.[0], 'basic/Image/aligned/train_00001_aligned.jpg');
    assert.ok((await listFiles(join(folder.path(), 'data'))).length > faces.count);
  });

  describe('whose list is wrong names the line', () => {
    const list = (text: string | Uint8Array): Tree => ({ ...picturesOf('a.png', 'b.png'), 'list.txt': text });
    const layout = { list: 'list.txt' };
    for (const [title, content, message] of [
      ['a picture is missing', 'a.png happy\nc.png sad\n', /list\.txt, line 2: the picture c\.png is not in /],
      ['a path leads out', 'a.png happy\n../b.png sad\n', /list\.txt, line 2: \.\.\/b\.png leads out of /],
      ['a path is absolute', '/etc/a.png happy\n', /list\.txt, line 1: \/etc\/a\.png leads out of /],
      ['a path leads out by Windows’s names', '..\\b.png happy\n', /line 1: \.\.\\b\.png leads out of /],
      ['a line is there twice', 'a.png happy\nb.png sad\na.png sad\n', /line 3 names a\.png again, as line 1 does/],
      ['a class is unknown', 'a.png 9\n', /list\.txt, line 1: the class "9" has no meaning/],
      ['a class is another word', 'a.png 1\nb.png smirk\n', /line 2: the class "smirk" has no meaning: expected 1/],
      ['it is empty', '', /list\.txt is empty/],
      ['it has blank lines alone', '\n\n', /list\.txt has no lines/],
      ['it has a header alone', 'picture,class\n', /has no line but its header/],
      ['it has a zero byte', 'a.png happy\nb.png s\0ad\n', /list\.txt, line 2: expected text, not a zero byte/],
      ['a line has ten megabytes', `a.png happy\n${'x'.repeat(10e6)}\n`, /list\.txt, line \d+: cannot be read as CSV/],
      ['a field is missing', 'picture,class\na.png\n', /line 2 has 1 field: expected 2/],
      ['a class is missing', 'picture,class\na.png,\n', /line 2: the class is missing/],
      ['a part is unknown', 'picture,class,part\na.png,happy,home\n', /line 2: "home" is no part of the data/],
      [
        'its columns are unclear',
        'a.png happy 3 4\n',
        /line 1: it is not clear what the columns are: a\.png, happy, 3, 4/,
      ],
      [
        'a box is none',
        'picture,class,left,top,right,bottom\na.png,happy,5,5,5,9\n',
        /line 2: the box from 5, 5 to 5, 9/,
      ],
      [
        'a box is no number',
        'picture,class,left,top,right,bottom\na.png,happy,x,5,5,9\n',
        /left is "x": expected pixels/,
      ],
      ['it is a picture', picture(1), /list\.txt is a PNG picture: expected text/],
    ] as const) {
      it(`when ${title}`, async () => {
        const text = await failure(list(content), { layout, classes: { 1: 'happy' } });
        assert.match(text, message);
        assert.doesNotMatch(text, /[\0\x1b]/);
      });
    }
  });

  it('that finds nothing says what it looked for', async () => {
    assert.match(await failure(picturesOf('a.png'), { layout: 'raf-db' }), /holds no file list_patition_label\.txt/);
    assert.match(await failure({}, { layout: 'kdef' }), /holds no faces that data\.layout describes/);
    const same = { 'list.txt': 'b.png happy\n', ...picturesOf('x/b.png', 'y/b.png') };
    assert.match(await failure(same, { layout: { list: 'list.txt' } }), /b\.png may be x\/b\.png or y\/b\.png/);
  });

  it('does not read a link that leads to nothing, or a file of classes that is too large', async () => {
    await unpack({ 'images/1.png': picture(1), 'labels/1.txt': `${'3'.repeat(5000)}` });
    const given = { layout: { names: 'images/*', labelFile: 'labels/{stem}.txt' }, classes: { 3: 'happy' } as const };
    assert.match((await userErrorOf(() => open(given))).message, /labels\/1\.txt: it has 5 kB, and at most/);
    await unpack({ 'labels/1.txt': 'happy sad' });
    assert.match((await userErrorOf(() => open(given))).message, /labels\/1\.txt says "happy sad": expected one class/);
    await symlink('nowhere.png', join(folder.path(), 'data', 'images', '2.png'));
    assert.match((await userErrorOf(() => open(given))).message, /2\.png is a link to a file that is not there/);
  });

  it('is not read of an archive', async () => {
    await folder.write('data', zipOf({ 'a.png': picture(1) }));
    assert.match((await userErrorOf(() => open({ layout: 'kdef' }))).message, /is a file: data\.layout says/);
  });

  describe('with persons', () => {
    it('refuses parts that share a person, and names two faces', async () => {
      const files = {
        'list.csv': 'picture,class,part,person\na.png,happy,train,Ann\nb.png,sad,train,Bo\nc.png,sad,test,Ann\n',
        ...picturesOf('a.png', 'b.png', 'c.png'),
      };
      assert.match(
        await failure(files, { layout: { list: 'list.csv' } }),
        /The person Ann is in two parts: a\.png in Training and c\.png in PrivateTest/,
      );
      const { faces } = await openSource('data', {
        ...options(),
        layout: { list: 'list.csv' },
        holdOut: { fraction: 0.4, seed: 1 },
      });
      assert.equal(faces.count, 3);
    });

    for (const { layout, files, persons } of smallSets.filter((set) => set.persons !== undefined)) {
      it(`holds whole persons of ${layout} out, and each once over all folds`, async () => {
        await unpack(files);
        const tested = new Map<number, number>();
        for (let fold = 1; fold <= 5; fold++) {
          const { dataset } = await load({ layout: layout as LayoutName, holdOut: { folds: 5, fold } });
          const seen = Object.values(dataset.splits).map((ids) => new Set([...ids].map((id) => dataset.persons![id]!)));
          // The ids of faces differ between folds, and the numbers of persons do not.
          for (const person of seen[2]!) tested.set(person, (tested.get(person) ?? 0) + 1);
          assert.equal(
            seen.reduce((sum, each) => sum + each.size, 0),
            persons,
            'a person is in one split alone',
          );
          assert.ok(seen.every((each) => each.size >= 1));
          assert.equal(seen[2]!.size, persons! / 5);
        }
        assert.deepEqual(
          [...tested.values()],
          Array.from({ length: persons! }, () => 1),
        );
      });
    }

    it('keeps them together in the folds of a search, also with copies', async () => {
      await unpack(smallSets.find(({ layout }) => layout === 'ck+')!.files);
      const { dataset } = await load({ layout: 'ck+', holdOut: { fraction: 0.2 } });
      for (const keepDuplicatesTogether of [false, true]) {
        const folds = foldDatasets(dataset, { folds: 3, seed: 1, keepDuplicatesTogether });
        for (const { splits } of folds) {
          const [train, validation] = [splits.train, splits.validation].map(
            (ids) => new Set([...ids].map((id) => dataset.persons![id]!)),
          );
          assert.ok(validation!.size > 0 && [...validation!].every((person) => !train!.has(person)));
        }
      }
    });

    it('needs faces for the test, and as many persons as folds', async () => {
      await unpack(smallSets.find(({ layout }) => layout === 'kdef')!.files);
      const nothing = await userErrorOf(() => load({ layout: 'kdef' }));
      assert.match(`${nothing.message} ${nothing.remedy}`, /The test split is empty.*data\.holdOut/);
      const many = await userErrorOf(() => load({ layout: 'kdef', holdOut: { folds: 11, fold: 1 } }));
      assert.match(many.message, /11 folds cannot be made of 10 persons/);
    });
  });
});
