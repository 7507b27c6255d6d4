import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { composedCrossEntropy } from '../../../runner/engine/composedCrossEntropy';
import type { Engine, Batch } from '../../../runner/engine/contract';
import { buildModel } from '../../../runner/models';
import { Random } from '../../../runner/random';
import { SplitModel } from '../../../runner/train/splitModel';
import { TrainStep, trainableVariables } from '../../../runner/train/step';
import { movingAverages, namesOfTrained, setTrained, trainedLayers } from '../../../runner/train/trainable';
import { UserError } from '../../../schemas/userError';
import { assertClose } from '../engine/kernelCases';

const engine = { tf, crossEntropy: composedCrossEntropy(tf), beginStep: () => undefined } as unknown as Engine;
const shape = { classes: 7, seed: 1, inputShape: [48, 48, 1] } as const;
const custom = () => buildModel(tf, { type: 'customCnn', dropout: 0.25, l2: 0.01 }, shape);
const resnet = () => buildModel(tf, { type: 'resnet50', dropout: 0, l2: 0, weights: 'random', inputSize: 32 }, shape);
const settings = { batchNormalization: 'trained', setting: 'training.trainable' } as const;

/** Blocks that join again, without batch normalisation. */
function branching(): tf.LayersModel {
  const dense = (name: string, units: number) =>
    tf.layers.dense({ name, units, activation: 'tanh', kernelInitializer: tf.initializers.glorotUniform({ seed: 3 }) });
  const inputs = tf.input({ shape: [2, 2, 1] });
  const flat = tf.layers.flatten({ name: 'flatten' }).apply(inputs) as tf.SymbolicTensor;
  const first = dense('first', 5).apply(flat) as tf.SymbolicTensor;
  const left = dense('left', 5).apply(first) as tf.SymbolicTensor;
  const sum = tf.layers.add({ name: 'sum' }).apply([first, left]) as tf.SymbolicTensor;
  const last = tf.layers
    .dense({ name: 'logits', units: 3, kernelRegularizer: tf.regularizers.l2({ l2: 0.1 }) })
    .apply(sum) as tf.SymbolicTensor;
  const outputs = tf.layers.activation({ name: 'probabilities', activation: 'softmax' }).apply(last);
  return tf.model({ inputs, outputs: outputs as tf.SymbolicTensor });
}

function noise(count: number, size: number, classes: number): Batch {
  const random = new Random(4, 'test');
  const targets = new Float32Array(count * classes);
  for (let row = 0; row < count; row++) targets[row * classes + random.integer(classes)] = 1;
  return {
    count,
    images: Float32Array.from({ length: count * size }, () => random.uniform()),
    targets,
    weights: Float32Array.from({ length: count }, () => random.between(0.5, 2)),
  };
}

before(() => tf.setBackend('cpu'));

describe('layers that are trained', () => {
  let model: tf.LayersModel;
  before(() => {
    model = custom();
  });
  after(() => model.dispose());
  const trained = (trainable: Parameters<typeof trainedLayers>[1]['trainable']) =>
    trainedLayers(model, { ...settings, trainable });

  it('are all, the classifier, those from a block or a layer on, or the last with weights', () => {
    assert.equal(trained('all').length, 14);
    assert.deepEqual(trained('head'), ['logits']);
    const fromDense = ['dense1', 'dense1_norm', 'dense2', 'dense2_norm', 'logits'];
    assert.deepEqual(trained({ from: 'dense1' }), fromDense);
    assert.deepEqual(trained({ from: 'block4' }), ['block4_conv', 'block4_norm', ...fromDense]);
    assert.deepEqual(trained({ from: 'block4_pool' }), fromDense);
    assert.deepEqual(trained({ last: 3 }), fromDense.slice(2));
    assert.equal(trained({ last: 500 }).length, 14);
  });

  it('leave frozen batch normalisation out', () => {
    const names = trainedLayers(model, { ...settings, batchNormalization: 'frozen', trainable: { from: 'dense1' } });
    assert.deepEqual(names, ['dense1', 'dense2', 'logits']);
  });

  it('are not there under a wrong name, or none is left', () => {
    const refused = (from: string, message: RegExp) => {
      assert.throws(
        () => trained({ from }),
        (error) => error instanceof UserError && message.test(error.message),
      );
    };
    refused('blok3', /^training\.trainable begins at “blok3”.* Did you mean “block3”\?$/);
    refused('probabilities', /^training\.trainable leaves nothing to train/);
  });

  it('are what the model then trains', () => {
    setTrained(model, ['block4_norm', 'logits']);
    assert.deepEqual(namesOfTrained(model), ['block4_norm', 'logits']);
    assert.deepEqual(
      trainableVariables(model).map(({ shape: s }) => s.join('×')),
      ['512', '512', '512×7', '7'],
    );
    assert.equal(movingAverages(model).length, 2);
  });
});

describe('a model in two parts', () => {
  const boundary = (model: tf.LayersModel, ...names: string[]) => {
    setTrained(model, names);
    const split = new SplitModel(engine, model);
    return { split, name: (split.frozen?.outputs[0] as tf.SymbolicTensor | undefined)?.sourceLayer.name };
  };

  it('meets below the dropout that follows the last frozen weights', () => {
    const model = custom();
    assert.equal(boundary(model, 'logits').name, 'dense2_norm');
    assert.equal(boundary(model, 'dense1', 'logits').name, 'block4_pool');
    assert.equal(boundary(model, 'block1_conv1').split.frozen, undefined);
    model.dispose();
  });

  it('meets where all data goes through, in a network that branches', () => {
    const model = resnet();
    const { split, name } = boundary(model, 'logits');
    assert.deepEqual([name, split.inputShape], ['avg_pool', [2048]]);
    assert.equal(boundary(model, 'conv5_block1_2_conv').name, 'conv4_block6_out');
    assert.equal(boundary(model, 'conv5_block1_0_conv').name, 'conv4_block6_out');
    assert.equal(boundary(model, 'conv1_conv').name, 'conv1_pad');
    model.dispose();
  });

  it('gives what the whole gives', () => {
    const model = branching();
    const x = tf.tensor(noise(4, 4, 3).images, [4, 2, 2, 1]);
    const whole = (model.predict(x) as tf.Tensor).dataSync();
    for (const names of [['logits'], ['left', 'logits'], ['first']]) {
      const { split } = boundary(model, ...names);
      assertClose(split.predict(split.features(x)).dataSync(), whole, 1e-6, names.join());
    }
    model.dispose();
  });
});

describe('a training step on a part of the model', () => {
  it('gives the gradient that the whole has, on images and on features', () => {
    const model = branching();
    const batch = noise(5, 4, 3);
    const step = () => new TrainStep(engine, model, { apply: () => undefined }, 'distribution');
    const whole = step().compute(batch, 1);
    const [all, names] = [whole.gradients, trainableVariables(model).map(({ name }) => name)];
    setTrained(model, ['logits']);
    const part = step().compute(batch, 1);
    assert.deepEqual(Object.keys(part.gradients), names.slice(-2));
    const split = new SplitModel(engine, model);
    const images = split.features(tf.tensor(batch.images, [5, 2, 2, 1])).dataSync() as Float32Array;
    const features = new TrainStep(engine, model, { apply: () => undefined }, 'distribution', {
      parts: 1,
      reads: 'features',
    }).compute({ ...batch, images }, 1);
    for (const name of names.slice(-2)) {
      assertClose(part.gradients[name]!.dataSync(), all[name]!.dataSync(), 1e-5, name);
      assertClose(features.gradients[name]!.dataSync(), all[name]!.dataSync(), 1e-5, name);
    }
    assertClose(part.loss.dataSync(), whole.loss.dataSync(), 1e-6, 'loss');
    model.dispose();
  });

  it('in parts is the step on the whole batch, and leaves no tensor', () => {
    const model = branching();
    const batch = noise(7, 4, 3);
    const compute = (parts: number) => {
      const none = { apply: () => undefined };
      return new TrainStep(engine, model, none, 'distribution', { parts, reads: 'images' }).compute(batch, 1);
    };
    const whole = compute(1);
    for (const parts of [2, 3, 7, 50]) {
      const before = tf.memory().numTensors;
      const { loss, correct, gradients } = compute(parts);
      assert.equal(correct.dataSync()[0], whole.correct.dataSync()[0]);
      assertClose(loss.dataSync(), whole.loss.dataSync(), 1e-6, `loss in ${parts} parts`);
      for (const [name, value] of Object.entries(gradients)) {
        assertClose(value.dataSync(), whole.gradients[name]!.dataSync(), 1e-5, `${name} in ${parts} parts`);
      }
      tf.dispose([loss, correct, gradients]);
      assert.equal(tf.memory().numTensors, before);
    }
    model.dispose();
  });
});
