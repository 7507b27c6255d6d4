import assert from 'node:assert/strict';
import type { LayersModel, SymbolicTensor, Tensor, layers as Layers } from '@tensorflow/tfjs';
import type { Engine, PreparedModel, TF } from '../../../../runner/engine/contract';
import { buildModel } from '../../../../runner/models';
import { assertClose, onBackend, sizeOf, uniformValues } from '../kernelCases';
import { describeReal, realEngine } from './real';

type Layer = Layers.Layer;

/** Sums of a few thousand products in another order. */
const tolerance = 2e-5;

/** Weights that tell layers, channels and signs apart; variances are positive. */
function fill(tf: TF, model: LayersModel, gammaSign: (channel: number) => number): void {
  tf.tidy(() => {
    model.setWeights(
      model.weights.map(({ name, shape }, i) => {
        const values = uniformValues(sizeOf(shape as number[]), i + 1);
        const value = (x: number, at: number) => {
          if (name.includes('gamma')) return gammaSign(at) * (0.6 + 0.5 * x);
          if (name.includes('variance')) return 1 + 0.5 * x;
          return 0.4 * x;
        };
        return tf.tensor(values.map(value), shape as number[]);
      }),
    );
  });
}

const positive = () => 1;

describeReal('TensorFlow engine: predictions of a prepared model', () => {
  let engine: Engine;
  before(async () => {
    engine = await realEngine();
  });

  function chain(...layers: Layer[]): LayersModel {
    return engine.tf.sequential({ layers });
  }

  /** The prepared model's output, if it can be prepared, and the plain JavaScript backend's for the stock layers. */
  async function outputs(model: LayersModel, shape: number[]) {
    const { tf } = engine;
    const read = (forward: (x: Tensor) => Tensor) =>
      tf.tidy(() => forward(tf.tensor(uniformValues(sizeOf(shape), 77), shape)).dataSync<'float32'>());
    const before = tf.memory().numTensors;
    // Within a tidy, which it outlives.
    let prepared: PreparedModel | undefined;
    tf.tidy(() => void (prepared = engine.prepareModel!(model)));
    const actual = prepared && read((x) => prepared!.predict(x));
    prepared?.dispose();
    assert.equal(tf.memory().numTensors, before, 'tensors left over');
    const expected = await onBackend(tf, 'cpu', () => read((x) => model.predictOnBatch(x) as Tensor));
    return { actual, expected };
  }

  const conv = (config: Partial<Parameters<TF['layers']['conv2d']>[0]> = {}) =>
    engine.tf.layers.conv2d({ filters: 6, kernelSize: 3, padding: 'same', activation: 'relu', ...config });
  const first = { inputShape: [9, 9, 3] };
  const norm = (config: Parameters<TF['layers']['batchNormalization']>[0] = {}) =>
    engine.tf.layers.batchNormalization(config);
  const pool = (padding: 'same' | 'valid' = 'valid') =>
    engine.tf.layers.maxPooling2d({ poolSize: 2, strides: 2, padding });

  const chains: Record<string, () => Layer[]> = {
    'pooling after the normalisation': () => [conv(first), norm(), pool()],
    'pooling beyond the edge': () => [conv(first), norm(), pool('same')],
    'no pooling': () => [conv({ ...first, strides: 2, padding: 'valid' }), norm()],
    'two blocks, dropout between': () => [
      conv(first),
      norm(),
      pool(),
      engine.tf.layers.dropout({ rate: 0.5 }),
      conv({ filters: 4, kernelSize: 5 }),
      norm({ epsilon: 1e-2 }),
    ],
    'no scale and no centre': () => [conv(first), norm({ scale: false, center: false }), pool()],
  };
  for (const [name, layers] of Object.entries(chains)) {
    it(`are those of the stock layers: ${name}`, async () => {
      const model = chain(...layers());
      fill(engine.tf, model, positive);
      const { actual, expected } = await outputs(model, [3, 9, 9, 3]);
      assertClose(actual!, expected, tolerance, 'output');
      model.dispose();
    });
  }

  it('leaves a block with a negative scale as it is', async () => {
    const model = chain(conv(first), norm(), pool(), conv(), norm(), pool());
    let block = 0;
    // The second block's fourth channel only.
    fill(engine.tf, model, (channel) => (channel === 0 && block++, block === 2 && channel === 3 ? -1 : 1));
    const { actual, expected } = await outputs(model, [3, 9, 9, 3]);
    assertClose(actual!, expected, tolerance, 'output');
    model.dispose();
  });

  it('changes nothing where there is nothing to gain', async () => {
    const { tf } = engine;
    const models = {
      'no normalisation': chain(conv(first), pool()),
      'another axis': chain(conv(first), norm({ axis: 1 })),
      'another activation': chain(conv({ ...first, activation: 'elu' }), norm()),
      'negative scales': chain(conv(first), norm()),
    };
    for (const [name, model] of Object.entries(models)) {
      fill(tf, model, () => -1);
      assert.equal((await outputs(model, [2, 9, 9, 3])).actual, undefined, name);
      model.dispose();
    }
  });

  it('takes a graph of residual blocks, in which only some normalisations can be folded', async () => {
    const { tf } = engine;
    const { layers } = tf;
    const input = tf.input({ shape: [9, 9, 3] });
    const add = (layer: Layer, ...x: SymbolicTensor[]) => layer.apply(x.length === 1 ? x[0]! : x) as SymbolicTensor;
    const linear = (config: Partial<Parameters<TF['layers']['conv2d']>[0]> = {}) =>
      conv({ activation: 'linear', ...config });
    const relu = () => layers.activation({ activation: 'relu' });
    const padded = add(layers.zeroPadding2d({ padding: [3, 3] }), input);
    const stem = add(relu(), add(norm(), add(linear({ kernelSize: 7, strides: 2, padding: 'valid' }), padded)));
    const shortcut = add(norm(), add(linear({ kernelSize: 1, strides: 2 }), stem));
    const branch = add(
      norm(),
      add(linear({ strides: 2, useBias: false }), add(relu(), add(norm(), add(linear(), stem)))),
    );
    const sum = add(relu(), add(layers.add(), shortcut, branch));
    // Two read what the convolution gives, so that it stays as it is.
    const shared = add(linear(), sum);
    const both = add(layers.concatenate(), shared, add(norm(), shared), add(layers.dropout({ rate: 0.5 }), sum));
    const model = tf.model({ inputs: input, outputs: add(layers.globalAveragePooling2d({}), both) });
    fill(tf, model, (channel) => (channel % 2 === 0 ? 1 : -1));
    const { actual, expected } = await outputs(model, [3, 9, 9, 3]);
    assertClose(actual!, expected, tolerance, 'output');
    model.dispose();
  });

  it('of the custom CNN are those of the stock layers', async () => {
    const { tf } = engine;
    const settings = { type: 'customCnn', dropout: 0.25, l2: 0.01 } as const;
    const model = buildModel(tf, settings, { classes: 7, seed: 1, inputShape: [48, 48, 1] });
    const { actual, expected } = await outputs(model, [1, 48, 48, 1]);
    assertClose(actual!, expected, 1e-4, 'probabilities');
    model.dispose();
  });
});
