import { encode as encodeJpeg } from 'jpeg-js';
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buffer } from 'node:stream/consumers';
import { PNG } from 'pngjs';
import { pack } from 'tar-stream';

import type { ImportedFaces } from '../../../runner/data/import/faceCollector';
import pillow from '../../fixtures/pictures/scaled.json';
import { openSource } from '../../../runner/data/source';
import { temporaryFolder, userErrorOf } from './support';

/** Red, green, blue, and opacity where it is not whole. */
type Pixel = readonly [number, number, number] | readonly [number, number, number, number];

function rgba(size: number, at: (x: number, y: number) => Pixel): Buffer {
  const data = Buffer.alloc(size * size * 4, 255);
  for (let i = 0; i < size * size; i++) data.set(at(i % size, Math.floor(i / size)), i * 4);
  return data;
}

const png = (size: number, at: (x: number, y: number) => Pixel): Buffer => {
  const image = new PNG({ width: size, height: size });
  image.data = rgba(size, at);
  return PNG.sync.write(image);
};

const jpeg = (size: number, at: (x: number, y: number) => Pixel): Buffer =>
  encodeJpeg({ width: size, height: size, data: rgba(size, at) }, 95).data;

const grey = (value: number): ((x: number, y: number) => Pixel) => {
  return (x, y) => [(value + x + y) & 255, (value + x + y) & 255, (value + x + y) & 255];
};

async function tar(files: Readonly<Record<string, Uint8Array | string>>): Promise<Buffer> {
  const archive = pack();
  for (const [name, content] of Object.entries(files)) archive.entry({ name }, Buffer.from(content));
  archive.finalize();
  return buffer(archive);
}

const kaggle = {
  'test/happy/PrivateTest_2.png': png(48, grey(20)),
  'train/angry/Training_9.png': png(48, grey(30)),
  'train/angry/Training_10.jpg': jpeg(48, grey(40)),
  'test/sad/PublicTest_1.png': png(48, grey(50)),
  'train/surprise/Training_1.png': png(48, grey(60)),
};

describe('images', () => {
  const folder = temporaryFolder();

  const open = async (source: string): Promise<ImportedFaces & { warnings: readonly string[] }> => {
    const { faces, warnings } = await openSource(source, {
      baseDirectory: folder.path(),
      cacheDirectory: join(folder.path(), 'cache'),
      onProgress: () => undefined,
    });
    return { ...faces, warnings };
  };

  const unpack = async (name: string, files: Readonly<Record<string, Uint8Array | string>>): Promise<void> => {
    for (const [path, content] of Object.entries(files)) {
      const file = join(folder.path(), name, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
    }
  };

  const messageOf = async (files: Readonly<Record<string, Uint8Array | string>>): Promise<string> => {
    await unpack('bad', files);
    return (await userErrorOf(() => open('bad'))).message;
  };

  it('of Kaggle folders come by part and path', async () => {
    await unpack('kaggle', { ...kaggle, 'train/angry/.DS_Store': 'x', 'README.md': 'x', 'train/angry/notes.txt': 'x' });
    const faces = await open('kaggle');
    assert.deepEqual([...faces.usage], [0, 0, 0, 1, 2]);
    assert.deepEqual([...faces.emotion], [0, 0, 5, 4, 3]);
    // Training_10 (a JPEG) before Training_9, as their names sort.
    const first = [0, 1, 2, 3, 4].map((i) => faces.pixels[i * 48 * 48]!);
    assert.ok(Math.abs(first[0]! - 40) <= 3);
    assert.deepEqual(first.slice(1), [30, 60, 50, 20]);
    assert.equal(faces.pixels[48 * 48 + 49], 32);
    assert.deepEqual(faces.warnings, ['1 file was left out, being no picture: train/angry/notes.txt.']);
  });

  it('of an archive are those of its unpacked folder, in whatever order it holds them', async () => {
    await unpack('kaggle', kaggle);
    const { fingerprint } = await open('kaggle');
    const reversed = Object.fromEntries(
      Object.entries(kaggle)
        .reverse()
        .map(([name, content]) => [`./fer2013/${name}`, content]),
    );
    await folder.write('archive.tar', await tar(reversed));
    await folder.write('archive.tar.gz', gzipSync(await tar(kaggle)));
    await folder.write('without-ending', gzipSync(await tar({ ...kaggle, 'train/._x.jpg': 'x' })));
    for (const name of ['archive.tar', 'archive.tar.gz', 'without-ending']) {
      assert.equal((await open(name)).fingerprint, fingerprint, name);
    }
  });

  it('without the part in their name are Training or, with a warning, PrivateTest', async () => {
    await unpack('plain', {
      'Train/Happiness/im0.png': kaggle['test/happy/PrivateTest_2.png'],
      'Test/angry/im1.png': kaggle['test/sad/PublicTest_1.png'],
    });
    const faces = await open('plain');
    assert.deepEqual([...faces.usage], [0, 2]);
    assert.deepEqual([...faces.emotion], [3, 0]);
    assert.equal(faces.warnings.length, 1);
    assert.match(faces.warnings[0]!, /^1 images of test do not say .* they count as privateTest/);
  });

  it('in colour are grey where their channels are equal, else by their luma', async () => {
    for (const [number, [red = 0, green = 0, blue = 0]] of pillow.colours.entries()) {
      const colour = (x: number): Pixel => (x === 47 ? [red, green, blue] : [90, 90, 90]);
      await unpack(`colour-${number}`, { 'train/happy/a.png': png(48, colour) });
      const { pixels, warnings } = await open(`colour-${number}`);
      assert.equal(pixels[0], 90);
      assert.ok(Math.abs(pixels[47]! - pillow.greys[number]!) <= 1, `${pixels[47]} of ${red} ${green} ${blue}`);
      assert.deepEqual(warnings, ['1 picture in colour was made grey.']);
    }
    const clear = (): Pixel => [9, 9, 9, 128];
    assert.match(await messageOf({ 'train/happy/a.png': png(48, clear) }), /a\.png is partly transparent/);
  });

  it('of another size are scaled as Pillow does it, and that is told', async () => {
    for (const [side, expected] of Object.entries(pillow.squares)) {
      const at = (x: number, y: number): Pixel => {
        const value = (7 * x * x + 13 * y + 3 * x * y) % 256;
        return [value, value, value];
      };
      await unpack(`side-${side}`, { 'train/happy/a.png': png(Number(side), at) });
      const { pixels, warnings } = await open(`side-${side}`);
      expected.forEach((value, pixel) => assert.ok(Math.abs(pixels[pixel]! - value) <= 0.501, `${side}, ${pixel}`));
      assert.deepEqual(warnings, [
        `1 picture of another size, such as ${side} × ${side} pixels, was scaled to 48 × 48.`,
      ]);
    }
  });

  it('that are not square are cut to their middle, without a change of proportions', async () => {
    // White left and right, or above and below, of a grey square.
    for (const [width, height] of [
      [60, 48],
      [48, 61],
      [200, 96],
    ] as const) {
      const side = Math.min(width, height);
      const [left, top] = [Math.floor((width - side) / 2), Math.floor((height - side) / 2)];
      const isInside = (x: number, y: number) => x >= left && x < left + side && y >= top && y < top + side;
      const image = new PNG({ width, height });
      for (let i = 0; i < width * height; i++) {
        const value = isInside(i % width, Math.floor(i / width)) ? 77 : 255;
        image.data.set([value, value, value, 255], 4 * i);
      }
      const name = `${width}-${height}`;
      await unpack(name, { 'train/happy/a.png': PNG.sync.write(image), 'train/happy/b.png': PNG.sync.write(image) });
      const { pixels, warnings } = await open(name);
      assert.ok(pixels.every((value) => value === 77));
      assert.equal(
        warnings[0],
        `2 pictures of another size, such as ${width} × ${height} pixels, were scaled to 48 × 48. Of 2 that are not square, the middle was used.`,
      );
    }
  });

  it('too small or too large for a face are an error', async () => {
    const message = await messageOf({ 'train/happy/tiny.png': png(15, grey(3)) });
    assert.match(message, /tiny\.png is 15 × 15 pixels: expected 16 to 4096 on each side/);
  });

  it('that are none are an error', async () => {
    assert.match(
      await messageOf({ 'train/happy/a.jpg': 'hello' }),
      /a\.jpg is not an image: its content is neither JPEG, PNG, BMP nor TIFF/,
    );
    const torn = kaggle['train/angry/Training_10.jpg'].subarray(0, 200);
    assert.match(await messageOf({ 'train/happy/a.jpg': torn }), /a\.jpg is not an image: it cannot be decoded/);
    const tornPng = kaggle['train/surprise/Training_1.png'].subarray(0, 60);
    assert.match(await messageOf({ 'train/happy/a.jpg': tornPng }), /a\.jpg is not an image: it cannot be decoded/);
    assert.match(await messageOf({ 'train/happy/a.jpg': '' }), /a\.jpg is not an image/);
  });

  it('in the wrong place are an error that shows the right one', async () => {
    const image = kaggle['train/surprise/Training_1.png'];
    await unpack('empty', { 'notes.txt': 'x' });
    assert.match((await userErrorOf(() => open('empty'))).message, /holds no images: expected JPEG, PNG, BMP or TIFF/);
    await unpack('class', { 'train/contempt/a.png': image });
    assert.match(
      (await userErrorOf(() => open('class'))).message,
      /folder train\/contempt is not a class .* angry, disgust/,
    );
    await unpack('place', { 'happy/a.png': image });
    assert.match((await userErrorOf(() => open('place'))).message, /happy\/a\.png is not in a part and class folder/);
    await unpack('part', { 'train/happy/PublicTest_1.png': image });
    assert.match(
      (await userErrorOf(() => open('part'))).message,
      /named as PublicTest but lies in train: expected Training/,
    );
  });

  it('of a torn archive are an error', async () => {
    const archive = await tar(kaggle);
    await folder.write('torn.tar', archive.subarray(0, archive.length / 2 - 100));
    assert.match((await userErrorOf(() => open('torn.tar'))).message, /torn\.tar cannot be read as a tar/);
    const packed = gzipSync(archive);
    await folder.write('torn.tar.gz', packed.subarray(0, packed.length / 2));
    assert.match(
      (await userErrorOf(() => open('torn.tar.gz'))).message,
      /torn\.tar\.gz cannot be unpacked: the compressed data is damaged/,
    );
  });
});
