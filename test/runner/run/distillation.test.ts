import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Scalar, Tensor2D } from '@tensorflow/tfjs';
import { loadDataset } from '../../../runner/data/load';
import type { Batch, Engine } from '../../../runner/engine/contract';
import { buildModel } from '../../../runner/models';
import { TrainStep } from '../../../runner/train/step';
import { Teacher } from '../../../runner/weights/teacher';
import { runFiles } from '../../../schemas/runDirectory';
import { readPredictions } from '../../../storage/run/predictions';
import { buildTimeout, embeddedEngine } from '../engine/wasm/embedded';
import { finalWeights, readSummary, Workplace } from './harness';
import { useRunsHere } from './runsHere';
import { useThreads } from './threads';

describe('a run that learns from a teacher', function () {
  this.timeout(60_000);
  const place = new Workplace();
  useThreads(1);
  const { run, output } = useRunsHere();
  let engine: Engine;
  let teacher: string;
  const plain = { 'training.epochs': 1, 'techniques.testTimeAugmentation': null };
  before(async function () {
    this.timeout(buildTimeout);
    engine = await embeddedEngine();
    teacher = await place.create({ ...plain, 'training.epochs': 2, 'model.type': 'lightCnn' });
    assert.equal(await run(teacher), 0, output());
  });
  after(() => place.dispose());
  const learning = (more: object = {}, set: Record<string, unknown> = {}) =>
    place.create({ ...plain, 'techniques.distillation': { from: { run: teacher }, ...more }, ...set });
  const shape = { classes: 7, seed: 1, inputShape: [48, 48, 1] as [number, number, number] };

  it('hears the answers that the teacher’s own run predicted', async () => {
    const loaded = await Teacher.load(engine, path.join(teacher, runFiles.model, 'model.json'), shape);
    try {
      const { data } = place.resolve();
      const { pixels } = await loadDataset(data, {
        baseDirectory: place.folder,
        cacheDirectory: path.join(place.folder, '.ferexp', 'cache'),
        onProgress: () => undefined,
      });
      const { ids, probabilities } = await readPredictions(teacher, 'validation');
      const images = new Float32Array(ids.length * 2304);
      ids.forEach((id, row) => {
        const face = pixels.subarray(id * 2304, (id + 1) * 2304);
        images.set(
          Float32Array.from(face, (grey) => grey / 255),
          row * 2304,
        );
      });
      const nothing = new Float32Array(0);
      const answers = loaded.answer({ count: ids.length, images, targets: nothing, weights: nothing });
      const found = engine.tf.tidy(() => engine.tf.softmax(answers).dataSync());
      answers.dispose();
      probabilities.forEach((value, index) => assert.ok(Math.abs(value - found[index]!) < 1e-5));
    } finally {
      loaded.dispose();
    }
  });

  it('asks for the very images of each part of a batch, once, and gives the loss what was answered', () => {
    const { tf } = engine;
    const model = buildModel(tf, { type: 'smallCnn', dropout: 0, l2: 0 }, shape);
    const asked: number[][] = [];
    const heard: number[][] = [];
    const teaching = {
      answer: ({ count, images }: Batch) => {
        asked.push([...images]);
        return tf.fill([count, 7], asked.length) as Tensor2D;
      },
      combine: (loss: Scalar, _: Tensor2D, answers: Tensor2D) => {
        heard.push([answers.shape[0], answers.dataSync()[0]!]);
        return tf.mul(loss, 3) as Scalar;
      },
    };
    const images = Float32Array.from({ length: 3 * 2304 }, (_, i) => (i % 251) / 251);
    const targets = new Float32Array(21);
    [0, 8, 20].forEach((at) => (targets[at] = 1));
    const batch = { count: 3, images, targets, weights: Float32Array.of(1, 1, 1) };
    const settings = { parts: 2, reads: 'images' } as const;
    const step = new TrainStep(engine, model, { apply: () => undefined }, 'distribution', settings, { teaching });
    const before = new TrainStep(engine, model, { apply: () => undefined }, 'distribution', settings);
    const [taught, untaught] = [step.compute(batch, 1), before.compute(batch, 1)];
    assert.deepEqual(asked.flat(), [...images]);
    assert.deepEqual(heard, [
      [1, 1],
      [2, 2],
    ]);
    assert.ok(Math.abs(taught.loss.dataSync()[0]! - 3 * untaught.loss.dataSync()[0]!) < 1e-5);
    tf.dispose([taught.loss, taught.correct, taught.gradients, untaught.loss, untaught.correct, untaught.gradients]);
    model.dispose();
  });

  it('ends with other weights than alone, and leaves the teacher as it was', async () => {
    const before = finalWeights(teacher).model;
    const alone = await place.create(plain);
    const taught = await learning();
    assert.deepEqual([await run(alone), await run(taught)], [0, 0], output());
    assert.ok(!finalWeights(taught).model.equals(finalWeights(alone).model));
    assert.ok(finalWeights(teacher).model.equals(before));
  });

  it('without a weight of the teacher is the run without it, bit for bit', async () => {
    const alone = await place.create(plain);
    const untaught = await learning({ weight: 0 });
    assert.deepEqual([await run(alone), await run(untaught)], [0, 0], output());
    assert.ok(finalWeights(untaught).model.equals(finalWeights(alone).model));
  });

  it('is told when its teacher is gone, or answers with other classes', async () => {
    const gone = await learning({ from: { run: path.join(place.folder, '.ferexp/runs/tiny/gone') } });
    assert.equal(await run(gone), 1);
    assert.match(readSummary(gone).message!, /^The run .*gone that this one learns from no longer exists\.$/);
    assert.match(readSummary(gone).remedy!, /name another run in techniques\.distillation\.from/);

    const other = path.join(place.folder, '.ferexp/runs/tiny/other');
    cpSync(teacher, other, { recursive: true });
    const file = path.join(other, runFiles.model, 'model.json');
    const model = JSON.parse(readFileSync(file, 'utf8')) as { userDefinedMetadata: { classNames: string[] } };
    model.userDefinedMetadata.classNames.reverse();
    writeFileSync(file, JSON.stringify(model));
    const mistaught = await learning({ from: { run: other } });
    assert.equal(await run(mistaught), 2);
    assert.match(
      readSummary(mistaught).message!,
      /^The teacher tiny, run other was trained for the classes neutral, .*, angry; expected angry, .*, neutral\.$/,
    );
    await assert.rejects(
      Teacher.load(engine, file, { ...shape, classes: 8 }),
      /reads images of 48×48×1 and answers with 7 classes; expected 48×48×1 and 8\./,
    );
  });
});
