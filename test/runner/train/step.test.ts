import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { composedCrossEntropy } from '../../../runner/engine/composedCrossEntropy';
import type { Engine, Batch } from '../../../runner/engine/contract';
import { TrainStep, trainableVariables } from '../../../runner/train/step';
import { setTrained } from '../../../runner/train/trainable';
import { readWeights, weightNames, writeWeights } from '../../../runner/train/tensorStore';

const seeds: number[] = [];
const engine = {
  tf,
  crossEntropy: composedCrossEntropy(tf),
  beginStep: (seed: number) => seeds.push(seed),
} as unknown as Engine;
const l2 = 0.01;

function tinyModel(): tf.LayersModel {
  return tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [2, 2, 1], name: 'flatten' }),
      tf.layers.dense({
        name: 'dense',
        units: 3,
        kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }),
        kernelRegularizer: tf.regularizers.l2({ l2 }),
      }),
      tf.layers.batchNormalization({ name: 'norm', momentum: 0.9 }),
      tf.layers.dense({ name: 'logits', units: 2, kernelInitializer: tf.initializers.glorotUniform({ seed: 2 }) }),
      tf.layers.activation({ name: 'probabilities', activation: 'softmax' }),
    ],
  });
}

const batch: Batch = {
  count: 3,
  images: Float32Array.of(0.1, 0.9, 0.3, 0.2, 0.8, 0.4, 0, 1, 0.5, 0.5, 0.7, 0.6),
  targets: Float32Array.of(1, 0, 0.2, 0.8, 0, 1),
  weights: Float32Array.of(1, 2, 1),
};

describe('one training step', () => {
  before(() => tf.setBackend('cpu'));

  it('gives the optimizer the gradients of weighted cross-entropy plus penalties', () => {
    const model = tinyModel();
    const given: Record<string, number[]> = {};
    const step = new TrainStep(
      engine,
      model,
      {
        apply: (gradients) =>
          Object.entries(gradients).forEach(([name, value]) => (given[name] = [...value.dataSync()])),
      },
      'distribution',
    );
    const loss = () => {
      // The softmax at the end, without training's shortcut over the logits; the batch's own mean and variance.
      const result = step.run(batch, 0, 0);
      const value = result.loss.dataSync()[0]!;
      tf.dispose([result.loss, result.correct]);
      return value;
    };
    const first = loss();
    const gradients = { ...given };
    const kernel = model.getLayer('dense').getWeights()[0]!.dataSync<'float32'>();
    const penalty = kernel.reduce((sum, weight) => sum + l2 * weight ** 2, 0);
    const crossEntropy = byHand(model);
    assert.ok(Math.abs(first - crossEntropy - penalty) < 1e-5, `${first} against ${crossEntropy} + ${penalty}`);

    for (const variable of trainableVariables(model)) {
      const values = variable.dataSync<'float32'>().slice();
      values.forEach((value, index) => {
        const at = (moved: number) => {
          const changed = values.slice();
          changed[index] = moved;
          tf.tidy(() => variable.assign(tf.tensor(changed, variable.shape)));
          return loss();
        };
        const step = 1e-2;
        const expected = (at(value + step) - at(value - step)) / (2 * step);
        const actual = gradients[variable.name]![index]!;
        assert.ok(Math.abs(actual - expected) < 2e-3, `${variable.name}[${index}]: ${actual} against ${expected}`);
      });
      tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
    }
    model.dispose();
  });

  it('moves the moving averages of batch normalisation and gives the seed to the engine', () => {
    const model = tinyModel();
    const step = new TrainStep(engine, model, { apply: () => undefined }, 'distribution');
    const hidden = tf.tidy(() => {
      const dense = tf.model({ inputs: model.inputs, outputs: model.getLayer('dense').output as tf.SymbolicTensor });
      return (dense.predict(tf.tensor4d(batch.images, [3, 2, 2, 1])) as tf.Tensor).arraySync() as number[][];
    });
    const result = step.run(batch, 4711, 0);
    assert.equal(seeds.at(-1), 4711);
    const [, , mean] = model.getLayer('norm').getWeights();
    mean!.dataSync<'float32'>().forEach((moved, c) => {
      const average = hidden.reduce((sum, row) => sum + row[c]!, 0) / 3;
      // From 0, with momentum 0.9.
      assert.ok(Math.abs(moved - 0.1 * average) < 1e-6, `${moved} against ${0.1 * average}`);
    });
    tf.dispose([result.loss, result.correct]);
    model.dispose();
  });

  it('leaves nothing in memory but its two results', () => {
    const model = tinyModel();
    const step = new TrainStep(engine, model, { apply: () => undefined }, 'bestAccepted');
    const before = tf.memory().numTensors;
    const { loss, correct } = step.run(batch, 1, 0.1);
    assert.equal(tf.memory().numTensors, before + 2);
    tf.dispose([loss, correct]);
    model.dispose();
  });
});

/** The weighted mean cross-entropy in double precision, with the batch's statistics. */
function byHand(model: tf.LayersModel): number {
  const value = (layer: string, index: number) => model.getLayer(layer).getWeights()[index]!.arraySync();
  const [kernel, bias] = [value('dense', 0) as number[][], value('dense', 1) as number[]];
  const [gamma, beta] = [value('norm', 0) as number[], value('norm', 1) as number[]];
  const [last, lastBias] = [value('logits', 0) as number[][], value('logits', 1) as number[]];
  const affine = (row: readonly number[], matrix: number[][], offset: number[]) =>
    offset.map((start, c) => row.reduce((sum, x, i) => sum + x * matrix[i]![c]!, start));
  const rows = [0, 1, 2].map((row) => affine([...batch.images.subarray(4 * row, 4 * row + 4)], kernel, bias));
  const column = (c: number) => rows.map((row) => row[c]!);
  const mean = (values: number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
  const losses = rows.map((row, r) => {
    const normal = row.map((x, c) => {
      const average = mean(column(c));
      const variance = mean(column(c).map((one) => (one - average) ** 2));
      return (gamma[c]! * (x - average)) / Math.sqrt(variance + 1e-3) + beta[c]!;
    });
    const logits = affine(normal, last, lastBias);
    const total = Math.log(logits.reduce((sum, z) => sum + Math.exp(z), 0));
    return logits.reduce((sum, z, c) => sum - batch.targets[2 * r + c]! * (z - total), 0) * batch.weights[r]!;
  });
  return mean(losses);
}

describe('weights by name', () => {
  before(() => tf.setBackend('cpu'));

  it('have the same names in every model, and go from one to another', async () => {
    const [first, second] = [tinyModel(), tinyModel()];
    assert.deepEqual(weightNames(first), weightNames(second));
    assert.deepEqual(weightNames(first), [
      'dense/kernel',
      'dense/bias',
      'norm/gamma',
      'norm/beta',
      'norm/moving_mean',
      'norm/moving_variance',
      'logits/kernel',
      'logits/bias',
    ]);
    setTrained(second, ['logits']);
    assert.deepEqual(weightNames(second), weightNames(first));
    tf.tidy(() => first.setWeights(first.getWeights().map((weight) => tf.add(weight, 1))));
    const stored = await readWeights(first);
    const before = tf.memory().numTensors;
    writeWeights(tf, second, stored);
    assert.equal(tf.memory().numTensors, before);
    assert.deepEqual(await readWeights(second), stored);
    first.dispose();
    second.dispose();
  });

  it('are refused by a model that has others', async () => {
    const model = tinyModel();
    const stored = await readWeights(model);
    assert.throws(() => writeWeights(tf, model, stored.slice(1)), /not those of/);
    model.dispose();
  });
});
