import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import type { Combination, ResolvedTestTimeAugmentation } from '../../../experiment/types';
import { predict, predictCombined, PredictionStopped } from '../../../runner/evaluate/predict';
import { createPredictPipeline } from '../../../runner/techniques';
import { pattern, randomCopies, still } from '../techniques/samples';

const width = 4;
const height = 3;
const count = 11;
const size = width * height;
const engine = { tf };
const pixels = Array.from({ length: count }, (_, example) => [...pattern(size, example)]).flat();
const dataset = { width, height, pixels: Uint8Array.from(pixels), classNames: ['left', 'right', 'other'] };
const indices = Uint32Array.of(9, 0, 3, 10, 5);

/** Probabilities that depend on where the light is: sensitive to flips. */
function faceModel(): tf.LayersModel {
  const weights = Float32Array.from({ length: size * 3 }, (_, i) => Math.sin(i * 1.7));
  const model = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [height, width, 1] }),
      tf.layers.dense({ units: 3, weights: [tf.tensor2d(weights, [size, 3]), tf.tensor1d([0.1, 0, -0.1])] }),
      tf.layers.activation({ activation: 'softmax' }),
    ],
  });
  return model;
}

/** The same by hand, in double precision. */
function expected(image: ArrayLike<number>): number[] {
  const logits = [0.1, 0, -0.1].map((bias, c) =>
    Array.from(image).reduce((sum, value, i) => sum + (value / 255) * Math.fround(Math.sin((i * 3 + c) * 1.7)), bias),
  );
  const powers = logits.map(Math.exp);
  return powers.map((power) => power / powers.reduce((sum, one) => sum + one, 0));
}
const imageOf = (example: number) => dataset.pixels.slice(example * size, (example + 1) * size);
const mirrored = (image: Uint8Array) =>
  image.map((_, i) => image[Math.floor(i / width) * width + (width - 1 - (i % width))]!);
const assertNear = (actual: Float32Array, wanted: readonly number[]) => {
  assert.equal(actual.length, wanted.length);
  actual.forEach((value, i) => assert.ok(Math.abs(value - wanted[i]!) < 1e-5, `${value}, expected ${wanted[i]}`));
};

describe('prediction', () => {
  let model: tf.LayersModel;
  before(async () => {
    await tf.setBackend('cpu');
    model = faceModel();
  });
  after(() => model.dispose());

  it('gives the probabilities of the images in the order asked, whatever the batch size', async () => {
    const wanted = [...indices].flatMap((example) => expected(imageOf(example)));
    for (const batchSize of [1, 2, 5, 64]) {
      assertNear(await predict(engine, model, dataset, indices, { batchSize }), wanted);
    }
  });

  it('of no images is empty', async () => {
    assert.equal((await predict(engine, model, dataset, new Uint32Array(0), { batchSize: 4 })).length, 0);
  });

  it('keeps no tensor', async () => {
    await predict(engine, model, dataset, indices, { batchSize: 2 });
    const tensors = tf.memory().numTensors;
    await predict(engine, model, dataset, indices, { batchSize: 2 });
    assert.equal(tf.memory().numTensors, tensors);
  });

  it('tells its progress and stops between batches when asked, keeping no tensor', async () => {
    const told: string[] = [];
    const tensors = tf.memory().numTensors;
    await assert.rejects(
      predict(engine, model, dataset, indices, {
        batchSize: 2,
        onProgress: (done, total) => told.push(`${done}/${total}`),
        shouldStop: () => told.length === 2,
      }),
      PredictionStopped,
    );
    assert.deepEqual(told, ['2/5', '4/5']);
    assert.equal(tf.memory().numTensors, tensors);
  });

  it('tells the transformation which example it has', async () => {
    const examples: number[] = [];
    await predict(engine, model, dataset, indices, {
      batchSize: 2,
      transform: (image, out, example) => {
        examples.push(example);
        assert.deepEqual(image, imageOf(example));
        assert.equal(out.length, size);
      },
    });
    assert.deepEqual(examples, [...indices]);
  });

  function combine(testTimeAugmentation: ResolvedTestTimeAugmentation, seed = 1, told: string[] = []) {
    const pipeline = createPredictPipeline({ techniques: { testTimeAugmentation } }, { width, height })!;
    return predictCombined(engine, model, dataset, indices, pipeline, seed, {
      batchSize: 3,
      onProgress: (done, total) => told.push(`${done}/${total}`),
    });
  }

  it('averages transformed copies: flips alone give the mean of both sides', async () => {
    const told: string[] = [];
    const flips = randomCopies(2, { ...still, horizontalFlip: true });
    const averaged = (await combine(flips, 1, told)).probabilities;
    const wanted = [...indices].flatMap((example) => {
      const flipped = expected(mirrored(imageOf(example)));
      return expected(imageOf(example)).map((probability, c) => (probability + flipped[c]!) / 2);
    });
    assertNear(averaged, wanted);
    assert.deepEqual(told, ['3/10', '5/10', '8/10', '10/10']);
  });

  it('draws the copies from the seed of the run', async () => {
    const turns = randomCopies(3, { ...still, rotation: 30 });
    const first = await combine(turns);
    assert.deepEqual(await combine(turns), first);
    assert.notDeepEqual((await combine(turns, 2)).probabilities, first.probabilities);
  });

  for (const combination of ['mean', 'geometricMean', 'vote'] satisfies Combination[]) {
    it(`knows on the way what fewer copies give: ${combination}`, async () => {
      const copies = (samples: number) =>
        combine(randomCopies(samples, { ...still, rotation: 180, widthShift: 0.9, fillMode: 'wrap' }, combination));
      const all = await copies(7);
      assert.equal(all.chosen.length, 7);
      const classesOf = ({ probabilities }: { probabilities: Float32Array }) =>
        Uint8Array.from(indices, (_, row) => {
          const ofImage = probabilities.subarray(row * 3, row * 3 + 3);
          return ofImage.indexOf(Math.max(...ofImage));
        });
      for (let k = 1; k <= 7; k++) {
        const fewer = await copies(k);
        assert.deepEqual(all.chosen[k - 1], classesOf(fewer), `the first ${k}`);
        assert.deepEqual(fewer.chosen, all.chosen.slice(0, k));
      }
      // Else it would say nothing about the order of the copies.
      assert.ok(new Set(all.chosen.map((classes) => classes.join())).size > 1);
    });
  }
});
