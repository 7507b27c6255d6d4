import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { assignWeights, type StoredWeight } from '../../../runner/weights/stored';

const kernel: StoredWeight = { name: 'kernel', shape: [2, 1], values: Float32Array.of(1, 2) };
const bias: StoredWeight = { name: 'bias', shape: [1], values: Float32Array.of(3) };

describe('weights for layers', () => {
  let model: tf.LayersModel;
  beforeEach(() => {
    model = tf.sequential({
      layers: [
        tf.layers.dense({ name: 'first', units: 1, inputShape: [2] }),
        tf.layers.dense({ name: 'second', units: 1 }),
      ],
    });
  });
  afterEach(() => model.dispose());

  const assign = (...first: StoredWeight[]) =>
    assignWeights(tf, [model.getLayer('first')], new Map([['first', first]]), 'some.h5');

  it('find their layer by its name; others are left alone', () => {
    const before = model.getLayer('second').getWeights()[0]!.dataSync();
    const tensors = tf.memory().numTensors;
    assign(kernel, bias);
    assert.deepEqual(
      model
        .getLayer('first')
        .getWeights()
        .map((weight) => [...weight.dataSync()]),
      [[1, 2], [3]],
    );
    assert.deepEqual(model.getLayer('second').getWeights()[0]!.dataSync(), before);
    assert.equal(tf.memory().numTensors, tensors);
  });

  it('need no name where the file gives their order', () => {
    assign({ shape: [2, 1], values: kernel.values }, { shape: [1], values: bias.values });
    assert.deepEqual([...model.getLayer('first').getWeights()[1]!.dataSync()], [3]);
  });

  const wrong: Record<string, [StoredWeight[], RegExp]> = {
    'a missing weight': [[kernel], /has 1 weights of the layer "first"; expected 2: kernel, bias/],
    'another order': [[bias, kernel], /has "bias" as weight 1 of the layer "first"; expected "kernel"/],
    'another shape': [
      [{ ...kernel, shape: [1, 2] }, bias],
      /has kernel of the layer "first" in the shape 1×2; expected 2×1/,
    ],
    'no number': [[{ ...kernel, values: Float32Array.of(1, NaN) }, bias], /has values in kernel .* no finite numbers/],
  };
  for (const [name, [weights, message]] of Object.entries(wrong)) {
    it(`are refused, and change nothing, with ${name}`, () => {
      const before = model.getLayer('first').getWeights()[0]!.dataSync();
      assert.throws(() => assign(...weights), { name: 'UserError', message });
      assert.deepEqual(model.getLayer('first').getWeights()[0]!.dataSync(), before);
    });
  }

  it('are refused where a layer has none', () => {
    assert.throws(() => assignWeights(tf, model.layers, new Map([['first', [kernel, bias]]]), 'some.h5'), {
      message:
        'The weights some.h5 do not fit: the file has no weights of the layer "second"; it has 1 layers with weights: first.',
    });
  });
});
