import assert from 'node:assert/strict';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import type { Engine, TF } from '../../../../runner/engine/contract';
import { assertClose, onBackend, sizeOf, uniformValues } from '../kernelCases';
import { describeReal, realEngine } from './real';

interface Case {
  readonly name: string;
  readonly shape: number[];
  /** Values between which the function has no kink, so that differences mean something. */
  readonly input?: (value: number, index: number) => number;
  compute(tf: TF, x: Tensor): Tensor;
}

const apart = (value: number, index: number) => ((index * 7) % 48) / 8 + value / 64;

const cases: Case[] = [
  { name: 'relu', shape: [4, 6], input: (x) => x + 0.1 * Math.sign(x), compute: (tf, x) => tf.relu(x) },
  {
    name: 'bias, by the bias',
    shape: [3],
    compute: (tf, b) => tf.square(tf.add(tf.tensor(uniformValues(24, 2), [2, 2, 2, 3]), b)),
  },
  {
    name: 'bias, by what it is added to',
    shape: [2, 2, 2, 3],
    compute: (tf, x) => tf.square(tf.add(x, tf.tensor1d([0.1, 0.2, 0.3]))),
  },
  {
    name: 'max pooling',
    shape: [1, 4, 4, 3],
    input: apart,
    compute: (tf, x) => tf.maxPool(x as Tensor4D, 2, 2, 'valid'),
  },
  {
    name: 'overlapping max pooling beyond the edge',
    shape: [1, 5, 5, 2],
    input: apart,
    compute: (tf, x) => tf.maxPool(x as Tensor4D, 3, 2, 'same'),
  },
  {
    name: 'batch normalisation of images',
    shape: [3, 2, 2, 4],
    compute: (tf, x) => tf.layers.batchNormalization().apply(x, { training: true }) as Tensor,
  },
  {
    name: 'batch normalisation of vectors',
    shape: [7, 5],
    compute: (tf, x) => tf.layers.batchNormalization().apply(x, { training: true }) as Tensor,
  },
  {
    name: 'batch normalisation over another axis',
    shape: [3, 4, 3, 2],
    compute: (tf, x) => tf.layers.batchNormalization({ axis: 1 }).apply(x, { training: true }) as Tensor,
  },
  {
    name: 'batch normalisation without scale and centre',
    shape: [7, 5],
    compute: (tf, x) =>
      tf.layers.batchNormalization({ scale: false, center: false }).apply(x, { training: true }) as Tensor,
  },
];

describeReal('TensorFlow engine: gradients against central differences', () => {
  let engine: Engine;
  before(async () => {
    engine = await realEngine();
  });

  for (const { name, shape, input, compute } of cases) {
    it(name, () => {
      const { tf } = engine;
      const values = uniformValues(sizeOf(shape), 1).map((value, i) => input?.(value, i) ?? value);
      const y = tf.tidy(() => compute(tf, tf.tensor(values, shape)).shape);
      const weighting = uniformValues(sizeOf(y), 9);
      const loss = (x: Float32Array) => {
        const out = tf.tidy(() => compute(tf, tf.tensor(x, shape)).dataSync<'float32'>());
        return out.reduce((sum, value, i) => sum + value * weighting[i]!, 0);
      };
      const step = 2 ** -6;
      const numeric = Array.from(values, (value, i) => {
        const at = (x: number) => loss(values.map((old, j) => (j === i ? x : old)));
        return (at(value + step) - at(value - step)) / (2 * step);
      });
      const analytic = tf.tidy(() =>
        tf
          .grad((x) => compute(tf, x))(tf.tensor(values, shape), tf.tensor(weighting, y))
          .dataSync(),
      );
      // The step's own error is of its square, 2⁻¹², times the third derivative; float32 adds 2⁻²⁴ / 2⁻⁶.
      assertClose(analytic, numeric, 3e-3, 'gradient');
    });
  }

  it('relu passes no gradient at zero', () => {
    const { tf } = engine;
    tf.tidy(() => {
      const gradient = tf.grad((x) => tf.relu(x))(tf.tensor1d([-1, -0, 0, 2, 3]));
      assert.deepEqual([...gradient.dataSync()], [0, 0, 0, 1, 1]);
    });
  });

  it('max pooling with padding in pixels is like the plain JavaScript backend', async () => {
    const { tf } = engine;
    const gradient = () =>
      tf.tidy(() => {
        const x = tf.tensor4d(uniformValues(36, 1), [1, 6, 6, 1]);
        return tf
          .grad((t) => tf.maxPool(tf.add(t, 3) as Tensor4D, 2, 2, 0))(x)
          .dataSync();
      });
    assert.deepEqual(gradient(), await onBackend(tf, 'cpu', gradient));
  });

  for (const [first, second] of [
    ['2,3', '2,1'],
    ['3,3', '3,1'],
    ['3', '2,3'],
    ['2,3', ''],
    ['2,1', '1,3'],
    ['4', '4'],
    ['2,3', '3'],
    ['2,2,3', '1,1,3'],
  ] as const) {
    it(`adding [${second}] to [${first}] has the gradients of the plain JavaScript backend`, async () => {
      const { tf } = engine;
      const shapeOf = (text: string) => text.split(',').filter(Boolean).map(Number);
      const gradients = () =>
        tf.tidy(() => {
          const [a, b] = [tf.ones(shapeOf(first)), tf.ones(shapeOf(second))];
          const { shape, size } = tf.add(a, b);
          const dy = tf.tensor(uniformValues(size, 5), shape);
          return tf
            .grads((x, y) => tf.add(x, y))([a, b], dy)
            .map((gradient) => ({ shape: gradient.shape, values: gradient.dataSync() }));
        });
      const expected = await onBackend(tf, 'cpu', gradients);
      gradients().forEach(({ shape, values }, i) => {
        assert.deepEqual(shape, expected[i]!.shape);
        assertClose(values, expected[i]!.values, 1e-6, 'gradient');
      });
    });
  }
});
