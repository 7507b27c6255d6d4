import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { FeatureCache, featuresLimit } from '../../../runner/features/featureCache';
import { FeatureFile, FeatureWriter } from '../../../runner/features/featureFile';
import { UserError } from '../../../schemas/userError';
import { temporaryFolder } from '../../storage/temporaryFolder';

const hour = 3_600_000;

describe('cache of features', () => {
  const project = temporaryFolder();
  let folder: string;
  beforeEach(() => {
    folder = path.join(project.path, 'features');
    mkdirSync(folder);
  });

  /** @param hours since it was used last */
  function put(name: string, hours: number, bytes = 1000): string {
    const file = path.join(folder, name);
    writeFileSync(file, Buffer.alloc(bytes));
    const used = new Date(Date.now() - hours * hour);
    utimesSync(file, used, used);
    return file;
  }
  const left = () => readdirSync(folder).sort();
  const trimmed = async (limit: number): Promise<string | undefined> => {
    const cache = new FeatureCache(project.path, limit);
    await cache.trim();
    return cache.removed;
  };

  it('keeps all while it is within the limit', async () => {
    put('a.features', 100);
    put('b.features', 200);
    assert.equal(await trimmed(2000), undefined);
    assert.deepEqual(left(), ['a.features', 'b.features']);
  });

  it('loses what was used least recently, no more than it must, and says so', async () => {
    put('a.features', 30);
    put('b.features', 50, 2_000_000);
    put('c.features', 40, 1_300_000);
    put('d.features', 20);
    assert.equal(await trimmed(2500), 'Removed 2 older feature files, 3.3 MB, from the cache.');
    assert.deepEqual(left(), ['a.features', 'd.features']);
    assert.equal(await trimmed(1500), 'Removed 1 older feature file, 1 kB, from the cache.');
    assert.deepEqual(left(), ['d.features']);
  });

  it('keeps what the run itself uses and what anyone used in the last hours, though it is more than the limit', async () => {
    const cache = new FeatureCache(project.path, 0);
    const own = path.basename(cache.claim('0123456789abcdef0123456789abcdef-and-more'));
    put(own, 1000);
    put('recent.features', 5);
    put('old.features', 7);
    await cache.trim();
    assert.deepEqual(left(), [own, 'recent.features'].sort());
  });

  it('counts what was opened as used', async () => {
    const shape = { key: 'k', rows: 2, width: 3 };
    const file = path.join(folder, 'read.features');
    const writer = await FeatureWriter.create(file, shape);
    await writer.append(Float32Array.of(1, 2, 3, 4, 5, 6));
    await writer.finish();
    const longAgo = new Date(Date.now() - 1000 * hour);
    utimesSync(file, longAgo, longAgo);
    const opened = FeatureFile.open(file, shape)!;
    try {
      put('other.features', 999);
      await trimmed(0);
      assert.deepEqual(left(), ['read.features']);
      utimesSync(file, longAgo, longAgo);
      opened.markUsed();
      assert.ok(Date.now() - statSync(file).mtimeMs < hour);
      const row = new Float32Array(3);
      opened.read(1, row);
      assert.deepEqual([...row], [4, 5, 6]);
    } finally {
      opened.close();
    }
  });

  it('loses what a process that is gone left unfinished, and nothing that one may still write', async () => {
    const gone = spawnSync(process.execPath, ['-e', '0']).pid;
    put(`a.features.${gone}.tmp`, 1);
    put(`b.features.${gone}.tmp`, 0);
    put(`c.features.${process.pid}.tmp`, 1);
    put('notes.txt', 1000);
    put('old.features', 1000);
    mkdirSync(path.join(folder, 'd.features'));
    assert.equal(await trimmed(0), 'Removed 1 older and 1 unfinished feature files, 2 kB, from the cache.');
    assert.deepEqual(
      left(),
      [`b.features.${gone}.tmp`, `c.features.${process.pid}.tmp`, 'd.features', 'notes.txt'].sort(),
    );
  });

  it('is silent about a folder that is not there', async () => {
    rmSync(folder, { recursive: true });
    assert.equal(await trimmed(0), undefined);
  });

  it('holds 10 GB, or what the environment says', () => {
    const asked = (text: string) => featuresLimit({ FEREXP_FEATURES_GB: text });
    assert.equal(featuresLimit({}), 10e9);
    assert.equal(asked(' '), 10e9);
    assert.equal(asked('25'), 25e9);
    assert.equal(asked('2.5'), 2.5e9);
    assert.equal(asked('0'), 0);
    for (const text of ['-1', '10 GB', 'much', '1e3', 'Infinity', '.5']) {
      assert.throws(
        () => asked(text),
        (error) =>
          error instanceof UserError &&
          error.exitCode === 2 &&
          error.message ===
            `The environment variable FEREXP_FEATURES_GB is "${text}"; a number of gigabytes was expected, as in 25 or 2.5.`,
      );
    }
  });
});
