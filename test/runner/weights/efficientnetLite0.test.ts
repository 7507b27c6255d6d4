import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import type { Engine } from '../../../runner/engine/contract';
import { baseOf, buildModel } from '../../../runner/models';
import { loadBaseWeights } from '../../../runner/weights';
import { placeOf } from '../../../runner/weights/download';
import { readTorchFile } from '../../../runner/weights/torchFile';
import { testWeights } from '../../../scripts/provision/weights';
import { imagenetWeights } from '../../../storage/machine/publishedWeights';
import { describeReal, realEngine } from '../engine/tensorflow/real';
import { buildTimeout, embeddedEngine } from '../engine/wasm/embedded';

interface Reference {
  readonly weightsBelowClassifier: number;
  /** By the side of the pictures: of each pattern, every fifth logit of ImageNet's classes. */
  readonly logits: Readonly<Record<string, readonly (readonly number[])[]>>;
}

const reference = JSON.parse(
  readFileSync(path.join(__dirname, '../../fixtures/torch/efficientnetLite0.json'), 'utf8'),
) as Reference;

const side = 48;
/** The patterns of the script. */
const faces = Float32Array.from({ length: 2 * side * side }, (_, i) => {
  const [row, column, factor] = [Math.floor(i / side) % side, i % side, i < side * side ? 1 : 4];
  return ((Math.floor((7 * row * column) / 8) + 5 * column + 3 * factor * row) % 256) / 255;
});

const file = placeOf(imagenetWeights('efficientnetLite0'), testWeights);
const isThere = existsSync(file);
const missing = 'skipped. Run `npx tsx scripts/provision/keras.ts`.';

(isThere ? describe : describe.skip)(
  `EfficientNet-Lite0 with its published weights${isThere ? '' : `: ${missing}`}`,
  function () {
    this.timeout(buildTimeout);
    after(async () => (await embeddedEngine()).dispose());

    /** Network and features with the published weights. */
    async function built({ tf }: Engine, inputSize: number) {
      const settings = { type: 'efficientnetLite0', dropout: 0, l2: 0, weights: 'imagenet', inputSize } as const;
      const model = buildModel(tf, settings, { classes: 7, seed: 1, inputShape: [side, side, 1] });
      await loadBaseWeights(tf, model, settings, { directory: testWeights });
      return { model, features: tf.model({ inputs: model.inputs, outputs: baseOf(model).features }) };
    }

    const forward = (features: LayersModel) => (pictures: Tensor) => features.predictOnBatch(pictures) as Tensor;

    /** The classifier of ImageNet, which is in the file, on our features. */
    async function assertLogits({ tf }: Engine, inputSize: number, featuresOf: (pictures: Tensor) => Tensor) {
      const tensors = await readTorchFile(file);
      const [kernel, bias] = [tensors.get('_fc.weight')!, tensors.get('_fc.bias')!];
      const found = tf.tidy(() => {
        const features = featuresOf(tf.tensor(faces, [2, side, side, 1]));
        const logits = features.matMul(tf.tensor(kernel.values, [1000, 1280]), false, true);
        return logits.add(tf.tensor1d(bias.values)).dataSync<'float32'>();
      });
      for (const [pattern, expected] of reference.logits[inputSize]!.entries()) {
        assert.equal(expected.length, 200);
        expected.forEach((logit, i) => {
          const actual = found[1000 * pattern + 5 * i]!;
          assert.ok(Math.abs(actual - logit) < 1e-4, `pattern ${pattern}, class ${5 * i}: ${actual}, not ${logit}`);
        });
      }
    }

    for (const inputSize of [48, 224]) {
      it(`gives the logits of PyTorch on the embedded engine, at ${inputSize} pixels`, async () => {
        const engine = await embeddedEngine();
        const { model, features } = await built(engine, inputSize);
        await assertLogits(engine, inputSize, forward(features));
        model.dispose();
      });
    }

    describeReal('on the TensorFlow engine', () => {
      it('gives the logits of PyTorch', async () => {
        const engine = await realEngine();
        const { model, features } = await built(engine, 224);
        await assertLogits(engine, 224, forward(features));
        model.dispose();
      });

      it('gives them with normalisation folded into the convolutions', async () => {
        const engine = await realEngine();
        const { model, features } = await built(engine, 224);
        const prepared = engine.prepareModel!(features)!;
        await assertLogits(engine, 224, (pictures) => prepared.predict(pictures));
        prepared.dispose();
        model.dispose();
      });
    });

    it('has as many weights below the classifier as PyTorch counts', async () => {
      const engine = await embeddedEngine();
      const { model } = await built(engine, 48);
      const { base } = baseOf(model);
      assert.equal(
        base.reduce((sum, layer) => sum + layer.countParams(), 0),
        reference.weightsBelowClassifier,
      );
      model.dispose();
    });
  },
);
