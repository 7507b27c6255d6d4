import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { composedUpdates } from '../../../runner/engine/composedUpdates';
import { createOptimizer, type Optimizer } from '../../../runner/train/optimizers';
import keras from '../../fixtures/keras/optimizers.json';

type Config = Parameters<typeof createOptimizer>[1];
type Values = Readonly<Record<string, readonly number[] | readonly (readonly number[])[]>>;

const names = Object.keys(keras.start);
const tensor = (values: Values, name: string) => tf.tensor(values[name]! as number[]);
const adam: Config = { type: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };

describe('optimizers', () => {
  before(() => tf.setBackend('cpu'));

  let variables: tf.Variable[] = [];
  const engine = { tf, updates: composedUpdates(tf) };
  function create(config: Config): Optimizer {
    tf.dispose(variables);
    variables = names.map((name) => tf.tidy(() => tf.variable(tensor(keras.start, name))));
    return createOptimizer(engine, config, variables);
  }
  function step(optimizer: Optimizer, t: number, learningRate: number): void {
    tf.tidy(() => {
      const gradients = variables.map(
        (variable, i) => [variable.name, tensor(keras.gradients[t]!, names[i]!)] as const,
      );
      optimizer.apply(Object.fromEntries(gradients), learningRate);
    });
  }
  afterEach(() => {
    tf.dispose(variables);
    variables = [];
  });

  for (const run of keras.runs) {
    const config = run.config as Config;

    it(`change weights as Keras's do: ${JSON.stringify(config)}`, () => {
      const optimizer = create(config);
      run.steps.forEach((expected, t) => {
        step(optimizer, t, config.learningRate);
        variables.forEach((variable, i) => {
          variable.dataSync().forEach((value, j) => {
            const wanted = (expected as unknown as Record<string, number[]>)[names[i]!]![j]!;
            // Weights of up to 2 in single precision, five updates.
            assert.ok(Math.abs(value - wanted) < 1e-6, `${names[i]}[${j}] is ${value}, expected ${wanted}`);
          });
        });
      });
      assert.equal(optimizer.step, run.steps.length);
      optimizer.dispose();
    });

    it(`go on exactly from their state, in other variables: ${JSON.stringify(config)}`, () => {
      const first = create(config);
      for (let t = 0; t < 3; t++) step(first, t, config.learningRate);
      const saved = first.state().map((one) => ({ name: one.name, tensor: one.tensor.clone() }));
      const weights = variables.map((variable) => variable.dataSync().slice());
      for (let t = 3; t < 5; t++) step(first, t, config.learningRate);
      const undisturbed = variables.map((variable) => [...variable.dataSync()]);
      first.dispose();

      const resumed = create(config);
      tf.tidy(() => variables.forEach((variable, i) => variable.assign(tf.tensor(weights[i]!, variable.shape))));
      resumed.restore(saved, 3);
      tf.dispose(saved.map((one) => one.tensor));
      for (let t = 3; t < 5; t++) step(resumed, t, config.learningRate);
      assert.deepEqual(
        variables.map((variable) => [...variable.dataSync()]),
        undisturbed,
      );
      resumed.dispose();
    });

    it(`keep no tensor but their state: ${JSON.stringify(config)}`, () => {
      const before = tf.memory().numTensors;
      const optimizer = create(config);
      const created = tf.memory().numTensors;
      assert.equal(created - before, names.length + optimizer.state().length);
      step(optimizer, 0, config.learningRate);
      const saved = optimizer.state().map((one) => ({ name: one.name, tensor: one.tensor.clone() }));
      optimizer.restore(saved, 1);
      tf.dispose(saved.map((one) => one.tensor));
      assert.equal(tf.memory().numTensors, created);
      optimizer.dispose();
      assert.equal(tf.memory().numTensors, before + names.length);
    });
  }

  it('take the learning rate of the step', () => {
    const optimizer = create({ type: 'sgd', learningRate: 9, momentum: 0, nesterov: false });
    step(optimizer, 0, 0);
    assert.deepEqual([...variables[0]!.dataSync()], keras.start.kernel.flat());
    optimizer.dispose();
  });

  it('refuse a state that is not theirs, and change nothing', () => {
    const optimizer = create(adam);
    const state = optimizer.state();
    assert.throws(() => optimizer.restore(state.slice(1), 1), /3 tensors; 4 were expected/);
    const wrong = state.map((one, i) => (i === 1 ? { name: one.name, tensor: tf.zeros([2]) } : one));
    assert.throws(() => optimizer.restore(wrong, 1), /has 2 for first\/1; 3 was expected/);
    assert.equal(optimizer.step, 0);
    tf.dispose(wrong[1]!.tensor);
    optimizer.dispose();
  });

  it('refuse a step without all gradients', () => {
    const optimizer = create(adam);
    assert.throws(() => optimizer.apply({}, 0.1), /No gradient for the weight/);
    optimizer.dispose();
  });
});
