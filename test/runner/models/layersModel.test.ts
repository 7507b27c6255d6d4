import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import type { ResolvedModel } from '../../../experiment/types';
import { baseOf, buildModel, locateModel } from '../../../runner/models';
import { saveModel } from '../../../runner/run/modelFiles';
import { loadBaseWeights } from '../../../runner/weights';
import { temporaryFolder } from '../../cli/support';

type Settings = Extract<ResolvedModel, { readonly type: 'layersModel' }>;

const shape = { classes: 3, seed: 5, inputShape: [12, 12, 1] as const };

describe('a layers model as the base', () => {
  const folder = temporaryFolder();
  const made: tf.LayersModel[] = [];
  const keep = <M extends tf.LayersModel>(model: M): M => {
    made.push(model);
    return model;
  };
  afterEach(() => {
    for (const model of made.splice(0)) model.dispose();
  });

  /** Saves a model as a run does. @returns settings that take it */
  async function saved(model: tf.LayersModel, options: Partial<Settings> = {}): Promise<Settings> {
    await saveModel(folder.path, keep(model), {});
    const base = path.join(folder.path, 'model', 'model.json');
    return { type: 'layersModel', dropout: 0, l2: 0, base, preprocessing: 'scale', ...options };
  }

  async function built(settings: Settings): Promise<tf.LayersModel> {
    const model = keep(buildModel(tf, settings, shape));
    await loadBaseWeights(tf, model, settings);
    return model;
  }

  const { layers } = tf;
  const classifier = () => [
    layers.dropout({ name: 'last_dropout', rate: 0.5 }),
    layers.dense({ name: 'logits', units: 5 }),
    layers.activation({ name: 'probabilities', activation: 'softmax' }),
  ];
  const chain = (input: number[] = [12, 12, 1]) =>
    tf.sequential({
      layers: [
        layers.conv2d({ name: 'conv_1', filters: 4, kernelSize: 3, inputShape: input, activation: 'relu' }),
        layers.batchNormalization({ name: 'norm_1' }),
        layers.globalAveragePooling2d({ name: 'pool' }),
        ...classifier(),
      ],
    });
  const faces = tf.randomUniform([2, 12, 12, 1], 0, 1, 'float32', 3);
  after(() => faces.dispose());

  const outputOf = (model: tf.LayersModel, output: tf.SymbolicTensor, x: tf.Tensor = faces) =>
    tf.tidy(() => (tf.model({ inputs: model.inputs, outputs: output }).predict(x) as tf.Tensor).dataSync());

  function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
    assert.equal(actual.length, expected.length);
    Array.from(actual).forEach((value, i) =>
      assert.ok(Math.abs(value - expected[i]!) < 1e-5, `${value} ${expected[i]}`),
    );
  }

  it('is cut before its own classifier, and gives what it gave', async () => {
    const base = chain();
    const model = await built(await saved(base));
    assert.deepEqual(
      model.layers.map(({ name }) => name),
      ['faces', 'conv_1', 'norm_1', 'pool', 'logits', 'probabilities'],
    );
    assert.deepEqual(model.outputs[0]!.shape, [null, 3]);
    const expected = outputOf(base, base.getLayer('pool').output as tf.SymbolicTensor);
    assertClose(outputOf(model, baseOf(model).features), expected);
  });

  it('is taken from the model of a run, whatever network that was', async () => {
    const run = buildModel(tf, { type: 'smallCnn', dropout: 0.25, l2: 0 }, { ...shape, classes: 7 });
    const model = await built({ ...(await saved(run)), base: path.join(folder.path, 'model') });
    assertClose(
      outputOf(model, baseOf(model).features),
      outputOf(run, run.getLayer('pool').output as tf.SymbolicTensor),
    );
  });

  it('may branch, share a layer, and be cut where the experiment says', async () => {
    const input = tf.input({ name: 'picture', shape: [12, 12, 1] });
    const shared = layers.conv2d({ name: 'shared', filters: 1, kernelSize: 3, padding: 'same' });
    const once = shared.apply(input) as tf.SymbolicTensor;
    const sum = layers.add({ name: 'sum' }).apply([shared.apply(once) as tf.SymbolicTensor, input]);
    const end = layers.flatten({ name: 'flat' }).apply(sum);
    const base = tf.model({ inputs: input, outputs: end as tf.SymbolicTensor });
    const model = await built(await saved(base, { output: 'sum' }));
    const expected = tf.tidy(() =>
      tf.mean(tf.tensor(outputOf(base, sum as tf.SymbolicTensor), [2, 12, 12, 1]), [1, 2]).dataSync(),
    );
    assertClose(outputOf(model, baseOf(model).features), expected);
  });

  it('gets faces of its size and colours, prepared as it wants them', async () => {
    const base = chain([20, 16, 3]);
    const model = await built(await saved(base, { preprocessing: 'tf' }));
    const grey = tf.fill([1, 12, 12, 1], 0.75);
    const picture = tf.fill([1, 20, 16, 3], 0.5);
    const expected = outputOf(base, base.getLayer('pool').output as tf.SymbolicTensor, picture);
    assertClose(outputOf(model, baseOf(model).features, grey), expected);
    tf.dispose([grey, picture]);
  });

  it('may hold a model as one of its layers', async () => {
    const inner = tf.sequential({
      name: 'inner',
      layers: [layers.conv2d({ name: 'inner_conv', filters: 2, kernelSize: 3, inputShape: [12, 12, 1] })],
    });
    const base = tf.sequential({ layers: [inner, layers.globalAveragePooling2d({ name: 'pool' }), ...classifier()] });
    const model = await built(await saved(base));
    assertClose(
      outputOf(model, baseOf(model).features),
      outputOf(base, base.getLayer('pool').output as tf.SymbolicTensor),
    );
  });

  it('is found from the folder of the experiment', () => {
    const settings: Settings = { type: 'layersModel', dropout: 0, l2: 0, base: 'm/model.json', preprocessing: 'scale' };
    assert.equal((locateModel(settings, '/study') as Settings).base, '/study/m/model.json');
  });

  describe('is refused, and told why,', () => {
    const refused = async (settings: Settings, message: RegExp, remedy?: RegExp) => {
      await assert.rejects(built(settings), (error: Error & { remedy?: string }) => {
        assert.equal(error.name, 'UserError');
        assert.match(error.message, message);
        if (remedy) assert.match(error.remedy!, remedy);
        return true;
      });
    };
    const file = (text: string): Settings => {
      const base = path.join(folder.path, 'some.json');
      writeFileSync(base, text);
      return { type: 'layersModel', dropout: 0, l2: 0, base, preprocessing: 'scale' };
    };

    it('where there is no file', () => {
      const base = path.join(folder.path, 'none.json');
      return refused({ ...file('{}'), base }, /none\.json: there is no such file/);
    });
    it('where it is not JSON', () =>
      refused(file('weights'), /some\.json is no TensorFlow\.js layers model: it is not JSON/));
    it('where it is another JSON', () => refused(file('{"a": 1}'), /names no Sequential or Functional model/));
    it('where it is a graph model', () =>
      refused(file('{"format": "graph-model", "modelTopology": {"node": []}}'), /graph model/, /layers_model/));
    it('where its layers are connected in no known way', () => {
      const layer = { class_name: 'Dense', name: 'dense', config: {}, inbound_nodes: [{ args: [], kwargs: {} }] };
      const config = { layers: [layer], input_layers: [], output_layers: [] };
      return refused(
        file(JSON.stringify({ model_config: { class_name: 'Functional', config } })),
        /"dense" is connected in a way that is not known/,
      );
    });

    it('where the layer is not there', async () =>
      refused(await saved(chain(), { output: 'conv_2' }), /has no layer "conv_2"/, /conv_1, norm_1, pool/));

    it('where a layer is of a class that is not there', async () => {
      const settings = await saved(chain());
      writeFileSync(settings.base, readFileSync(settings.base, 'utf8').replace('GlobalAveragePooling2D', 'Magic'));
      await refused(settings, /"pool" of .* is a Magic, which TensorFlow\.js does not have/);
    });

    it('where it reads something else than pictures', async () => {
      const base = tf.sequential({ layers: [layers.dense({ name: 'dense', units: 2, inputShape: [7] })] });
      await refused(await saved(base), /reads inputs of shape \[null,7\]; expected one batch of pictures/);
    });

    it('where the weights are missing, or cut short', async () => {
      const settings = await saved(chain());
      const text = readFileSync(settings.base, 'utf8');
      const name = /weights\.[0-9a-f]+\.bin/.exec(text)![0];
      writeFileSync(settings.base, text.replace(name, 'gone.bin'));
      await refused(settings, /gone\.bin: there is no such file/);
      writeFileSync(settings.base, text);
      const weights = path.join(path.dirname(settings.base), name);
      writeFileSync(weights, readFileSync(weights).subarray(0, 40));
      await refused(settings, /The weights of .*model\.json cannot be read/, /Copy the base model again/);
    });
  });
});
