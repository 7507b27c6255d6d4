import assert from 'node:assert/strict';
import { join } from 'node:path';

import type { Usage } from '../../../runner/data/dataset';
import { usages } from '../../../runner/data/dataset';
import type { ImportedFaces } from '../../../runner/data/import/faceCollector';
import { openSource } from '../../../runner/data/source';
import { generateFaces, type SyntheticOptions, writeSyntheticCsv } from '../../../runner/data/synthetic';
import { temporaryFolder, userErrorOf } from './support';

const options: SyntheticOptions = { training: 140, test: 41, seed: 5, labelNoise: 0 };
const size = 48 * 48;

const pixelsOf = (faces: ImportedFaces, usage: Usage): Uint8Array[] =>
  Array.from({ length: faces.count }, (_, i) => i)
    .filter((i) => faces.usage[i] === usages.indexOf(usage))
    .map((i) => faces.pixels.subarray(i * size, (i + 1) * size));

describe('generated faces', () => {
  const folder = temporaryFolder();

  it('have the sizes and parts that were asked for, and equally frequent classes', async () => {
    const faces = await generateFaces(options);
    assert.equal(faces.count, 181);
    assert.deepEqual(
      usages.map((usage) => pixelsOf(faces, usage).length),
      [140, 20, 21],
    );
    for (let emotion = 0; emotion < 7; emotion++) {
      assert.equal(faces.emotion.subarray(0, 140).filter((label) => label === emotion).length, 20);
    }
    for (const usage of usages) {
      const images = pixelsOf(faces, usage);
      assert.equal(new Set(images.map((image) => image.join())).size, images.length);
    }
  });

  it('follow from the seed, and more of them leave the first as they are', async () => {
    const faces = await generateFaces(options);
    assert.equal((await generateFaces(options)).fingerprint, faces.fingerprint);
    assert.notEqual((await generateFaces({ ...options, seed: 6 })).fingerprint, faces.fingerprint);
    const more = await generateFaces({ ...options, training: 160, test: 60 });
    for (const usage of usages) {
      const images = pixelsOf(faces, usage);
      assert.deepEqual(pixelsOf(more, usage).slice(0, images.length), images);
    }
  });

  it('carry wrong labels in training alone, as many as asked for', async () => {
    const clean = await generateFaces({ ...options, training: 700 });
    const noisy = await generateFaces({ ...options, training: 700, labelNoise: 0.3 });
    assert.deepEqual(noisy.pixels, clean.pixels);
    const wrong = [...noisy.emotion].flatMap((label, i) => (label === clean.emotion[i] ? [] : [i]));
    assert.ok(wrong.every((i) => noisy.usage[i] === 0));
    // 700 draws of 0.3: 210 ± 12; four standard deviations either way.
    assert.ok(wrong.length > 161 && wrong.length < 259, `${wrong.length}`);
    assert.equal(new Set(wrong.map((i) => noisy.emotion[i])).size, 7);
  });

  it('use the range of grey and differ within a class', async () => {
    const faces = await generateFaces(options);
    for (const image of pixelsOf(faces, 'Training')) {
      const mean = image.reduce((sum, value) => sum + value, 0) / size;
      const deviation = Math.sqrt(image.reduce((sum, value) => sum + (value - mean) ** 2, 0) / size);
      assert.ok(mean > 10 && mean < 245 && deviation > 8, `mean ${mean}, deviation ${deviation}`);
    }
  });

  it('are written in the form of FER2013 and read back the same', async () => {
    const path = join(folder.path(), 'synth.csv');
    await writeSyntheticCsv(path, options);
    const { faces } = await openSource('synth.csv', {
      baseDirectory: folder.path(),
      cacheDirectory: join(folder.path(), 'cache'),
      onProgress: () => undefined,
    });
    assert.equal(faces.fingerprint, (await generateFaces(options)).fingerprint);
  });

  it('tell where they cannot be written', async () => {
    const path = join(folder.path(), 'no', 'such', 'folder.csv');
    assert.match(
      (await userErrorOf(() => writeSyntheticCsv(path, options))).message,
      /^Cannot write .*folder\.csv: there is no such/,
    );
  });

  it('tell their progress and can be aborted', async () => {
    const seen: number[] = [];
    await generateFaces(options, { onProgress: ({ done }) => seen.push(done) });
    assert.deepEqual(seen, [64, 128]);
    await assert.rejects(generateFaces(options, { signal: AbortSignal.abort() }), { name: 'AbortError' });
  });
});
