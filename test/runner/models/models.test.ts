import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { buildModel, modelBuilders } from '../../../runner/models';
import schema from '../../../schemas/generated/experiment.schema.json';

const settings = { dropout: 0.25, l2: 0.01 };
const shape = { classes: 7, seed: 5, inputShape: [48, 48, 1] as const };

describe('models', () => {
  const built: tf.LayersModel[] = [];
  const build = (type: 'customCnn' | 'smallCnn', options: Partial<typeof shape & typeof settings> = {}) => {
    const model = buildModel(tf, { type, ...settings, ...options }, { ...shape, ...options });
    built.push(model);
    return model;
  };
  afterEach(() => {
    for (const model of built.splice(0)) model.dispose();
  });

  it('are those that the schema offers', () => {
    assert.deepEqual(Object.keys(modelBuilders), schema.definitions.model.properties.type.enum);
  });

  it('customCnn has the parameters of the Keras model, for 7 and for 8 classes', () => {
    // Keras: model.count_params().
    assert.equal(build('customCnn').countParams(), 4_496_903);
    assert.equal(build('customCnn', { classes: 8 }).countParams(), 4_497_416);
  });

  it('customCnn has the layers of the Keras model', () => {
    const layers = build('customCnn').layers.map((layer) => [
      layer.getClassName(),
      (layer.outputShape as number[]).slice(1).join('×'),
    ]);
    assert.deepEqual(layers, [
      ['Conv2D', '48×48×32'],
      ['Conv2D', '48×48×64'],
      ['BatchNormalization', '48×48×64'],
      ['MaxPooling2D', '24×24×64'],
      ['Dropout', '24×24×64'],
      ['Conv2D', '24×24×128'],
      ['BatchNormalization', '24×24×128'],
      ['MaxPooling2D', '12×12×128'],
      ['Dropout', '12×12×128'],
      ['Conv2D', '12×12×512'],
      ['BatchNormalization', '12×12×512'],
      ['MaxPooling2D', '6×6×512'],
      ['Dropout', '6×6×512'],
      ['Conv2D', '6×6×512'],
      ['BatchNormalization', '6×6×512'],
      ['MaxPooling2D', '3×3×512'],
      ['Dropout', '3×3×512'],
      ['Flatten', '4608'],
      ['Dense', '256'],
      ['BatchNormalization', '256'],
      ['Dropout', '256'],
      ['Dense', '512'],
      ['BatchNormalization', '512'],
      ['Dropout', '512'],
      ['Dense', '7'],
      ['Activation', '7'],
    ]);
  });

  it('customCnn has Keras’s kernels, padding, defaults of batch normalisation, dropout and penalties', () => {
    const model = build('customCnn', { dropout: 0.4, l2: 0.02 });
    const configs = new Map(model.layers.map((layer) => [layer.name, layer.getConfig()]));
    const convolutions = [...configs].filter(([name]) => /conv/.test(name));
    assert.deepEqual(
      convolutions.map(([, config]) => [
        config['kernelSize'],
        config['padding'],
        config['activation'],
        config['strides'],
      ]),
      [3, 3, 5, 3, 3].map((size) => [[size, size], 'same', 'relu', [1, 1]]),
    );
    const penalised = model.layers.filter((layer) => layer.losses.length > 0).map(({ name }) => name);
    assert.deepEqual(penalised, ['block3_conv', 'block4_conv']);
    const norm = configs.get('block1_norm')!;
    assert.deepEqual([norm['momentum'], norm['epsilon']], [0.99, 1e-3]);
    const rates = [...configs].filter(([name]) => name.endsWith('_dropout')).map(([, config]) => config['rate']);
    assert.deepEqual(rates, Array(6).fill(0.4));
  });

  it('smallCnn has about 0.2 M parameters and convolutions whose filters are multiples of 8', () => {
    const model = build('smallCnn');
    assert.equal(model.countParams(), 200_551);
    const filters = model.layers.map((layer) => layer.getConfig()['filters']).filter((count) => count !== undefined);
    assert.deepEqual(filters, [16, 32, 64, 128, 88]);
    const penalised = model.layers.filter((layer) => layer.losses.length > 0).map(({ name }) => name);
    assert.deepEqual(penalised, ['block1_conv', 'block2_conv', 'block3_conv', 'block4_conv', 'block5_conv']);
  });

  it('penalties are l2 · Σw²', () => {
    const model = build('smallCnn', { l2: 0.5 });
    const layer = model.getLayer('block2_conv');
    const expected = layer
      .getWeights()[0]!
      .dataSync<'float32'>()
      .reduce((sum, weight) => sum + 0.5 * weight ** 2, 0);
    const [penalty] = tf.tidy(() => layer.calculateLosses().map((loss) => loss.dataSync()[0]!));
    assert.ok(Math.abs(penalty! - expected) < 1e-4 * expected, `${penalty} against ${expected}`);
  });

  for (const type of ['customCnn', 'smallCnn'] as const) {
    it(`${type} ends in linear logits and a softmax`, () => {
      const [logits, probabilities] = build(type).layers.slice(-2);
      assert.equal(logits!.getConfig()['activation'], 'linear');
      assert.equal(probabilities!.getConfig()['activation'], 'softmax');
    });

    it(`${type} draws Glorot-uniform kernels from the seed and begins with zero biases`, () => {
      const values = (seed: number) =>
        build(type, { seed }).layers.flatMap((layer) =>
          layer.trainableWeights.map((weight) => ({
            name: weight.originalName,
            shape: weight.shape as number[],
            values: weight.read().dataSync<'float32'>(),
          })),
        );
      const first = values(1);
      assert.deepEqual(first, values(1));
      for (const [index, other] of values(2).entries()) {
        const { name, shape: kernel, values: drawn } = first[index]!;
        if (name.endsWith('/bias')) assert.ok(drawn.every((value) => value === 0));
        if (!name.endsWith('/kernel')) continue;
        assert.notDeepEqual(drawn, other.values, name);
        const field = kernel.slice(0, -2).reduce((product, side) => product * side, 1);
        const limit = Math.sqrt(6 / (field * (kernel.at(-2)! + kernel.at(-1)!)));
        const largest = drawn.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
        assert.ok(largest <= limit * (1 + 1e-6) && largest > 0.9 * limit, `${name}: ${largest} of ${limit}`);
        const variance = drawn.reduce((sum, value) => sum + value ** 2, 0) / drawn.length;
        // Of the uniform distribution; the standard error of the estimate is sqrt(4 / 5 / n) of it, or less.
        const tolerance = 5 * Math.sqrt(0.8 / drawn.length);
        assert.ok(Math.abs(variance / (limit ** 2 / 3) - 1) < tolerance, `${name}: variance ${variance}`);
      }
    });
  }
});
