import assert from 'node:assert/strict';
import path from 'node:path';
import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import type { Engine } from '../../../runner/engine/contract';
import { baseOf, buildModel } from '../../../runner/models';
import { loadBaseWeights } from '../../../runner/weights';
import { describeReal, realEngine } from '../engine/tensorflow/real';
import { buildTimeout, embeddedEngine } from '../engine/wasm/embedded';
import { askKeras, faceCount, faceSide, type KerasReference, python } from './keras';

const missing = 'skipped. Run `npx tsx scripts/provision/keras.ts`.';

/** Of the largest feature of a face, against Keras. */
const tolerance = 1e-4;

const large = 96;
const small = 32;

(python === undefined ? describe.skip : describe)(
  `ResNet-50 with the weights of a Keras model${python === undefined ? `: ${missing}` : ''}`,
  function () {
    this.timeout(buildTimeout);
    let keras: KerasReference;
    before(async () => {
      keras = await askKeras(large, small);
    });
    after(() => keras.dispose());

    /** Network and features with the weights of that file. */
    async function built({ tf }: Engine, inputSize: number, file: string) {
      const settings = {
        type: 'resnet50',
        dropout: 0,
        l2: 0,
        weights: path.join(keras.folder, file),
        inputSize,
      } as const;
      const model = buildModel(tf, settings, { classes: 7, seed: 1, inputShape: [faceSide, faceSide, 1] });
      await loadBaseWeights(tf, model, settings);
      return { model, features: tf.model({ inputs: model.inputs, outputs: baseOf(model).features }) };
    }

    function predict({ tf }: Engine, forward: (faces: Tensor) => Tensor): Float32Array {
      const shape = [faceCount, faceSide, faceSide, 1];
      return tf.tidy(() => forward(tf.tensor(keras.faces, shape)).dataSync<'float32'>());
    }

    const direct = (features: LayersModel) => (faces: Tensor) => features.predictOnBatch(faces) as Tensor;

    async function assertKeras(actual: Float32Array, side: number): Promise<void> {
      const expected = await keras.features(side);
      assert.equal(actual.length, expected.length);
      const width = expected.length / faceCount;
      for (let face = 0; face < faceCount; face++) {
        const range = [face * width, (face + 1) * width] as const;
        const reference = expected.subarray(...range);
        const largest = reference.reduce((max, value) => Math.max(max, value), 0);
        const worst = actual
          .subarray(...range)
          .reduce((max, value, i) => Math.max(max, Math.abs(value - reference[i]!)), 0);
        assert.ok(worst <= tolerance * largest, `face ${face + 1}: off by ${worst}, of ${largest}`);
      }
      // Faces are told apart: the reference is no constant.
      assert.ok(expected.slice(0, width).some((value, i) => Math.abs(value - expected[width + i]!) > 100 * tolerance));
    }

    describeReal('on the TensorFlow engine', () => {
      it('gives the features of Keras, from faces that it enlarges itself', async () => {
        const engine = await realEngine();
        const { model, features } = await built(engine, large, 'legacy.h5');
        await assertKeras(predict(engine, direct(features)), large);
        model.dispose();
      });

      it('gives them with normalisation folded into the convolutions, from weights as Keras 3 saves them', async () => {
        const engine = await realEngine();
        const { model, features } = await built(engine, small, 'keras3.weights.h5');
        const prepared = engine.prepareModel!(features)!;
        await assertKeras(
          predict(engine, (faces) => prepared.predict(faces)),
          small,
        );
        prepared.dispose();
        model.dispose();
      });
    });

    it('gives the features of Keras on the embedded engine', async () => {
      const engine = await embeddedEngine();
      const { model, features } = await built(engine, small, 'legacy.h5');
      await assertKeras(predict(engine, direct(features)), small);
      model.dispose();
      await engine.dispose();
    });
  },
);
