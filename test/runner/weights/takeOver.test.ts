import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { resolveModel } from '../../../experiment/defaults';
import { modelFile } from '../../../experiment/graph';
import type { ResolvedModel } from '../../../experiment/types';
import { baseOf, buildModel } from '../../../runner/models';
import { takeOver } from '../../../runner/weights/takeOver';
import { saveModel } from '../../../runner/run/modelFiles';
import { readWeights } from '../../../runner/train/tensorStore';
import { readLayersFile } from '../../../runner/weights/layersFile';
import type { ModelConfig } from '../../../schemas/generated/experiment';
import { UserError } from '../../../schemas/userError';
import { temporaryFolder } from '../../storage/temporaryFolder';

describe('taking over weights', () => {
  const folder = temporaryFolder();
  const made: tf.LayersModel[] = [];
  afterEach(() => {
    for (const model of made.splice(0)) model.dispose();
  });

  function build(model: ResolvedModel, seed: number, classes = 7): tf.LayersModel {
    const built = buildModel(tf, model, { classes, seed, inputShape: [48, 48, 1] });
    made.push(built);
    return built;
  }
  /** Weights of a saved model. Moving averages are made unlike those that a new model has. */
  async function stored(model: tf.LayersModel) {
    for (const layer of model.layers) {
      for (const weight of layer.nonTrainableWeights) {
        if (weight.originalName.includes('moving')) tf.tidy(() => void weight.write(tf.add(weight.read(), 0.25)));
      }
    }
    await saveModel(folder.path, model, {});
    return readLayersFile(tf, modelFile(folder.path));
  }
  const options = { file: 'parent/model.json', sameClasses: true };

  const models: readonly ModelConfig[] = [
    { type: 'smallCnn' },
    { type: 'customCnn' },
    { type: 'resnet50', weights: 'random', inputSize: 32 },
  ];
  for (const config of models) {
    it(`gives a ${config.type} all weights of another, moving averages included`, async () => {
      const [parent, child] = [build(resolveModel(config), 1), build(resolveModel(config), 2)];
      // As training of a head alone leaves it.
      for (const layer of baseOf(parent).base) layer.trainable = false;
      const weights = await stored(parent);
      assert.equal(takeOver(tf, child, weights, options), true);
      assert.deepEqual(await readWeights(child), await readWeights(parent));
    }).timeout(60_000);
  }

  it('gives a model on a base the weights of another on that base', async () => {
    await saveModel(folder.path, build(resolveModel({ type: 'smallCnn' }), 1), {});
    const config = resolveModel({ type: 'layersModel', base: modelFile(folder.path) });
    const [parent, child] = [build(config, 2), build(config, 3)];
    assert.equal(takeOver(tf, child, await stored(parent), options), true);
    assert.deepEqual(await readWeights(child), await readWeights(parent));
  });

  it('leaves the classifier as it is where there are other classes', async () => {
    const small = resolveModel({ type: 'smallCnn' });
    const weights = await stored(build(small, 1));
    for (const [child, sameClasses] of [
      [build(small, 2, 8), true],
      [build(small, 2, 7), false],
    ] as const) {
      const before = await readWeights(child);
      assert.equal(takeOver(tf, child, weights, { ...options, sameClasses }), false);
      const own = (await readWeights(child)).filter(({ name }) => name.startsWith('logits/'));
      assert.deepEqual(
        own,
        before.filter(({ name }) => name.startsWith('logits/')),
      );
      const first = (await readWeights(child))[0]!;
      assert.deepEqual(first.values, weights.get('block1_conv')![0]!.values);
    }
  });

  it('refuses other layers by the first that differs, and changes nothing', async () => {
    const small = build(resolveModel({ type: 'smallCnn' }), 1);
    const before = await readWeights(small);
    const weights = await stored(build(resolveModel({ type: 'customCnn' }), 1));
    assert.throws(
      () => takeOver(tf, small, weights, options),
      (error) => {
        assert.ok(error instanceof UserError);
        assert.match(
          error.message,
          /parent\/model\.json do not fit: the file has no weights of the layer "block1_conv"/,
        );
        assert.match(error.remedy!, /"base": "parent\/model\.json"/);
        return true;
      },
    );
    assert.deepEqual(await readWeights(small), before);
  });
});
