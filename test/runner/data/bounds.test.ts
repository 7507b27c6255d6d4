import fc from 'fast-check';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import { dirname, join } from 'node:path';
import { crc32, deflateSync, gzipSync } from 'node:zlib';
import { encode as encodeJpeg } from 'jpeg-js';

import { FaceCollector } from '../../../runner/data/import/faceCollector';
import { faceLimit, mostEntries, UnpackBound } from '../../../runner/data/import/limits';
import { importedBefore, type OpenedSource, openSource } from '../../../runner/data/source';
import { csvRows, generateFaces } from '../../../runner/data/synthetic';
import { usableMemory } from '../../../runner/files/memory';
import { tarOf, zipOf } from './archives';
import { temporaryFolder, userErrorOf } from './support';

function pngOf(width: number, height: number, pixels: Buffer, interlaced = false): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const body = Buffer.concat([Buffer.from(type), data]);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, interlaced ? 1 : 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

describe('what is read of faces', () => {
  const folder = temporaryFolder();
  const options = () => ({
    baseDirectory: folder.path(),
    cacheDirectory: join(folder.path(), 'cache'),
    onProgress: () => undefined,
  });
  const open = (source: string): Promise<OpenedSource> => openSource(source, options());
  const messageOf = async (source: string): Promise<string> => {
    const error = await userErrorOf(() => open(source));
    assert.equal(error.exitCode, 2);
    return error.message;
  };
  const picture = async (name: string, bytes: Uint8Array): Promise<string> => {
    const file = join(folder.path(), 'images', 'train', 'happy', name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
    return messageOf('images');
  };

  it('is decoded only where its header says a size that a face may have', async () => {
    const png = pngOf(60_000, 60_000, Buffer.alloc(0));
    assert.ok(png.length < 80);
    assert.match(await picture('a.png', png), /a\.png is 60000 × 60000 pixels: expected 16 to 4096 on each side/);
    const jpeg = Buffer.from(encodeJpeg({ width: 48, height: 48, data: Buffer.alloc(48 * 48 * 4, 9) }, 50).data);
    const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
    jpeg.writeUInt16BE(60_000, frame + 5);
    jpeg.writeUInt16BE(60_000, frame + 7);
    assert.match(await picture('a.png', jpeg), /is 60000 × 60000 pixels/);
    const bmp = Buffer.alloc(60);
    bmp.write('BM');
    bmp.writeUInt32LE(40, 14);
    bmp.writeInt32LE(60_000, 18);
    bmp.writeInt32LE(-60_000, 22);
    assert.match(await picture('a.png', bmp), /is 60000 × 60000 pixels/);
  });

  it('holds no more pixels than its size, however they are stored', async () => {
    for (const interlaced of [false, true]) {
      const bomb = pngOf(48, 48, Buffer.alloc(50e6), interlaced);
      const { rss } = process.memoryUsage();
      assert.match(await picture('a.png', bomb), /a\.png is not an image/, String(interlaced));
      assert.ok(process.memoryUsage().rss - rss < 40e6);
    }
  });

  it('is a picture of twenty megabytes at most', async () => {
    assert.match(
      await picture('a.png', Buffer.concat([pngOf(48, 48, Buffer.alloc(48 * 49)), Buffer.alloc(21e6)])),
      /a\.png has 21\.0 MB, too much/,
    );
  });

  it('never fails but with the path, whatever a picture holds', async () => {
    const good = [pngOf(48, 48, Buffer.alloc(48 * 49)), pngOf(48, 48, Buffer.alloc(48 * 49), true)];
    const spoiled = fc.tuple(
      fc.constantFrom(...good),
      fc.array(fc.tuple(fc.nat(120), fc.nat(255)), { maxLength: 4 }),
      fc.nat(120),
    );
    await fc.assert(
      fc.asyncProperty(spoiled, async ([bytes, changes, cut]) => {
        const changed = Buffer.from(bytes);
        for (const [at, value] of changes) if (at < changed.length) changed[at] = value;
        await folder.write('a.zip', zipOf({ 'train/happy/a.png': cut % 3 === 0 ? changed.subarray(0, cut) : changed }));
        try {
          assert.equal((await open('a.zip')).faces.count, 1);
        } catch (error) {
          assert.match((error as Error).message, /train\/happy\/a\.png/);
          assert.equal((error as Error).name, 'UserError');
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is no archive that says or unpacks to more than is read', async () => {
    const archive = await tarOf({ 'fer2013/fer2013.csv': 'emotion,pixels,Usage\n' });
    const size = Buffer.from(archive.subarray(124, 136));
    size.write('55000000000\0', 'latin1');
    const huge = Buffer.from(archive);
    size.copy(huge, 124);
    huge.fill(0x20, 148, 156);
    const sum = huge.subarray(0, 512).reduce((total, byte) => total + byte, 0);
    huge.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    await folder.write('huge.tar.gz', gzipSync(huge));
    assert.match(await messageOf('huge.tar.gz'), /huge\.tar\.gz says that it unpacks to 6\.0 GB: at most 4\.0 GB/);

    const row = `0,${'9 '.repeat(2303)}9,Training\n`;
    await folder.write('rows.csv.gz', gzipSync(`emotion,pixels,Usage\n${row.repeat(20_000)}`));
    assert.match(
      await messageOf('rows.csv.gz'),
      /rows\.csv\.gz unpacks to more than 6\d\.\d MB from \d+ kB: no data shrinks/,
    );

    await folder.write('claims.zip', zipOf({ 'fer2013.csv': 'emotion,pixels,Usage\n' }, { claimed: 4_200_000_000 }));
    assert.match(await messageOf('claims.zip'), /claims\.zip says that it unpacks to 4\.2 GB: at most 4\.0 GB/);
    await folder.write('lies.zip', zipOf({ 'fer2013.csv': 'emotion,pixels,Usage\n'.repeat(99) }, { claimed: 30 }));
    assert.match(await messageOf('lies.zip'), /lies\.zip cannot be read as a zip/);
    await folder.write('secret.zip', zipOf({ 'fer2013.csv': 'x' }, { flags: 0x801 }));
    assert.match(await messageOf('secret.zip'), /secret\.zip is encrypted: fer2013\.csv asks for a password/);
  });

  it('is no more than what the memory allows', async () => {
    assert.ok(usableMemory() <= os.totalmem());
    assert.ok(faceLimit(48 * 48) >= 1 && 2 * 48 * 48 * faceLimit(48 * 48) <= Math.max(usableMemory() / 3, 2 * 48 * 48));
    const few = new FaceCollector(2, 3);
    const error = await userErrorOf(() => {
      for (let i = 0; i < 4; i++) {
        few.next().fill(i);
        few.commit(0, 0);
      }
    });
    assert.match(error.message, /holds more than 3 faces: .* of memory/);
    const bound = new UnpackBound('x', 1e9);
    bound.expect(3.9e9);
    bound.add(3.9e9);
    assert.throws(() => bound.add(0.2e9), /unpacks to more than 4\.1 GB/);
    assert.ok(mostEntries >= 300_000);
  });

  it('is a regular file or a folder, at once', async function () {
    if (process.platform === 'win32') return this.skip();
    execFileSync('mkfifo', [join(folder.path(), 'pipe')]);
    assert.match(await messageOf('pipe'), /the data .*pipe: it is a named pipe/);
    assert.match(await messageOf('/dev/zero'), /the data \/dev\/zero: it is a device/);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(folder.path(), 's'), resolve));
    assert.match(await messageOf('s'), /it is a socket/);
    await new Promise((resolve) => server.close(resolve));
    await mkdir(join(folder.path(), 'images/train/happy'), { recursive: true });
    execFileSync('mkfifo', [join(folder.path(), 'images/train/happy/a.jpg')]);
    assert.match(await messageOf('images'), /train\/happy\/a\.jpg is a named pipe, not a picture/);
    await folder.write(
      'links.tar',
      await tarOf({ 'train/happy/a.jpg': '' }, { type: 'symlink', linkname: '/etc/passwd' }),
    );
    assert.match(await messageOf('links.tar'), /train\/happy\/a\.jpg is a link, not a picture/);
  });

  it('leaves no file open, whether it is read or refused', async function () {
    if (process.platform !== 'linux') return this.skip();
    const row = `0,${'9 '.repeat(2303)}9,Training\n`;
    const csv = `emotion,pixels,Usage\n${row}`;
    // Longer than what is read ahead.
    const long = randomBytes(5e6);
    await folder.write('a.zip', zipOf({ 'fer2013.csv': csv, other: long }));
    await folder.write('a.tar', await tarOf({ 'fer2013.csv': csv }));
    await folder.write('a.7z', Buffer.concat([Buffer.from('7z\xbc\xaf\x27\x1c', 'latin1'), long]));
    await folder.write('twice.gz', gzipSync(gzipSync(csv)));
    await folder.write('bad.csv', `emotion,pixels,Usage\nx${'y'.repeat(3e6)}`);
    await folder.write('bad.csv.gz', gzipSync(`emotion,pixels,Usage\nx${row.repeat(1000)}`));
    await folder.write('bomb.gz', gzipSync(`emotion,pixels,Usage\n${row.repeat(20_000)}`));
    const before = (await readdir('/proc/self/fd')).length;
    for (const name of ['a.zip', 'a.tar', 'a.7z', 'twice.gz', 'bad.csv', 'bad.csv.gz', 'bomb.gz']) {
      await open(name).catch(() => undefined);
    }
    // Closing takes a turn of the thread pool.
    for (let i = 0; i < 50 && (await readdir('/proc/self/fd')).length > before; i++) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.ok((await readdir('/proc/self/fd')).length <= before);
  });

  it('says nothing that a terminal would act on', async () => {
    const escape = '\u001b]0;x\u0007';
    await folder.write('a.csv', `emotion,pixels,Usage\n0,1 ${escape} 2,Training\n`);
    await folder.write('b.csv', `emotion,pixels,Usage\n${escape},1,Training\n`);
    await folder.write('c.csv', `emotion,pixels,Usage\n0,${'1 '.repeat(2304)},${escape}\n`);
    await folder.write('d.csv', `${escape}\n`);
    await folder.write('e.tar', await tarOf({ [`train/${escape}/a.png`]: 'x' }));
    await folder.write('f.tar', await tarOf({ [`train/happy/${escape}.png`]: 'x' }));
    await folder.write('g.tar', await tarOf({ [`${escape}.png`]: 'x' }));
    await folder.write('h.zip', zipOf({ [`${escape}.csv.gz`]: 'x', 'b.zip': 'x' }));
    await folder.write('i.zip', zipOf({ [`train/1${escape}/a.png`]: 'x' }));
    for (const name of ['a.csv', 'b.csv', 'c.csv', 'd.csv', 'e.tar', 'f.tar', 'g.tar', 'h.zip', 'i.zip']) {
      const error = await userErrorOf(() => open(name));
      assert.doesNotMatch(error.message + error.remedy, /\p{Cc}/u, name);
    }
  });
});

describe('the cache of faces', () => {
  const folder = temporaryFolder();

  it('is believed only where each byte is as it was written, the header’s too', async () => {
    const options = {
      baseDirectory: folder.path(),
      cacheDirectory: join(folder.path(), 'cache'),
      onProgress: () => undefined,
    };
    await folder.write(
      'a.csv',
      [...csvRows(await generateFaces({ training: 14, test: 7, seed: 3, labelNoise: 0 }))].join(''),
    );
    const { faces } = await openSource('a.csv', options);
    const [name] = await readdir(options.cacheDirectory);
    const file = join(options.cacheDirectory, name!);
    const good = await readFile(file);
    const end = good.indexOf('}', 8);
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.nat(end), fc.nat(good.length - 1)),
        fc.integer({ min: 1, max: 255 }),
        async (at, flip) => {
          const bad = Buffer.from(good);
          bad[at]! ^= flip;
          await writeFile(file, bad);
          if (at < 32_768) assert.equal(await importedBefore('a.csv', options), undefined);
          const again = await openSource('a.csv', options);
          assert.equal(again.fromCache, false, String(at));
          assert.equal(again.faces.fingerprint, faces.fingerprint);
        },
      ),
      { numRuns: 60 },
    );
    assert.equal(await importedBefore('a.csv', options), 21);
  });
});
