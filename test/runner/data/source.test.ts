import assert from 'node:assert/strict';
import { readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { csvRows, generateFaces } from '../../../runner/data/synthetic';
import { type OpenedSource, openSource, type SourceOptions } from '../../../runner/data/source';
import { temporaryFolder, userErrorOf } from './support';

/** xz 5.4 on "emotion,pixels,Usage\n": an empty data set, since nothing in the project packs xz. */
const emptyCsvXz =
  '/Td6WFoAAAFpIt42AgAhARwAAAAQz1jMAQAUZW1vdGlvbixwaXhlbHMsVXNhZ2UKAAAAAFbHdQkAASkVK84dCZBCmQ0BAAAAAAFZWg==';

describe('data source', () => {
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

  it('is unpacked by its content, whatever its name', async () => {
    await folder.write('fer.csv', csv);
    const { faces } = await open('fer.csv');
    assert.equal(faces.count, 34);
    await folder.write('fer.csv.gz', gzipSync(csv));
    assert.equal((await open('fer.csv.gz')).faces.fingerprint, faces.fingerprint);
    await folder.write('packed.csv', gzipSync(csv));
    assert.equal((await open('packed.csv')).faces.fingerprint, faces.fingerprint);
    await folder.write('plain.gz', csv);
    assert.equal((await open('plain.gz')).faces.fingerprint, faces.fingerprint);
  });

  it('is unpacked from xz', async () => {
    await folder.write('empty.csv.xz', Buffer.from(emptyCsvXz, 'base64'));
    assert.match((await userErrorOf(() => open('empty.csv.xz'))).message, /empty\.csv\.xz has a header but no rows/);
    await folder.write('torn.csv.xz', Buffer.from(emptyCsvXz, 'base64').subarray(0, 40));
    assert.match((await userErrorOf(() => open('torn.csv.xz'))).message, /torn\.csv\.xz cannot be unpacked/);
  });

  it('that is damaged, a zip, empty or missing tells what to do', async () => {
    await folder.write('torn.gz', gzipSync(csv).subarray(0, 1000));
    const torn = await userErrorOf(() => open('torn.gz'));
    assert.match(torn.message, /torn\.gz cannot be unpacked: the compressed data is damaged or cut off/);
    await folder.write('archive.zip', Buffer.from('PK\u0003\u0004zip'));
    const zip = await userErrorOf(() => open('archive.zip'));
    assert.match(zip.message, /archive\.zip cannot be read as a zip: it is damaged, cut off/);
    await folder.write('empty.csv', '');
    assert.match((await userErrorOf(() => open('empty.csv'))).message, /empty\.csv: The file is empty/);
    const missing = await userErrorOf(() => open('data/fer2013.csv'));
    assert.ok(missing.message.includes(join(folder.path(), 'data', 'fer2013.csv')));
    assert.match(missing.remedy!, /synthetic/);
    assert.match((await userErrorOf(() => open('empty.csv/x'))).message, /does not exist/);
  });

  it('comes from the cache until it changes', async () => {
    const path = await folder.write('fer.csv', csv);
    const first = await open('fer.csv');
    assert.equal(first.fromCache, false);
    const second = await open('fer.csv');
    assert.equal(second.fromCache, true);
    assert.deepEqual({ ...second.faces }, { ...first.faces });

    await utimes(path, new Date(), new Date(Date.now() + 5000));
    assert.equal((await open('fer.csv')).fromCache, false);
    await writeFile(path, csv.replace('Training', 'PublicTest'));
    const changed = await open('fer.csv');
    assert.equal(changed.fromCache, false);
    assert.notEqual(changed.faces.fingerprint, first.faces.fingerprint);
    assert.equal((await readdir(join(folder.path(), 'cache'))).length, 1);
  });

  it('is imported again where the cache is damaged', async () => {
    await folder.write('fer.csv', csv);
    const { faces } = await open('fer.csv');
    const [name] = await readdir(join(folder.path(), 'cache'));
    const file = join(folder.path(), 'cache', name!);
    const good = await readFile(file);
    const flipped = Buffer.from(good);
    flipped[9000]! ^= 1;
    const lastFlipped = Buffer.from(good);
    lastFlipped[good.length - 1]! ^= 1;
    for (const bad of [
      flipped,
      lastFlipped,
      good.subarray(0, 20_000),
      good.subarray(0, 10),
      Buffer.alloc(good.length),
      Buffer.alloc(0),
    ]) {
      await writeFile(file, bad);
      const again = await open('fer.csv');
      assert.equal(again.fromCache, false);
      assert.equal(again.faces.fingerprint, faces.fingerprint);
      assert.equal((await open('fer.csv')).fromCache, true);
    }
  });

  it('is used with a warning where the cache cannot be written', async () => {
    await folder.write('fer.csv', csv);
    const blocked = await folder.write('blocked', 'a file where a folder should be');
    const { faces, warnings } = await open('fer.csv', { cacheDirectory: join(blocked, 'cache') });
    assert.equal(faces.count, 34);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0]!, /^Cannot write .*blocked.cache: .* The imported faces are not kept/);
  });

  it('tells its progress and can be aborted', async () => {
    const path = await folder.write('fer.csv', csv);
    const seen: { done: number; total?: number }[] = [];
    await open('fer.csv', { onProgress: (progress) => seen.push(progress) });
    const { length } = await readFile(path);
    assert.deepEqual(seen.at(-1), { detail: 'Importing fer.csv', done: length, total: length });

    await rm(join(folder.path(), 'cache'), { recursive: true });
    await assert.rejects(open('fer.csv', { signal: AbortSignal.abort() }), { name: 'AbortError' });
    await folder.write('fer.csv.gz', gzipSync(csv));
    await assert.rejects(open('fer.csv.gz', { signal: AbortSignal.abort() }), { name: 'AbortError' });
    await assert.rejects(readdir(join(folder.path(), 'cache')), { code: 'ENOENT' });
  });
});
