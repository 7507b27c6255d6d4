import assert from 'node:assert/strict';
import type { Tensor } from '@tensorflow/tfjs';
import type { Engine } from '../../../../runner/engine/engine';
import { buildTimeout, embeddedEngine } from './embedded';

const rate = 0.25;
const shape = [64, 1001];

describe('embedded engine: dropout', () => {
  let engine: Engine;
  before(async function () {
    this.timeout(buildTimeout);
    engine = await embeddedEngine();
  });

  /** Masks (scaled) of `layers` dropout layers in one step. */
  function masks(seed: number, count = 1): Float32Array[] {
    const { tf } = engine;
    engine.beginStep(seed);
    return tf.tidy(() =>
      Array.from({ length: count }, () => {
        const y = tf.layers.dropout({ rate }).apply(tf.ones(shape), { training: true }) as Tensor;
        return Float32Array.from(y.dataSync());
      }),
    );
  }

  function agreement(a: Float32Array, b: Float32Array): number {
    return a.filter((value, i) => value > 0 === b[i]! > 0).length / a.length;
  }

  it('drops the rate and scales what stays', () => {
    const [mask] = masks(7);
    const kept = mask!.filter((value) => value > 0);
    // Five standard deviations of a binomial share over 64,064 draws.
    assert.ok(Math.abs(kept.length / mask!.length - (1 - rate)) < 5 * Math.sqrt((rate * (1 - rate)) / mask!.length));
    assert.ok(kept.every((value) => Math.abs(value - 1 / (1 - rate)) < 1e-6));
  });

  it('passes the gradient through the mask of the forward pass', () => {
    const { tf } = engine;
    const layer = tf.layers.dropout({ rate });
    engine.beginStep(3);
    tf.tidy(() => {
      let y: Float32Array | undefined;
      const gradient = tf.grad((x) => {
        const out = layer.apply(x, { training: true }) as Tensor;
        y = Float32Array.from(out.dataSync());
        return tf.sum(out);
      })(tf.ones(shape));
      assert.deepEqual(Float32Array.from(gradient.dataSync()), y);
    });
  });

  it('follows from the seed and the order of the layers alone', () => {
    const first = masks(11, 3);
    masks(12, 2);
    assert.deepEqual(masks(11, 3), first);
  });

  it('differs between layers and between steps, without correlation', () => {
    const [a, b] = masks(11, 2);
    const [c] = masks(12);
    const independent = (1 - rate) ** 2 + rate ** 2;
    for (const other of [b!, c!]) assert.ok(Math.abs(agreement(a!, other) - independent) < 0.01);
  });

  it('repeats the mask along dimensions of length one in the noise shape', () => {
    const { tf } = engine;
    engine.beginStep(5);
    tf.tidy(() => {
      const layer = tf.layers.dropout({ rate: 0.5, noiseShape: [8, 1] });
      const y = (layer.apply(tf.ones([8, 6]), { training: true }) as Tensor).arraySync() as number[][];
      for (const row of y) assert.ok(row.every((value) => value === row[0]));
      assert.ok(new Set(y.map((row) => row[0])).size === 2);
    });
  });

  it('does nothing in inference', () => {
    const { tf } = engine;
    tf.tidy(() => {
      const y = tf.layers.dropout({ rate }).apply(tf.ones(shape)) as Tensor;
      assert.ok(y.dataSync().every((value) => value === 1));
    });
  });
});
