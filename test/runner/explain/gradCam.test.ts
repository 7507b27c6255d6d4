import assert from 'node:assert/strict';
import { camLayer, enlarge, gradCam } from '../../../runner/explain/gradCam';
import { LogitModel } from '../../../runner/explain/logitModel';
import type { TF } from '../../../runner/engine/contract';
import { assertClose } from '../engine/kernelCases';
import { dispose, kinkedModel, linearModel, onBothEngines, randomFaces } from './engines';

const brightness = [1, -1, 2];
const shifts = [-0.3, 0.6, -0.9];
const votes = [0.5, 2, -1.5];

/** Picture k is ReLU(brightness · x + shift); the logit of class 1 is Σ vote · mean of picture k. @param nested as a layer of its own */
function knownModel(tf: TF, nested = false): LogitModel {
  const pictures = tf.layers.conv2d({
    name: 'pictures',
    filters: 3,
    kernelSize: 1,
    activation: 'relu',
    inputShape: [6, 6, 1],
    weights: [tf.tensor4d(brightness, [1, 1, 1, 3]), tf.tensor1d(shifts)],
  });
  const rest = [
    tf.layers.globalAveragePooling2d({}),
    tf.layers.dense({ units: 2, weights: [tf.tensor2d([7, 0.5, -3, 2, 1, -1.5], [3, 2]), tf.tensor1d([0, 5])] }),
    tf.layers.activation({ activation: 'softmax' }),
  ];
  const below = nested ? tf.sequential({ layers: [pictures] }) : pictures;
  return new LogitModel(tf, tf.sequential({ layers: [below, ...rest] }));
}

onBothEngines('Grad-CAM', (engine) => {
  const face = randomFaces(1, 21);

  for (const nested of [false, true]) {
    it(`is the closed form of a network whose pictures are known${nested ? ', inside of another' : ''}`, async () => {
      const model = knownModel(engine().tf, nested);
      // The gradient of the logit in each pixel of picture k is its vote over the 36 pixels, and so is its mean.
      const expected = Array.from(face, (x) => {
        const sum = votes.reduce(
          (total, vote, k) => total + (vote / 36) * Math.max(0, brightness[k]! * x + shifts[k]!),
          0,
        );
        return Math.max(0, sum);
      });
      assert.ok(expected.some((value) => value === 0) && expected.some((value) => value > 0.01));
      assertClose(await gradCam(model, face, 1, camLayer(model.model)), expected, 1e-5, 'map');
      dispose(model);
    });
  }

  it('leaves the network as it was', async () => {
    const { tf } = engine();
    const model = kinkedModel(tf);
    const before = await model.logits(face);
    const tensors = tf.memory().numTensors;
    const layer = camLayer(model.model);
    await gradCam(model, face, 1, layer);
    assert.deepEqual(await model.logits(face), before);
    assert.equal(tf.memory().numTensors, tensors);
    dispose(model);
  });

  it('takes the last convolution, the layer that is named, or says which there are', () => {
    const model = kinkedModel(engine().tf);
    const [first, last, pooling] = model.model.layers.map(({ name }) => name);
    assert.equal(camLayer(model.model).name, last);
    assert.equal(camLayer(model.model, first).name, first);
    assert.equal(camLayer(model.model, pooling).name, pooling);
    assert.throws(() => camLayer(model.model, model.model.layers[3]!.name), /has no feature maps/);
    assert.throws(() => camLayer(model.model, 'nowhere'), {
      remedy: `Layers with feature maps: ${first}, ${last}, ${pooling}.`,
    });
    const { model: linear } = linearModel(engine().tf);
    assert.throws(() => camLayer(linear.model), /needs a convolution/);
    dispose(model);
    dispose(linear);
  });

  it('takes the activation after the sum of a residual block', () => {
    const { tf } = engine();
    const inputs = tf.input({ shape: [6, 6, 1] });
    type Symbolic = typeof inputs;
    const filtered = tf.layers.conv2d({ filters: 1, kernelSize: 3, padding: 'same' }).apply(inputs) as Symbolic;
    const sum = tf.layers.add().apply([inputs, filtered]) as Symbolic;
    const end = tf.layers.activation({ name: 'block_out', activation: 'relu' }).apply(sum) as Symbolic;
    const model = tf.model({ inputs, outputs: tf.layers.flatten().apply(end) as Symbolic });
    assert.equal(camLayer(model).name, 'block_out');
    model.dispose();
  });
});

describe('enlarging a map', () => {
  it('goes between the centres of its pixels and on at the edges', () => {
    assert.deepEqual([...enlarge(Float32Array.of(0, 4), [1, 2], [1, 4])], [0, 1, 3, 4]);
    assert.deepEqual([...enlarge(Float32Array.of(0, 4, 8, 12), [2, 2], [2, 2])], [0, 4, 8, 12]);
    assert.deepEqual([...enlarge(Float32Array.of(2), [1, 1], [2, 3])], [2, 2, 2, 2, 2, 2]);
  });
});
