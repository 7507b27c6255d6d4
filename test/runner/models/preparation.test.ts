import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { type BaseInput, bilinearMatrix, prepareFaces, type Preprocessing } from '../../../runner/models/preparation';

describe('preparation of faces for a base', () => {
  /** Of one face. */
  function prepared(pixels: number[][], input: BaseInput, preprocessing: Preprocessing): number[][][] {
    const inputs = tf.input({ shape: [pixels.length, pixels[0]!.length, 1] });
    const outputs = prepareFaces(tf, inputs, input, preprocessing);
    if (outputs === inputs) return pixels.map((row) => row.map((value) => [value]));
    const model = tf.model({ inputs, outputs });
    const y = tf.tidy(() => {
      const x = tf.tensor4d([pixels.map((row) => row.map((value) => [value]))]);
      return (model.predict(x) as tf.Tensor).arraySync() as number[][][][];
    });
    model.dispose();
    return y[0]!;
  }

  it('enlarges as tf.image.resize does', () => {
    // tf.image.resize([[[0], [1]], [[2], [4]]], (4, 3), "bilinear") of TensorFlow 2.18.1.
    const expected = [
      [0, 0.5, 1],
      [0.5, 1.125, 1.75],
      [1.5, 2.375, 3.25],
      [2, 3, 4],
    ];
    const input = { height: 4, width: 3, channels: 1 };
    const pixels = prepared(
      [
        [0, 1],
        [2, 4],
      ],
      input,
      'scale',
    ).map((row) => row.map(([value]) => value));
    assert.deepEqual(pixels, expected);
  });

  it('keeps the brightness: what pixels give to each place adds up to one', () => {
    for (const [from, to] of [
      [48, 224],
      [48, 96],
      [48, 32],
      [7, 7],
    ] as const) {
      const matrix = bilinearMatrix(from, to);
      for (let i = 0; i < to; i++) {
        let sum = 0;
        for (let j = 0; j < from; j++) sum += matrix[j * to + i]!;
        assert.ok(Math.abs(sum - 1) < 1e-6);
      }
    }
  });

  const grey = 0.6;
  // keras.applications.imagenet_utils.preprocess_input of 153 in three channels, mode by mode; Keras 3.15.1.
  const values: Record<Preprocessing, number[]> = {
    scale: [0.6, 0.6, 0.6],
    tf: [0.2, 0.2, 0.2],
    caffe: [49.061, 36.221, 29.32],
    torch: [0.50218341, 0.64285714, 0.86222222],
    none: [153, 153, 153],
    // (153 − 127) / 128, as Google's builder has it.
    efficientNetLite: [0.203125, 0.203125, 0.203125],
  };
  for (const [preprocessing, expected] of Object.entries(values)) {
    it(`gives colour pictures the values of “${preprocessing}”`, () => {
      const input = { height: null, width: null, channels: 3 };
      const [[found]] = prepared([[grey]], input, preprocessing as Preprocessing) as [[number[]]];
      found.forEach((value, i) => assert.ok(Math.abs(value - expected[i]!) < 1e-4, `${found.join()}`));
    });
  }

  it('adds nothing where the base reads faces as they are', () => {
    const inputs = tf.input({ shape: [48, 48, 1] });
    assert.equal(prepareFaces(tf, inputs, { height: 48, width: null, channels: 1 }, 'scale'), inputs);
  });

  it('refuses channels that grey faces cannot fill', () => {
    const inputs = tf.input({ shape: [48, 48, 1] });
    const size = { height: 48, width: 48 };
    assert.throws(() => prepareFaces(tf, inputs, { ...size, channels: 4 }, 'scale'), { message: /4 channels/ });
    assert.throws(() => prepareFaces(tf, inputs, { ...size, channels: 1 }, 'caffe'), { message: /"caffe"/ });
  });
});
