/** A small network with one of each layer that our models have, trained by every engine. */
import assert from 'node:assert/strict';
import type { layers as Layers, LayersModel, Scalar, SymbolicTensor, Tensor, Variable } from '@tensorflow/tfjs';
import type { Engine, TF } from '../../../runner/engine/contract';
import { assertClose, onBackend, uniformValues } from './kernelCases';

const batch = 32;
const size = 16;

function smallModel(tf: TF): LayersModel {
  const { layers } = tf;
  const penalty = tf.regularizers.l2({ l2: 0.01 });
  const below = tf.sequential({
    layers: [
      layers.conv2d({ inputShape: [size, size, 1], filters: 8, kernelSize: 3, padding: 'same', activation: 'relu' }),
      layers.batchNormalization(),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.dropout({ rate: 0.25 }),
      layers.conv2d({ filters: 16, kernelSize: 5, padding: 'same', activation: 'relu', kernelRegularizer: penalty }),
      layers.batchNormalization(),
      layers.averagePooling2d({ poolSize: 2 }),
    ],
  });
  const apply = (layer: Layers.Layer, x: SymbolicTensor | SymbolicTensor[]) => layer.apply(x) as SymbolicTensor;
  const x = below.output as SymbolicTensor;
  const deep = apply(layers.depthwiseConv2d({ kernelSize: 3, padding: 'same', useBias: false }), x);
  const means = apply(layers.globalAveragePooling2d({}), deep);
  const factors = apply(layers.dense({ units: 16, activation: 'sigmoid' }), means);
  const shaped = apply(layers.reshape({ targetShape: [1, 1, 16] }), factors);
  const sum = apply(layers.add(), [x, apply(layers.multiply(), [deep, shaped])]);
  const above = tf.sequential({
    layers: [
      layers.conv2d({ filters: 8, kernelSize: 3, strides: 2, useBias: false, inputShape: sum.shape.slice(1) }),
      layers.flatten(),
      layers.dense({ units: 10, activation: 'relu' }),
      layers.batchNormalization(),
      layers.dense({ units: 3 }),
    ],
  });
  return tf.model({ inputs: below.inputs, outputs: apply(above, sum) });
}

class Trainer {
  readonly model: LayersModel;
  private readonly x: Tensor;
  private readonly y: Tensor;
  private readonly moments: { first: Variable; second: Variable }[];
  private step = 0;

  /** @param firstSeed of the first step's dropout masks; one more each step */
  constructor(
    private readonly engine: Engine,
    private readonly firstSeed = 1,
  ) {
    const { tf } = engine;
    this.model = smallModel(tf);
    tf.tidy(() => {
      this.model.setWeights(
        this.model.getWeights().map((weight, i) => {
          const centre = this.model.weights[i]!.name.includes('variance') ? 1 : 0;
          const values = uniformValues(weight.size, i).map((value) => centre + 0.3 * value);
          return tf.tensor(values, weight.shape);
        }),
      );
    });
    const classes = Array.from({ length: batch }, (_, i) => i % 3);
    this.x = tf.tensor(uniformValues(batch * size * size, 99), [batch, size, size, 1]);
    this.y = tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(classes, 'int32'), 3), 'float32'));
    this.moments = this.variables.map((variable) =>
      tf.tidy(() => ({
        first: tf.variable(tf.zerosLike(variable), false),
        second: tf.variable(tf.zerosLike(variable), false),
      })),
    );
  }

  private get variables(): Variable[] {
    return this.model.trainableWeights.map((weight) => weight.read() as Variable);
  }

  /** One Adam step; the loss before it. */
  train(): number {
    const { tf } = this.engine;
    this.engine.beginStep(this.firstSeed + this.step++);
    const loss = () =>
      tf.addN([
        tf.losses.softmaxCrossEntropy(this.y, this.model.apply(this.x, { training: true }) as Tensor),
        ...this.model.calculateLosses(),
      ]) as Scalar;
    const { value, grads } = tf.variableGrads(loss, this.variables);
    const alpha = (0.01 * Math.sqrt(1 - 0.999 ** this.step)) / (1 - 0.9 ** this.step);
    this.variables.forEach((variable, i) => {
      const settings = { alpha, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };
      this.engine.updates.adam(variable, this.moments[i]!, grads[variable.name]!, settings);
    });
    const before = value.dataSync()[0]!;
    tf.dispose([value, grads]);
    return before;
  }

  weights(): Float32Array[] {
    return this.model.getWeights().map((weight) => Float32Array.from(weight.dataSync()));
  }

  predict(): Float32Array {
    return this.engine.tf.tidy(() => Float32Array.from((this.model.predict(this.x) as Tensor).dataSync()));
  }

  dispose(): void {
    this.engine.tf.dispose([this.x, this.y, ...this.moments.flatMap(({ first, second }) => [first, second])]);
    this.model.dispose();
  }
}

/** @param of the engine, called once the suite's `before` hooks ran */
export function trainingCases(of: () => Engine): void {
  function trained(steps: number, firstSeed?: number): Trainer {
    const trainer = new Trainer(of(), firstSeed);
    for (let i = 0; i < steps; i++) trainer.train();
    return trainer;
  }

  it('learns', () => {
    const trainer = new Trainer(of());
    const first = trainer.train();
    let last = first;
    for (let i = 0; i < 40; i++) last = trainer.train();
    assert.ok(last < 0.5 * first, `loss ${first} → ${last}`);
    trainer.dispose();
  });

  it('gives the same weights, byte for byte, for the same seeds', () => {
    const [a, b] = [trained(6), trained(6)];
    assert.deepEqual(a.weights(), b.weights());
    a.dispose();
    b.dispose();
  });

  it('gives other weights with other dropout masks', () => {
    const [a, b] = [trained(2, 1), trained(2, 100)];
    assert.notDeepEqual(a.weights(), b.weights());
    a.dispose();
    b.dispose();
  });

  it('keeps the number of tensors and bytes over steps', () => {
    const { tf } = of();
    const trainer = trained(1);
    const before = tf.memory();
    for (let i = 0; i < 5; i++) trainer.train();
    const after = tf.memory();
    assert.deepEqual(
      [after.numTensors, after.numDataBuffers, after.numBytes],
      [before.numTensors, before.numDataBuffers, before.numBytes],
    );
    trainer.dispose();
  });

  it('frees all tensors in the end', () => {
    const { tf } = of();
    trained(1).dispose();
    const before = tf.memory().numTensors;
    trained(2).dispose();
    assert.equal(tf.memory().numTensors, before);
  });

  it('predicts with the weights of the last step, like the plain JavaScript backend', async () => {
    const { tf } = of();
    const trainer = new Trainer(of());
    trainer.predict();
    for (let i = 0; i < 6; i++) trainer.train();
    const predicted = trainer.predict();
    const weights = trainer.model.getWeights().map((weight) => ({ values: weight.dataSync(), shape: weight.shape }));
    const expected = await onBackend(tf, 'cpu', () => {
      const model = smallModel(tf);
      return tf.tidy(() => {
        model.setWeights(weights.map(({ values, shape }) => tf.tensor(values, shape)));
        const x = tf.tensor(uniformValues(batch * size * size, 99), [batch, size, size, 1]);
        const y = Float32Array.from((model.predict(x) as Tensor).dataSync());
        model.dispose();
        return y;
      });
    });
    assertClose(predicted, expected, 1e-5, 'prediction');
    trainer.dispose();
  });
}
