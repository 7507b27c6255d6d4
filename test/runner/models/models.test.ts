import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { resolveModel } from '../../../experiment/defaults';
import { buildModel, modelBuilders } from '../../../runner/models';
import schema from '../../../schemas/generated/experiment.schema.json';

const settings = { dropout: 0.25, l2: 0.01 };
const shape = { classes: 7, seed: 5, inputShape: [48, 48, 1] as const };

describe('models', () => {
  const built: tf.LayersModel[] = [];
  type Plain = 'customCnn' | 'smallCnn' | 'resnet18' | 'vggFer' | 'lightCnn';
  const build = (type: Plain, options: Partial<typeof shape & typeof settings & { width: number }> = {}) => {
    const model = buildModel(tf, resolveModel({ type, ...settings, ...options }), { ...shape, ...options });
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

  it('resnet18 has the weights of its closed form at every width', () => {
    for (const width of [8, 16, 24, 64]) {
      for (const classes of [7, 8]) {
        // Convolutions: 9w; 4 of 9w²; three stages of c²/2·9 + 3·9c² + c²/2 for c = 2w, 4w, 8w. Four for each normalised channel.
        const convolutions = 9 * width + 36 * width ** 2 + 32 * (4 + 16 + 64) * width ** 2;
        const normalised = width + 4 * width + 5 * (2 + 4 + 8) * width;
        const expected = convolutions + 4 * normalised + (8 * width + 1) * classes;
        assert.equal(build('resnet18', { width, classes }).countParams(), expected, `width ${width}`);
      }
    }
    assert.equal(build('resnet18').countParams(), 11_180_871);
    assert.equal(build('resnet18', { width: 16 }).countParams(), 703_191);
  });

  it('resnet18 halves the picture three times, in the first convolution of a stage', () => {
    const model = build('resnet18', { width: 8 });
    const out = (name: string) => (model.getLayer(name).outputShape as number[]).slice(1).join('×');
    assert.deepEqual(['conv1_relu', ...[2, 3, 4, 5].map((stage) => `conv${stage}_block2_out`)].map(out), [
      '48×48×8',
      '48×48×8',
      '24×24×16',
      '12×12×32',
      '6×6×64',
    ]);
    const strided = model.layers.filter((layer) => String(layer.getConfig()['strides']) === '2,2');
    assert.deepEqual(
      strided.map(({ name }) => name).sort(),
      [3, 4, 5].flatMap((stage) => [`conv${stage}_block1_0_conv`, `conv${stage}_block1_1_conv`]),
    );
  });

  it('vggFer has the layers of its authors, and reads 3 × 3 places where theirs reads 2 × 2', () => {
    const model = build('vggFer');
    // 8 convolutions with biases, four numbers for each of 2 · 960 normalised channels, three dense layers.
    const widths = [1, 64, 64, 128, 128, 256, 256, 512, 512];
    const convolutions = widths.slice(1).reduce((sum, filters, i) => sum + (9 * widths[i]! + 1) * filters, 0);
    const dense = (9 * 512 + 1) * 4096 + 4097 * 4096 + 4097 * 7;
    assert.equal(model.countParams(), convolutions + 4 * 2 * 960 + dense);
    assert.equal(model.countParams(), 40_380_359);
    const rates = model.layers.flatMap((layer) =>
      layer.getClassName() === 'Dropout' ? [layer.getConfig()['rate']] : [],
    );
    assert.deepEqual(rates, [0.25, 0.25]);
    assert.equal(model.layers.filter((layer) => layer.losses.length > 0).length, 11);
  });

  it('lightCnn has less than a million weights, channels that are multiples of 8, and no penalty on depthwise kernels', () => {
    const model = build('lightCnn');
    assert.ok(model.countParams() < 1e6, String(model.countParams()));
    const maps = model.layers.flatMap(({ outputShape }) => (outputShape.length === 4 ? [outputShape.at(-1)] : []));
    assert.ok(maps.every((channels) => channels === 1 || Number(channels) % 8 === 0));
    const penalised = model.layers.filter((layer) => layer.losses.length > 0).map(({ name }) => name);
    // The stem, two in each block and one to expand in all but the first, the top, 16 dense layers, the classifier.
    assert.equal(penalised.length, 1 + 8 + 7 + 1 + 16 + 1);
    assert.ok(penalised.every((name) => !name.includes('depth')));
  });

  for (const type of ['customCnn', 'smallCnn', 'resnet18', 'vggFer', 'lightCnn'] as const) {
    it(`${type} ends in linear logits and a softmax`, () => {
      const [logits, probabilities] = build(type).layers.slice(-2);
      assert.equal(logits!.getConfig()['activation'], 'linear');
      assert.equal(probabilities!.getConfig()['activation'], 'softmax');
    });

    it(`${type} draws Glorot-uniform kernels from the seed and begins with zero biases`, () => {
      // Narrow, or the drawing would take long.
      const values = (seed: number) =>
        build(type, { seed, width: 16 }).layers.flatMap((layer) =>
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
