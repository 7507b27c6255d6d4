import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PNG } from 'pngjs';
import { parseExperiment } from '../../../experiment/parse';
import { resolveRuns } from '../../../experiment/resolve';
import type { ResolvedExperiment } from '../../../experiment/types';
import { loadDataset } from '../../../runner/data/load';
import { generateFaces } from '../../../runner/data/synthetic';
import { previewAugmentation } from '../../../runner/preview/previewAugmentation';
import { batchSource } from '../../../runner/run/batches';
import { createPixelPipeline } from '../../../runner/techniques';
import { createClahe } from '../../../runner/techniques/transform/equalize';
import { BatchSource, imageInput } from '../../../runner/train/batches';

describe('the preview of augmentation', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'ferexp-preview-'))));
  after(() => rmSync(folder, { recursive: true }));

  function resolve(techniques: object, source: object = { source: 'synthetic' }): ResolvedExperiment {
    const { file, problems } = parseExperiment(
      JSON.stringify({
        version: 1,
        name: 'preview',
        seed: 7,
        data: { ...source, synthetic: { training: 70, test: 14 } },
        model: { type: 'smallCnn' },
        training: { epochs: 2, batchSize: 70 },
        techniques,
      }),
    );
    assert.ok(file, JSON.stringify(problems));
    return resolveRuns(file, { path: path.join(folder, 'preview.ferexp.json') })[0]!;
  }
  const grey = (base64: string): Uint8Array => {
    const { data } = PNG.sync.read(Buffer.from(base64, 'base64'));
    return Uint8Array.from({ length: data.length / 4 }, (_, i) => data[4 * i]!);
  };
  const everything = { augmentation: { horizontalFlip: true, rotation: 20, edgeCrop: 0.1, contrast: [0.5, 1.5] } };

  it('shows exactly what training reads in its first epochs', async () => {
    const resolved = resolve(everything);
    const { faces, width, height, changes } = await previewAugmentation(resolved, { faces: 3, versions: 2 });
    assert.deepEqual([width, height, faces.length], [48, 48, 3]);
    assert.deepEqual(changes, everything.augmentation);
    const dataset = await loadDataset(resolved.data, {
      baseDirectory: folder,
      cacheDirectory: folder,
      onProgress: () => undefined,
    });
    const pixels = createPixelPipeline(resolved);
    const batches = new BatchSource(dataset, resolved.seed, 70, {
      input: imageInput(dataset, pixels),
      labels: [],
      weightOf: () => 1,
    });
    for (const { example, original, versions } of faces) {
      assert.deepEqual(grey(original), dataset.pixels.slice(example * 2304, (example + 1) * 2304));
      for (const [epoch, version] of versions.entries()) {
        const batch = batches.batch(epoch + 1, 1);
        const trained = Array.from({ length: batch.count }, (_, row) =>
          Uint8Array.from(batch.images.subarray(row * 2304, (row + 1) * 2304), (value) => Math.round(255 * value)),
        );
        const shown = grey(version);
        assert.ok(
          trained.some((image) => Buffer.compare(image, shown) === 0),
          `version ${epoch} of face ${example} is in the batch`,
        );
      }
      assert.notEqual(versions[0], versions[1]);
    }
  });

  it('shows equalised faces beside those of the source', async () => {
    const resolved = resolve({ equalization: { method: 'clahe' } });
    const { faces, changes } = await previewAugmentation(resolved, { faces: 2, versions: 1 });
    assert.deepEqual(changes, {
      'equalization.method': 'clahe',
      'equalization.clipLimit': 2,
      'equalization.tiles': 4,
    });
    const { pixels } = await generateFaces(resolved.data.synthetic!);
    const clahe = createClahe({ clipLimit: 2, tiles: 4 }, { width: 48, height: 48 });
    for (const { example, original, versions } of faces) {
      const face = pixels.slice(example * 2304, (example + 1) * 2304);
      assert.deepEqual(grey(original), face);
      clahe(face);
      assert.deepEqual(grey(versions[0]!), face);
    }
  });

  it('shows faces as they are mixed in training, with their shares of labels, and the settings that do it', async () => {
    for (const techniques of [{ mixup: { alpha: 1 } }, { randomErasing: {}, cutMix: { probability: 1 } }]) {
      const resolved = resolve(techniques);
      const { faces, changes } = await previewAugmentation(resolved, { faces: 4, versions: 2 });
      const names = Object.entries(resolved.techniques).flatMap(([name, settings]) =>
        Object.keys(settings).map((key) => `${name}.${key}`),
      );
      assert.deepEqual(Object.keys(changes!).sort(), names.sort());
      const dataset = await loadDataset(resolved.data, {
        baseDirectory: folder,
        cacheDirectory: folder,
        onProgress: () => undefined,
      });
      const batches = batchSource(resolved, dataset);
      for (const { example, versions, labels } of faces) {
        for (const [epoch, version] of versions.entries()) {
          const row = batches.examples(epoch + 1, 1).indexOf(example);
          const { images, targets } = batches.batch(epoch + 1, 1);
          const trained = images.subarray(row * 2304, (row + 1) * 2304);
          assert.deepEqual(
            grey(version),
            Uint8Array.from(trained, (value) => Math.round(255 * value)),
          );
          // `70 % happy, 30 % sad`, against the target itself.
          const shares = labels![epoch]!.split(', ').map((part) => part.split(' % '));
          const target = targets.subarray(row * 7, (row + 1) * 7);
          for (const [percent, name] of shares) {
            assert.equal(Number(percent), Math.round(100 * target[dataset.classNames.indexOf(name!)]!));
          }
          assert.ok(Math.abs(shares.reduce((sum, [percent]) => sum + Number(percent), 0) - 100) <= 1);
        }
      }
    }
  });

  it('shows every expression before it repeats one, and no more faces than there are', async () => {
    const resolved = resolve({});
    const { faces } = await previewAugmentation(resolved, { faces: 8, versions: 1 });
    assert.equal(new Set(faces.map(({ label }) => label)).size, 7);
    assert.equal(new Set(faces.map(({ example }) => example)).size, 8);
    assert.equal(faces[7]?.label, faces[0]?.label);
    assert.equal((await previewAugmentation(resolved, { faces: 100, versions: 0 })).faces.length, 56);
  });

  it('shows no epoch that the run does not have', async () => {
    const { faces } = await previewAugmentation(resolve(everything), { faces: 1, versions: 6 });
    assert.equal(faces[0]!.versions.length, 2);
  });

  it('says by leaving the changes out that nothing is augmented', async () => {
    const { changes, faces } = await previewAugmentation(resolve({}), { faces: 1, versions: 2 });
    assert.equal(changes, undefined);
    assert.deepEqual(faces[0]?.versions, [faces[0]?.original, faces[0]?.original]);
  });

  it('says which data are missing', async () => {
    const resolved = resolve({}, { source: 'faces.csv' });
    await assert.rejects(previewAugmentation(resolved, { faces: 1, versions: 1 }), /"faces\.csv" does not exist/);
  });
});
