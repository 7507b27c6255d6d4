/** Dropout that every engine must compute, of a rate and a shape. */
import assert from 'node:assert/strict';
import type { Tensor } from '@tensorflow/tfjs';
import type { Engine } from '../../../runner/engine/contract';

/**
 * @param of the engine, called once the suite's `before` hooks ran
 * @param rate over (0, 1)
 * @param shape of some 64,000 elements
 */
export function dropoutCases(of: () => Engine, rate: number, shape: number[]): void {
  /** What the layers of one step make of ones. */
  function masks(seed: number, count = 1): Float32Array[] {
    const engine = of();
    const { tf } = engine;
    engine.beginStep(seed);
    return tf.tidy(() =>
      Array.from({ length: count }, () => {
        const y = tf.layers.dropout({ rate }).apply(tf.ones(shape), { training: true }) as Tensor;
        return Float32Array.from(y.dataSync());
      }),
    );
  }

  it('drops the rate and scales what stays', () => {
    const [mask] = masks(7);
    const kept = mask!.filter((value) => value > 0);
    // Five standard deviations of a binomial share.
    const deviation = Math.sqrt((rate * (1 - rate)) / mask!.length);
    assert.ok(Math.abs(kept.length / mask!.length - (1 - rate)) < 5 * deviation);
    assert.ok(kept.every((value) => Math.abs(value - 1 / (1 - rate)) < 1e-6));
  });

  it('drops neighbours independently of each other', () => {
    const [mask] = masks(7);
    for (const distance of [1, 2, 3, 4, 8]) {
      const pairs = mask!.length - distance;
      const both = mask!.subarray(0, pairs).filter((value, i) => value === 0 && mask![i + distance] === 0).length;
      // Six standard deviations; pairs that share a member add a little to the binomial one.
      assert.ok(Math.abs(both / pairs - rate ** 2) < 6 * Math.sqrt(rate ** 2 / pairs), `distance ${distance}`);
    }
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
    for (const other of [b!, c!]) {
      const same = a!.filter((value, i) => value > 0 === other[i]! > 0).length / a!.length;
      assert.ok(Math.abs(same - independent) < 0.01);
    }
  });

  it('passes the gradient through the mask of the forward pass', () => {
    const engine = of();
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

  it('leaves no tensor and does nothing in inference', () => {
    const { tf } = of();
    masks(1);
    const before = tf.memory().numTensors;
    masks(1);
    assert.equal(tf.memory().numTensors, before);
    tf.tidy(() => {
      const y = tf.layers.dropout({ rate }).apply(tf.ones(shape)) as Tensor;
      assert.ok(y.dataSync().every((value) => value === 1));
    });
  });

  it('repeats the mask along dimensions of length one in the noise shape', () => {
    const engine = of();
    const { tf } = engine;
    engine.beginStep(5);
    tf.tidy(() => {
      const layer = tf.layers.dropout({ rate: 0.5, noiseShape: [8, 1] });
      const rows = (layer.apply(tf.ones([8, 6]), { training: true }) as Tensor).arraySync() as number[][];
      for (const row of rows) assert.ok(row.every((value) => value === row[0]));
      assert.equal(new Set(rows.map((row) => row[0])).size, 2);
    });
  });
}
