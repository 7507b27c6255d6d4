import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { blockNames, isOfBlock } from '../../../experiment/blocks';
import { resolveModel } from '../../../experiment/defaults';
import { baseOf, buildModel, countParameters, locateModel } from '../../../runner/models';
import { loadBaseWeights } from '../../../runner/weights';
import { temporaryFolder } from '../../cli/support';

const settings = { type: 'resnet50', dropout: 0, l2: 0, weights: 'imagenet', inputSize: 40 } as const;
const shape = { classes: 7, seed: 5, inputShape: [48, 48, 1] as const };

describe('ResNet-50', () => {
  const built: tf.LayersModel[] = [];
  const build = (options: object = {}) => {
    const model = buildModel(tf, { ...settings, ...options }, shape);
    built.push(model);
    return model;
  };
  const folder = temporaryFolder();
  afterEach(() => {
    for (const model of built.splice(0)) model.dispose();
  });

  it('has the parameters of the Keras model', () => {
    const model = build();
    const { base, head } = baseOf(model);
    const count = (layers: readonly tf.layers.Layer[]) => layers.reduce((sum, layer) => sum + layer.countParams(), 0);
    // keras.applications.ResNet50(include_top=False).count_params(); 2048 · 7 + 7.
    assert.equal(count(base), 23_587_712);
    assert.equal(count(head), 14_343);
    assert.equal(countParameters(model), 23_602_055);
  });

  it('has the layers of the Keras model, by name and size', () => {
    const model = build({ inputSize: 224 });
    const sizeOf = (name: string) => (model.getLayer(name).outputShape as number[]).slice(1).join('×');
    // From model.summary() of Keras.
    const expected = {
      conv1_pad: '230×230×3',
      conv1_conv: '112×112×64',
      pool1_pad: '114×114×64',
      pool1_pool: '56×56×64',
      conv2_block1_0_conv: '56×56×256',
      conv2_block3_out: '56×56×256',
      conv3_block1_1_conv: '28×28×128',
      conv3_block4_out: '28×28×512',
      conv4_block6_out: '14×14×1024',
      conv5_block1_0_bn: '7×7×2048',
      conv5_block3_out: '7×7×2048',
      avg_pool: '2048',
    };
    assert.deepEqual(Object.fromEntries(Object.keys(expected).map((name) => [name, sizeOf(name)])), expected);
    // As many as model.layers of Keras with pooling="avg", less its input.
    assert.equal(baseOf(model).base.length, 175);
  });

  it('has strides in the first convolution of a block, biases, and Keras’s normalisation', () => {
    const model = build();
    const config = (name: string) => model.getLayer(name).getConfig();
    assert.deepEqual(config('conv3_block1_1_conv')['strides'], [2, 2]);
    assert.deepEqual(config('conv3_block1_2_conv')['strides'], [1, 1]);
    assert.deepEqual(config('conv3_block1_0_conv')['strides'], [2, 2]);
    assert.deepEqual(config('conv2_block1_1_conv')['strides'], [1, 1]);
    for (const layer of model.layers) {
      if (layer.getClassName() === 'Conv2D') assert.equal(layer.getConfig()['useBias'], true, layer.name);
      if (layer.getClassName() !== 'BatchNormalization') continue;
      assert.equal(layer.getConfig()['epsilon'], 1.001e-5);
      assert.equal(layer.getConfig()['momentum'], 0.99);
    }
  });

  it('never trains what prepares the faces', () => {
    const model = build();
    const names = model.trainableWeights.map(({ originalName }) => originalName);
    assert.deepEqual(
      names.filter((name) => name.startsWith('prepare_')),
      [],
    );
    assert.equal(names.length, 2 * 53 + 2 * 53 + 2);
  });

  it('draws the same random weights from a seed, and zeros where others take their place', () => {
    const kernel = (model: tf.LayersModel) => model.getLayer('conv5_block3_3_conv').getWeights()[0]!.dataSync();
    assert.ok(kernel(build()).every((value) => value === 0));
    const first = kernel(build({ weights: 'random' }));
    assert.deepEqual(first, kernel(build({ weights: 'random' })));
    assert.ok(first.some((value) => value !== 0));
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

  it('loads anywhere, with what prepares the faces', async () => {
    const model = build({ weights: 'random' });
    let saved: tf.io.ModelArtifacts | undefined;
    await model.save({
      save: (given) => {
        saved = JSON.parse(JSON.stringify({ ...given, weightData: undefined })) as tf.io.ModelArtifacts;
        saved.weightData = given.weightData!;
        return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } });
      },
    });
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved!));
    built.push(loaded);
    assert.deepEqual(loaded.inputs[0]!.shape, [null, 48, 48, 1]);
    for (const name of ['prepare_width', 'prepare_channels', 'conv1_conv']) {
      assert.deepEqual(
        loaded.getLayer(name).getWeights()[0]!.dataSync(),
        model.getLayer(name).getWeights()[0]!.dataSync(),
      );
    }
  });

  it('says what to do where its weights are missing or damaged', async () => {
    const { writeFileSync } = await import('node:fs');
    const model = build();
    const directory = folder.path;
    await assert.rejects(loadBaseWeights(tf, model, settings, { directory }), {
      name: 'UserError',
      message: /_notop\.h5 is missing/,
      remedy: /ferexp weights download resnet50.*Download ResNet-50 Weights/,
    });
    writeFileSync(`${directory}/resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5`, 'half');
    await assert.rejects(loadBaseWeights(tf, model, settings, { directory }), { message: /MD5 checksum differs/ });
  });

  it('finds its weights from the folder of the experiment', () => {
    const located = (weights: string) => locateModel({ ...settings, weights }, '/study') as typeof settings;
    assert.equal(located('w.h5').weights, '/study/w.h5');
    assert.equal(located('imagenet').weights, 'imagenet');
    assert.equal(located('random').weights, 'random');
  });
});

describe('names of blocks', () => {
  for (const type of [
    'customCnn',
    'smallCnn',
    'resnet18',
    'vggFer',
    'lightCnn',
    'resnet50',
    'efficientnetLite0',
  ] as const) {
    it(`of ${type} are those of the model as built, in its order`, () => {
      const model = buildModel(tf, type === 'resnet50' ? settings : resolveModel({ type }), shape);
      const weighted = baseOf(model).base.filter((layer) => layer.countParams() > 0);
      const found = weighted.map(({ name }) => blockNames(type).find((block) => isOfBlock(name, block)));
      assert.deepEqual([...new Set(found)], blockNames(type));
      model.dispose();
    });
  }

  it('mean layers whose names go on after them', () => {
    assert.ok(isOfBlock('conv5_block1_1_conv', 'conv5_block1'));
    assert.ok(isOfBlock('conv5_block1_1_conv', 'conv5'));
    assert.ok(isOfBlock('conv5_block1_1_conv', 'conv5_block1_1_conv'));
    assert.ok(!isOfBlock('block12_conv', 'block1'));
  });
});
