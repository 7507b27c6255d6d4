import assert from 'node:assert/strict';
import { prepareFaces } from '../../../runner/models/preparation';
import { LogitModel } from '../../../runner/explain/logitModel';
import { assertClose, uniformValues } from '../engine/kernelCases';
import { dispose, fill, onBothEngines, randomFaces, smoothModel } from './engines';

/** Central differences of one logit in every pixel, and the gradients. */
async function bothGradients(model: LogitModel, target: number): Promise<[gradients: Float32Array, numeric: number[]]> {
  const face = randomFaces(1, 7).slice(0, model.size);
  const step = 2 ** -5;
  const moved = new Float32Array(2 * face.length * face.length);
  face.forEach((_, pixel) => {
    for (const [row, change] of [step, -step].entries()) {
      const start = (2 * pixel + row) * face.length;
      moved.set(face, start);
      moved[start + pixel]! += change;
    }
  });
  const logits = await model.logits(moved);
  const at = (row: number) => logits[row * model.classes + target]!;
  const numeric = Array.from(face, (_, pixel) => (at(2 * pixel) - at(2 * pixel + 1)) / (2 * step));
  return [await model.gradients(face, target), numeric];
}

onBothEngines('gradients of a logit in the face', (engine) => {
  it('are those of central differences', async () => {
    const model = smoothModel(engine().tf);
    const [gradients, numeric] = await bothGradients(model, 2);
    // The step's own error is of its square, 2⁻¹⁰, times the third derivative; float32 adds 2⁻²⁴ / 2⁻⁵.
    assertClose(gradients, numeric, 3e-3, 'gradient');
    dispose(model);
  });

  it('reach the face below what prepares it for a colour network of another size', async () => {
    const { tf } = engine();
    const faces = tf.input({ shape: [4, 4, 1] });
    const prepared = prepareFaces(tf, faces, { height: 7, width: 9, channels: 3 }, 'torch');
    const features = tf.layers
      .conv2d({ filters: 4, kernelSize: 3, activation: 'tanh' })
      .apply(prepared) as typeof prepared;
    const flat = tf.layers.flatten().apply(features) as typeof prepared;
    const logits = tf.layers.dense({ units: 2 }).apply(flat) as typeof prepared;
    const outputs = tf.layers.activation({ activation: 'softmax' }).apply(logits) as typeof prepared;
    const network = tf.model({ inputs: faces, outputs });
    fill(tf, network);
    const model = new LogitModel(tf, network);
    const [gradients, numeric] = await bothGradients(model, 1);
    assert.ok(numeric.some((value) => Math.abs(value) > 0.01));
    assertClose(gradients, numeric, 3e-3, 'gradient');
    dispose(model);
  });

  it('are those of stock resizing layers, which a layers model may have', async () => {
    const { tf } = engine();
    const weights = tf.tensor(uniformValues(35 * 2, 5), [35, 2]);
    const x = tf.tensor(randomFaces(1, 9).slice(0, 12), [1, 3, 4, 1]);
    const value = (faces: typeof x) =>
      tf.sum(tf.matMul(tf.reshape(tf.image.resizeBilinear(faces as never, [5, 7], true), [1, 35]), weights as never));
    const gradient = tf.grad(value)(x).dataSync();
    const numeric = Array.from(gradient, (_, i) => {
      const at = (change: number) => tf.tidy(() => value(tf.add(x, tf.oneHot(i, 12).reshape(x.shape).mul(change))));
      return (at(0.5).dataSync()[0]! - at(-0.5).dataSync()[0]!) / 1;
    });
    assertClose(gradient, numeric, 1e-4, 'gradient');
    tf.dispose([weights, x]);
  });

  it('are the same in batches of another size, and leave no tensor behind', async () => {
    const { tf } = engine();
    const model = smoothModel(tf);
    const faces = randomFaces(70, 3);
    const tensors = tf.memory().numTensors;
    const all = await model.gradients(faces, 0);
    const last = await model.gradients(faces.slice(-36), 0);
    assertClose(all.subarray(-36), last, 1e-5, 'last face');
    assert.equal(tf.memory().numTensors, tensors);
    dispose(model);
  });
});
