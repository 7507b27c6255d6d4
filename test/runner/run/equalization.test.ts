/** Every face that a network reads is equalised: those of all splits, of stored features, of copies and of explanations. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PNG } from 'pngjs';
import { generateFaces } from '../../../runner/data/synthetic';
import type { Engine } from '../../../runner/engine/contract';
import { explainRun } from '../../../runner/explain/explainRun';
import { defaultSettings } from '../../../runner/explain/task';
import { prepareFaces } from '../../../runner/techniques';
import { runFiles } from '../../../schemas/runDirectory';
import type { SearchRecord } from '../../../schemas/search';
import { readPredictions } from '../../../storage/run/predictions';
import { buildTimeout, embeddedEngine } from '../engine/wasm/embedded';
import { finalWeights, Workplace } from './harness';
import { useRunsHere } from './runsHere';
import { useThreads } from './threads';

const equalization = { method: 'clahe', clipLimit: 4, tiles: 3 } as const;

/** Faces as a CSV file. */
function csvOf(pixels: Uint8Array, emotion: Uint8Array, usage: Uint8Array): string {
  const names = ['Training', 'PublicTest', 'PrivateTest'];
  const rows = Array.from(emotion, (label, face) => {
    const grey = pixels.subarray(face * 48 * 48, (face + 1) * 48 * 48).join(' ');
    return `${label},${grey},${names[usage[face]!]!}`;
  });
  return ['emotion,pixels,Usage', ...rows, ''].join('\n');
}

describe('a run on equalised faces', function () {
  this.timeout(60_000);
  const place = new Workplace();
  useThreads(1);
  const { run: here, output } = useRunsHere();
  let engine: Engine;
  let equalised: Uint8Array;
  before(async function () {
    this.timeout(buildTimeout);
    engine = await embeddedEngine();
    const faces = await generateFaces(place.resolve().data.synthetic!);
    equalised = prepareFaces({ techniques: { equalization } }, faces).pixels;
    writeFileSync(path.join(place.folder, 'plain.csv'), csvOf(faces.pixels, faces.emotion, faces.usage));
    writeFileSync(path.join(place.folder, 'equalised.csv'), csvOf(equalised, faces.emotion, faces.usage));
  });
  after(() => place.dispose());
  const run = async (set: Record<string, unknown>, others?: object): Promise<string> => {
    const directory = await place.create(set, others);
    assert.equal(await here(directory), 0, output());
    return directory;
  };
  const of = (source: 'plain' | 'equalised') => ({ 'data.source': `${source}.csv`, 'data.synthetic': undefined });

  const head = { 'training.trainable': 'head', 'training.features': 'cached', 'training.epochs': 1 };
  const ways: Record<string, object> = {
    'augmented, with copies at test time': { 'training.epochs': 2 },
    'on stored features': { ...head, 'techniques.augmentation': null },
  };
  for (const [title, set] of Object.entries(ways)) {
    it(`is the run on a file of faces that were equalised before, bit for bit: ${title}`, async () => {
      // The plain run goes first, so that the others could find its stored features.
      const plain = await run({ ...set, ...of('plain') });
      const ours = await run({ ...set, ...of('plain'), 'techniques.equalization': equalization });
      const theirs = await run({ ...set, ...of('equalised') });
      assert.ok(finalWeights(ours).model.equals(finalWeights(theirs).model), 'the weights differ');
      assert.ok(!finalWeights(ours).model.equals(finalWeights(plain).model), 'it trained on the plain faces');
      for (const split of ['train', 'validation', 'test']) {
        const [one, other, before] = await Promise.all(
          [ours, theirs, plain].map((directory) => readPredictions(directory, split)),
        );
        assert.deepEqual(one!.probabilities, other!.probabilities, split);
        assert.notDeepEqual(one!.probabilities, before!.probabilities, split);
        assert.deepEqual(one!.pictures, before!.pictures, 'faces are no longer those of the source');
      }
    });
  }

  it('trains each candidate of a search on its own faces', async () => {
    const search = { over: { 'techniques.equalization.method': ['histogram', 'clahe'] }, folds: 2, epochs: 1 };
    const set = { ...of('plain'), 'training.epochs': 1, 'techniques.equalization': equalization };
    const directory = await run(set, { search });
    const { candidates } = JSON.parse(readFileSync(path.join(directory, runFiles.search), 'utf8')) as SearchRecord;
    assert.equal(candidates.length, 2);
    assert.notDeepEqual(
      ...(candidates.map(({ folds }) => folds.map(({ validationLoss }) => validationLoss)) as [unknown, unknown]),
    );
  });

  it('is explained on the faces that its network read', async () => {
    const alone = { 'training.epochs': 1, 'techniques.testTimeAugmentation': null };
    const directory = await run({ ...of('plain'), ...alone, 'techniques.equalization': equalization });
    const settings = { ...defaultSettings, faces: { by: 'random', count: 2 }, methods: ['gradCam'] } as const;
    const found = await explainRun(engine, directory, settings, () => undefined);
    const { ids, probabilities, classNames } = await readPredictions(directory, 'test');
    assert.equal(found.faces.length, 2);
    for (const { example, image, probabilities: given } of found.faces) {
      const row = ids.indexOf(example) * classNames.length;
      given.forEach((value, index) => assert.ok(Math.abs(value - probabilities[row + index]!) < 1e-5));
      const shown = PNG.sync.read(Buffer.from(image, 'base64')).data.filter((_, index) => index % 4 === 0);
      assert.deepEqual(
        Uint8Array.from(shown),
        equalised.slice(example * 48 * 48, (example + 1) * 48 * 48),
        'the picture is what the network read',
      );
    }
  });
});
