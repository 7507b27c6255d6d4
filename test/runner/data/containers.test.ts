import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { PNG } from 'pngjs';

import { ferClasses } from '../../../runner/data/labels/classes';
import { type OpenedSource, openSource, type SourceOptions } from '../../../runner/data/source';
import { csvRows, generateFaces } from '../../../runner/data/synthetic';
import { type Files, tarOf, zipOf } from './archives';
import { temporaryFolder, userErrorOf } from './support';

const rgba = (value: number) =>
  Buffer.from(
    Array.from({ length: 48 * 48 }, (_, i) =>
      [value, value, value, 255].map((v, c) => (c < 3 ? (v + i) & 255 : v)),
    ).flat(),
  );

function png(value: number): Buffer {
  const image = new PNG({ width: 48, height: 48 });
  image.data = rgba(value);
  return PNG.sync.write(image);
}

/** With the rows from bottom to top, as most programs write it; 8 bits are indices into a palette of greys. */
function bmp(value: number, bits: 8 | 24 | 32 = 24): Buffer {
  const pixels = rgba(value);
  const palette =
    bits === 8 ? Buffer.from(Array.from({ length: 256 }, (_, i) => [i, i, i, 0]).flat()) : Buffer.alloc(0);
  const header = Buffer.alloc(54);
  header.write('BM');
  header.writeUInt32LE(54 + palette.length, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(48, 18);
  header.writeInt32LE(48, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(bits, 28);
  const rows = Array.from({ length: 48 }, (_, y) =>
    Buffer.from(
      Array.from({ length: 48 }, (_, x) =>
        Array.from({ length: bits / 8 }, () => pixels[4 * (48 * (47 - y) + x)]!),
      ).flat(),
    ),
  );
  return Buffer.concat([header, palette, ...rows]);
}

/** A picture of each class in each of the parts. */
const pictures = (parts: readonly string[], classes: readonly string[] = ferClasses): Files =>
  Object.fromEntries(
    parts.flatMap((part, i) => classes.map((name, number) => [`${part}/${name}/${number}.png`, png(20 * i + number)])),
  );

describe('containers of faces', () => {
  const folder = temporaryFolder();
  let csv = '';

  before(async () => {
    csv = [...csvRows(await generateFaces({ training: 20, test: 14, seed: 3, labelNoise: 0 }))].join('');
  });

  const open = (source: string, changes: Partial<SourceOptions> = {}): Promise<OpenedSource> =>
    openSource(source, {
      baseDirectory: folder.path(),
      cacheDirectory: join(folder.path(), 'cache'),
      onProgress: () => undefined,
      ...changes,
    });
  const unpack = async (name: string, files: Files): Promise<void> => {
    for (const [path, content] of Object.entries(files)) {
      const file = join(folder.path(), name, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
    }
  };
  const failure = async (source: string, changes: Partial<SourceOptions> = {}) => {
    const error = await userErrorOf(() => open(source, changes));
    assert.equal(error.exitCode, 2);
    assert.ok(error.remedy);
    return `${error.message} ${error.remedy}`;
  };

  it('of a table give its rows, whatever holds it and is named', async () => {
    await folder.write('fer2013.csv', csv);
    const { fingerprint } = (await open('fer2013.csv')).faces;
    const files = {
      'fer2013/README': 'x',
      'fer2013/fer2013.csv': csv,
      'fer2013/._fer2013.csv': 'x',
      '__MACOSX/fer2013/fer2013.csv': 'x',
      'fer2013/fer2013new.csv': 'Usage,Image name,neutral\n',
    };
    await folder.write('a.tar', await tarOf(files));
    await folder.write('a.tgz', gzipSync(await tarOf(files)));
    await folder.write('named.csv', await tarOf(files));
    await folder.write('archive.zip', zipOf(files));
    await folder.write('archive', zipOf(files));
    await unpack('unpacked', files);
    await unpack('holds-archive', { 'data/archive.zip': zipOf(files), 'notes.txt': 'x' });
    await unpack('holds-packed', { 'data/fer2013.csv.gz': gzipSync(csv) });
    await folder.write('ICML.ZIP', zipOf({ 'FER2013.CSV': csv }));
    for (const name of [
      'a.tar',
      'a.tgz',
      'named.csv',
      'archive.zip',
      'archive',
      'unpacked',
      'holds-archive',
      'holds-packed',
      'ICML.ZIP',
    ]) {
      const { faces } = await open(name);
      assert.deepEqual([faces.fingerprint, faces.form], [fingerprint, 'rows'], name);
    }
    assert.match((await open('a.tar')).warnings[0]!, /The faces are those of fer2013\/fer2013\.csv/);
  });

  it('of pictures give the same faces as their folder', async () => {
    const files = pictures(['train', 'test']);
    await unpack('images', files);
    const { fingerprint } = (await open('images')).faces;
    const nested = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`archive/images/${name}`, bytes]));
    await folder.write('images.zip', zipOf(nested));
    await folder.write('images.tar', await tarOf({ ...nested, '__MACOSX/train/angry/._0.png': 'x' }));
    for (const name of ['images.zip', 'images.tar']) assert.equal((await open(name)).faces.fingerprint, fingerprint);
  });

  it('that hold several tables or archives, or one in another, say which', async () => {
    await unpack('two', { 'a.csv': csv, 'b.csv': csv });
    assert.match(await failure('two'), /several files that may be the faces: a\.csv, b\.csv/);
    await unpack('packed', { 'a.zip': zipOf({}), 'b.tar.gz': 'x' });
    assert.match(await failure('packed'), /several files that may be the faces: a\.zip, b\.tar\.gz/);
    await folder.write('outer.zip', zipOf({ 'inner.zip': zipOf({ 'fer2013.csv': csv }) }));
    assert.match(await failure('outer.zip'), /holds no faces, but another archive: inner\.zip/);
    await folder.write('twice.gz', gzipSync(gzipSync(csv)));
    assert.match(await failure('twice.gz'), /compressed twice/);
    await unpack('contest', {
      'train.csv': 'emotion,pixels\n0,1 2\n',
      'test.csv': 'pixels\n1 2\n',
      'icml_face_data.csv': csv,
    });
    assert.equal((await open('contest')).faces.count, 34);
    await unpack('only-train', { 'train.csv': 'emotion,pixels\n0,1 2\n' });
    assert.match(await failure('only-train'), /train\.csv has no column Usage/);
  });

  it('take parts for what their names mean', async () => {
    const counts = async (name: string) => {
      const { faces, warnings } = await open(name);
      return { parts: [0, 1, 2].map((part) => faces.usage.filter((usage) => usage === part).length), warnings };
    };
    await unpack('official', pictures(['Training', 'PublicTest', 'PrivateTest']));
    assert.deepEqual(await counts('official'), { parts: [7, 7, 7], warnings: [] });
    await unpack('validation', pictures(['train', 'validation']));
    const validation = await counts('validation');
    assert.deepEqual(validation.parts, [7, 7, 0]);
    assert.match(
      validation.warnings[0]!,
      /^The folder validation is read as publicTest: to validate on it, set data\.validation/,
    );
    for (const [name, of] of [
      ['three', ['train', 'val', 'test']],
      ['upper', ['TRAIN', 'VALID', 'TEST']],
      ['spaced', ['training set', 'validation', 'testing']],
    ] as const) {
      await unpack(name, pictures(of));
      assert.deepEqual((await counts(name)).parts, [7, 7, 7], name);
    }
  });

  it('take numbers for classes only where they are FER2013’s, or as the experiment says', async () => {
    const numbers = ['0', '1', '2', '3', '4', '5', '6'];
    await unpack('official', pictures(['Training', 'PublicTest', 'PrivateTest'], numbers));
    const official = await open('official');
    assert.deepEqual([...official.faces.emotion.subarray(0, 7)], [0, 1, 2, 3, 6, 4, 5]);
    assert.match(official.warnings[0]!, /^The class folders are numbers: 0 is angry \(3 images\), 1 is disgust/);

    await unpack('raf', pictures(['train', 'test'], ['1', '2', '3']));
    assert.match(
      await failure('raf'),
      /raf: the class folder test\/1 is a number, .* RAF-DB: \{ "1": "surprise", .* AffectNet: \{ "0": "neutral"/,
    );
    const classes = { '1': 'surprise', '2': 'fear', '3': 'leaveOut', '8': 'happy' } as const;
    const mapped = await open('raf', { classes });
    assert.deepEqual([...mapped.faces.emotion], [2, 5, 2, 5]);
    assert.match(mapped.warnings.join('\n'), /1 is surprise \(2 images\), 2 is fear \(2 images\)/);
    assert.match(mapped.warnings.join('\n'), /names folders that hold no picture: 8/);
    assert.match(mapped.warnings.join('\n'), /2 pictures were left out, as data\.classes says/);
    assert.match(await failure('raf', { classes: { '1': 'happy' } }), /test\/2 is a number/);
    const other = await open('raf', { classes: { ...classes, '1': 'happy' } });
    assert.equal(other.fromCache, false, 'the same pictures under other classes are other faces');
    assert.deepEqual([...other.faces.emotion], [2, 3, 2, 3]);
    assert.equal((await open('raf', { classes })).fromCache, true);
  });

  it('take synonyms and numbered names of classes, and no property of objects', async () => {
    await unpack(
      'named',
      pictures(['train', 'test'], ['Anger', '1_disgust', '2. Fear', 'HAPPINESS', 'sadness', 'surprised', 'Neutral']),
    );
    assert.deepEqual([...(await open('named')).faces.emotion.subarray(0, 7)].sort(), [0, 1, 2, 3, 4, 5, 6]);
    for (const [i, name] of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'].entries()) {
      await unpack(`foreign${i}`, { [`train/${name}/a.png`]: png(1) });
      assert.match(await failure(`foreign${i}`), /is not a class of FER2013/);
      await unpack(`part${i}`, { [`${name}/happy/a.png`]: png(1) });
      assert.match(await failure(`part${i}`), /is not in a part and class folder/);
    }
  });

  it('leave out what systems and programs leave behind, and count what else is left out', async () => {
    const files = pictures(['train', 'test']);
    await unpack('plain', files);
    const { fingerprint } = (await open('plain')).faces;
    await unpack('littered', {
      ...files,
      ...{ 'train/.ipynb_checkpoints/a-checkpoint.png': 'x', '.ipynb_checkpoints/b.png': 'x' },
      ...{ 'train/angry/.ipynb_checkpoints/c.jpg': 'x', 'train/angry/Thumbs.db': 'x', 'train/desktop.ini': 'x' },
      ...{ '__MACOSX/train/angry/0.png': 'x', 'train/angry/._0.png': 'x', '.DS_Store': 'x' },
    });
    const littered = await open('littered');
    assert.deepEqual(littered.faces.fingerprint, fingerprint);
    assert.match(littered.warnings.join(), /^14 images of test|^7 images of test/);
    await unpack('stray', { ...files, 'confusion_matrix.png': png(9), 'train/montage.jpg': png(9) });
    const stray = await open('stray');
    assert.equal(stray.faces.fingerprint, fingerprint);
    assert.match(stray.warnings.join('\n'), /2 pictures were left out, since .*; the first is confusion_matrix\.png\./);
  });

  it('read BMP as they do PNG', async () => {
    await unpack('png', { 'train/happy/a.png': png(30), 'test/sad/b.png': png(40), 'test/fear/c.png': png(50) });
    await unpack('bmp', {
      'train/happy/a.bmp': bmp(30),
      'test/sad/b.BMP': bmp(40, 32),
      'test/fear/c.jpg': bmp(50, 8),
    });
    assert.equal((await open('bmp')).faces.fingerprint, (await open('png')).faces.fingerprint);
  });

  it('never lose a class in silence', async () => {
    const files = pictures(['train', 'test']);
    const gif = Buffer.from('GIF89a\x30\0\x30\0');
    await unpack('gif', { ...files, 'train/happy/x.gif': gif });
    assert.match(
      await failure('gif'),
      /train\/happy\/x\.gif is a GIF picture: JPEG, PNG, BMP and TIFF are read\. Convert/,
    );
    await unpack('without-ending', { ...files, 'train/happy/x': png(7) });
    assert.equal((await open('without-ending')).faces.count, 15);
    const others = Object.fromEntries(Object.entries(files).filter(([name]) => name !== 'train/disgust/1.png'));
    await unpack('arrays', { ...others, 'train/disgust/1.npy': Buffer.from('\x93NUMPY\x01\0', 'latin1') });
    assert.match(
      await failure('arrays'),
      /class folder train\/disgust holds no picture that is read, but 1 other file: .* a NumPy array/,
    );
    await unpack('half', { ...files, 'train/disgust/1.npy': 'x' });
    assert.match(
      (await open('half')).warnings.join('\n'),
      /1 file was left out, being no picture: train\/disgust\/1\.npy/,
    );
  });

  it('of FER+’s scripts are known', async () => {
    await unpack('ferplus', {
      'FER2013Train/label.csv': 'fer0.png,"(0, 0, 48, 48)",1',
      'FER2013Train/fer0000000.png': png(1),
    });
    assert.match(await failure('ferplus'), /folders that FER\+’s scripts write .*"layout": "ferplus"/);
  });

  it('of other programs are named with a way out', async () => {
    for (const [name, content, words] of [
      ['a.7z', '7z\xbc\xaf\x27\x1c', /a 7z archive/],
      ['a.parquet', 'PAR1', /a Parquet table: .* to_csv/],
      ['a.npy', '\x93NUMPY', /a NumPy array/],
      ['a.csv', 'version https://git-lfs.github.com/spec/v1\n', /a Git LFS pointer.* git lfs pull/],
      ['b.csv', '<!DOCTYPE html>', /a web page/],
      ['c.csv', '\xff\xfee\0m\0', /UTF-16 text.* UTF-8/],
      ['e.csv', '\x7fELF\x02\x01\0\0', /a binary file of an unknown kind, not text: expected FER2013/],
      ['b.xlsx', 'PK\x03\x04', /by its name an Excel workbook .*damaged or cut off.* as CSV/],
      ['d.csv', '\x89PNG\r\n\x1a\n', /a PNG picture: .* Give the folder that holds the pictures/],
    ] as const) {
      await folder.write(name, Buffer.from(content, 'latin1'));
      assert.match(await failure(name), words, name);
    }
    for (const [name, inside, words] of [
      ['a.xlsx', '[Content_Types].xml', /an Excel workbook or another Office document: .* save its table as CSV/],
      ['a.npz', 'pixels.npy', /NumPy arrays/],
      ['a.keras', 'model.weights.h5', /a model of Keras/],
      ['a.pt', 'archive/data.pkl', /a file of PyTorch/],
    ] as const) {
      await folder.write(name, zipOf({ [inside]: 'x' }));
      assert.match(await failure(name), words, name);
    }
  });

  it('name the bad file among many', async function () {
    const files = pictures(['train', 'test']);
    await unpack('named-jpg', files);
    await mkdir(join(folder.path(), 'named-jpg/train/happy/old.jpg'));
    assert.match(
      await failure('named-jpg'),
      /named-jpg\/train\/happy\/old\.jpg is a folder, although it is named as a picture/,
    );
    await unpack('torn', { ...files, 'train/sad/x.png': png(1).subarray(0, 60) });
    assert.match(await failure('torn'), /torn: train\/sad\/x\.png is not an image/);
    await folder.write('torn.zip', zipOf({ ...files, 'train/sad/x.png': 'no picture' }));
    assert.match(await failure('torn.zip'), /torn\.zip: train\/sad\/x\.png is not an image/);
    if (process.platform === 'win32') return this.skip();
    await unpack('broken', files);
    await symlink('/nowhere/x.jpg', join(folder.path(), 'broken/train/happy/x.jpg'));
    assert.match(
      await failure('broken'),
      /broken\/train\/happy\/x\.jpg is a link to a file that is not there \(\/nowhere\/x\.jpg\)/,
    );
    await unpack('loop', files);
    await symlink('..', join(folder.path(), 'loop/train/again'));
    assert.match(await failure('loop'), /loop\/train\/again is a link to a folder that it lies in/);
    await mkdir(join(folder.path(), 'linked'));
    await symlink(join(folder.path(), 'torn.zip'), join(folder.path(), 'self'));
    await symlink('../broken/test', join(folder.path(), 'linked/train'));
    assert.equal((await open('linked')).faces.count, 7, 'links to folders are followed');
  });
});
