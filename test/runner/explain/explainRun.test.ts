import assert from 'node:assert/strict';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Engine } from '../../../runner/engine/contract';
import { chooseFaces } from '../../../runner/explain/chooseFaces';
import { explainRun } from '../../../runner/explain/explainRun';
import { defaultSettings, type ExplainSettings } from '../../../runner/explain/task';
import { runProcess } from '../../../runner/run/process';
import { readPredictions, writePredictions } from '../../../storage/run/predictions';
import { runFiles } from '../../../schemas/runDirectory';
import { buildTimeout, embeddedEngine } from '../engine/wasm/embedded';
import { Workplace } from '../run/harness';
import { useThreads } from '../run/threads';

describe('explaining a run', () => {
  const place = new Workplace();
  useThreads(1);
  const original = console.log;
  let engine: Engine;
  let directory: string;
  before(async function () {
    this.timeout(buildTimeout);
    engine = await embeddedEngine();
    console.log = () => undefined;
    directory = await place.create({ 'training.epochs': 1, 'techniques.testTimeAugmentation': null });
    assert.equal(await runProcess(directory, () => undefined), 0);
    console.log = original;
  });
  after(() => {
    console.log = original;
    place.dispose();
  });

  const settings = (more: Partial<ExplainSettings> = {}): ExplainSettings => ({
    ...defaultSettings,
    faces: { by: 'random', count: 2 },
    steps: 16,
    samples: 8,
    patches: { patch: 24, stride: 12 },
    ...more,
  });
  const explain = (more?: Partial<ExplainSettings>, told: string[] = []) =>
    explainRun(engine, directory, settings(more), ({ detail }) => told.push(detail));

  it('gives every method of every face, with what the run predicted', async () => {
    const told: string[] = [];
    const methods = ['integratedGradients', 'expectedGradients', 'gradCam', 'occlusion'] as const;
    const found = await explain({ methods }, told);
    assert.deepEqual([found.width, found.height, found.split, found.engine], [48, 48, 'test', 'wasm']);
    const { ids, probabilities, classNames } = await readPredictions(directory, 'test');
    assert.deepEqual(found.classNames, classNames);
    assert.equal(found.faces.length, 2);
    for (const face of found.faces) {
      const row = ids.indexOf(face.example);
      face.probabilities.forEach((value, index) => {
        assert.ok(Math.abs(value - probabilities[row * classNames.length + index]!) < 1e-4);
      });
      assert.equal(face.explainedClass, face.predictedClass);
      assert.deepEqual(
        face.attributions.map(({ method }) => method),
        methods,
      );
      for (const { method, values, picture, completeness } of face.attributions) {
        const numbers = new Float32Array(Uint8Array.from(Buffer.from(values, 'base64')).buffer);
        assert.equal(numbers.length, 48 * 48);
        assert.equal(Buffer.from(picture, 'base64').toString('latin1', 1, 4), 'PNG');
        if (method === 'gradCam') assert.ok(numbers.every((value) => value >= 0));
        if (method === 'integratedGradients') {
          const { sum, expected } = completeness!;
          assert.ok(Math.abs(sum - expected) < 0.1 * Math.abs(expected) + 0.02, `${sum}, expected ${expected}`);
          assert.ok(Math.abs(numbers.reduce((total, value) => total + value, 0) - sum) < 1e-4);
        }
      }
    }
    assert.ok(told.includes('Occlusion, face 2 of 2'));
    assert.equal(found.scales.gradCam!.signed, false);
    assert.match(found.scales.gradCam!.how, /^Layer block5_conv$/);
  });

  it('answers as the run was tested, where that was with several copies of a face', async () => {
    console.log = () => undefined;
    const augmented = await place.create({
      'training.epochs': 1,
      'techniques.testTimeAugmentation': {
        samples: 5,
        combine: 'vote',
        augmentation: { rotation: 20, widthShift: 0.2 },
      },
    });
    assert.equal(await runProcess(augmented, () => undefined), 0);
    console.log = original;
    const { faces } = await explainRun(engine, augmented, settings({ methods: ['gradCam'] }), () => undefined);
    const { ids, probabilities, classNames } = await readPredictions(augmented, 'test');
    for (const { example, copies, probabilities: single } of faces) {
      assert.equal(
        copies!.votes.reduce((sum, count) => sum + count, 0),
        5,
      );
      const tested = probabilities.subarray(ids.indexOf(example) * classNames.length);
      copies!.probabilities.forEach((value, index) => assert.ok(Math.abs(value - tested[index]!) < 1e-4));
      assert.notDeepEqual(copies!.probabilities, single);
    }
    assert.ok((await explain()).faces.every(({ copies }) => copies === undefined));
  }).timeout(60_000);

  it('explains the class that is named, and says when there is none', async () => {
    const { faces } = await explain({ target: 'happy', methods: ['gradCam'] });
    assert.deepEqual([...new Set(faces.map(({ explainedClass }) => explainedClass))], ['happy']);
    await assert.rejects(explain({ target: 'hapy' }), {
      message: 'There is no class "hapy".',
      remedy: 'Did you mean happy?',
    });
  });

  it('tries pictures of the user: one of a test face has that face’s answer, maps and pixels', async () => {
    const [face] = (await explain({ faces: { by: 'random', count: 1 } })).faces;
    const file = path.join(directory, 'me.png');
    writeFileSync(file, Buffer.from(face!.image, 'base64'));
    const found = await explain({ faces: { by: 'pictures', files: [file, file] } });
    assert.equal(found.split, undefined);
    const { trueClass, ...rest } = face!;
    assert.ok(trueClass);
    assert.deepEqual(
      found.faces,
      [1, 2].map((example) => ({ ...rest, example, picture: 'me.png' })),
    );
    const wanted = { by: 'pictures', files: [file] } as const;
    // Without the data, as a colleague has it who was given the run alone.
    const experiment = path.join(directory, runFiles.experiment);
    const text = readFileSync(experiment, 'utf8');
    const recorded = JSON.parse(text) as { data: object };
    writeFileSync(experiment, JSON.stringify({ ...recorded, data: { ...recorded.data, source: 'gone.csv' } }));
    assert.deepEqual((await explain({ faces: wanted })).faces, [{ ...rest, example: 1, picture: 'me.png' }]);
    for (const needy of [{ methods: ['expectedGradients'] }, { baseline: 'mean' }] as const) {
      await assert.rejects(explain({ faces: wanted, ...needy }), { message: /"gone\.csv" does not exist/ });
    }
    writeFileSync(experiment, text);
    await assert.rejects(explain({ faces: wanted, target: 'true' }), { message: /has no true class/ });
    writeFileSync(file, 'no picture');
    await assert.rejects(explain({ faces: wanted }), { message: /^me\.png is not an image/ });
    rmSync(file);
    await assert.rejects(explain({ faces: wanted }), { message: /the picture .*me\.png/ });
  });

  it('gives the same for the same seed', async () => {
    const first = await explain({ methods: ['expectedGradients'], baseline: 'mean' });
    assert.deepEqual(await explain({ methods: ['expectedGradients'], baseline: 'mean' }), first);
  });

  it('says so when the data is not what the run saw', async () => {
    const file = path.join(directory, runFiles.environment);
    const text = readFileSync(file, 'utf8');
    const environment = JSON.parse(text) as { data: { fingerprint: string } };
    environment.data.fingerprint = 'of other data';
    writeFileSync(file, JSON.stringify(environment));
    await assert.rejects(explain(), { message: /^The data changed since this run/ });
    writeFileSync(file, text);
  });

  it('says so when there is no model', async () => {
    const model = path.join(directory, runFiles.model);
    renameSync(model, `${model}-away`);
    await assert.rejects(explain(), { message: 'The run has no trained model yet.' });
    renameSync(`${model}-away`, model);
  });
});

describe('which faces are explained', () => {
  const place = new Workplace();
  after(() => place.dispose());
  const dataset = {
    classNames: ['sad', 'happy'],
    labels: Uint8Array.of(0, 1, 0, 1, 255),
    targets: Float32Array.of(1, 0, 0, 1, 1, 0, 0, 1, 0.3, 0.7),
    splits: { train: Uint32Array.of(4), validation: new Uint32Array(0), test: Uint32Array.of(0, 1, 2, 3) },
  };
  const choose = (faces: ExplainSettings['faces'], split: ExplainSettings['split'] = 'test') =>
    chooseFaces(place.folder, { split, faces }, dataset, 5);
  before(() =>
    writePredictions(place.folder, {
      split: 'test',
      classNames: dataset.classNames,
      samples: 1,
      ids: Uint32Array.of(0, 1, 2, 3),
      labels: Uint8Array.of(0, 1, 0, 1),
      // Right, wrong by a little, wrong by much, right.
      probabilities: Float32Array.of(0.9, 0.1, 0.6, 0.4, 0.05, 0.95, 0.2, 0.8),
    }),
  );

  it('are mistakes, the most confident first', async () => {
    assert.deepEqual(await choose({ by: 'mistakes', count: 9 }), [2, 1]);
    assert.deepEqual(await choose({ by: 'mistakes', count: 1 }), [2]);
    assert.deepEqual(await choose({ by: 'mistakes', count: 9, of: 'Happy' }), [1]);
  });

  it('are any of a class, the same for the same seed', async () => {
    assert.deepEqual((await choose({ by: 'random', count: 9, of: 'sad' })).sort(), [0, 2]);
    assert.deepEqual(await choose({ by: 'random', count: 3 }), await choose({ by: 'random', count: 3 }));
  });

  it('are those that are named, if they are in the split', async () => {
    assert.deepEqual(await choose({ by: 'examples', examples: [3, 0] }), [3, 0]);
    await assert.rejects(choose({ by: 'examples', examples: [4] }), {
      message: /Face 4 is not in the test split, whose ids are from 0 to 3\./,
    });
  });

  it('go by the most likely class where there is no majority', async () => {
    assert.deepEqual(await choose({ by: 'random', count: 1, of: 'happy' }, 'train'), [4]);
    await assert.rejects(choose({ by: 'random', count: 1, of: 'sad' }, 'train'), {
      message: 'There is no train face of class sad.',
    });
  });

  it('are not there in an empty split, or where nothing was predicted', async () => {
    await assert.rejects(choose({ by: 'random', count: 1 }, 'validation'), {
      message: 'The run has no validation faces.',
    });
    await assert.rejects(choose({ by: 'mistakes', count: 1 }, 'train'), { name: 'UserError' });
  });
});
