import assert from 'node:assert/strict';
import type { Tensor, layers } from '@tensorflow/tfjs';
import type { Engine, TF } from '../../../../runner/engine/contract';
import { assertClose, onBackend, sizeOf, uniformValues } from '../kernelCases';
import { buildTimeout, embeddedEngine } from './embedded';

interface Case {
  readonly name: string;
  layer(tf: TF): layers.Layer;
  readonly shape: number[];
}

const cases: Case[] = [
  { name: 'batch norm', layer: (tf) => tf.layers.batchNormalization(), shape: [7, 5] },
  {
    name: 'batch norm over the second dimension',
    layer: (tf) => tf.layers.batchNormalization({ axis: 1 }),
    shape: [3, 4, 3, 2],
  },
  {
    name: 'batch norm without scale and centre',
    layer: (tf) => tf.layers.batchNormalization({ scale: false, center: false }),
    shape: [7, 5],
  },
  {
    name: 'convolution with dilation',
    layer: (tf) =>
      tf.layers.conv2d({ filters: 3, kernelSize: 3, dilationRate: 2, padding: 'same', activation: 'sigmoid' }),
    shape: [2, 7, 7, 2],
  },
  {
    name: 'convolution with dilation, no activation',
    layer: (tf) => tf.layers.conv2d({ filters: 3, kernelSize: 2, dilationRate: [2, 3] }),
    shape: [1, 7, 7, 2],
  },
  {
    name: 'average pooling over the edge',
    layer: (tf) => tf.layers.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
    shape: [2, 6, 5, 3],
  },
  { name: 'dense', layer: (tf) => tf.layers.dense({ units: 4, activation: 'softmax' }), shape: [5, 6] },
];

describe('embedded engine: gradients against central differences', () => {
  let engine: Engine;
  before(async function () {
    this.timeout(buildTimeout);
    engine = await embeddedEngine();
  });

  for (const { name, layer: make, shape } of cases) {
    it(name, () => {
      const { tf } = engine;
      const layer = make(tf);
      const values = uniformValues(sizeOf(shape), 1);
      const train = (x: Tensor) => layer.apply(x, { training: true }) as Tensor;
      const shapeOfY = layer.computeOutputShape(shape) as number[];
      const weighting = uniformValues(sizeOf(shapeOfY), 9);
      const loss = (x: Float32Array) => {
        const y = tf.tidy(() => train(tf.tensor(x, shape)));
        const sum = y.dataSync<'float32'>().reduce((total, value, i) => total + value * weighting[i]!, 0);
        y.dispose();
        return sum;
      };
      const numeric = Array.from(values, (value, i) => {
        const step = 2 ** -6;
        const at = (x: number) => loss(values.map((old, j) => (j === i ? x : old)));
        return (at(value + step) - at(value - step)) / (2 * step);
      });
      const analytic = tf.tidy(() => {
        const x = tf.tensor(values, shape);
        const y = train(x);
        return tf.grad(train)(x, tf.tensor(weighting, y.shape)).dataSync();
      });
      // The step's own error is of its square, 2⁻¹², times the third derivative; float32 adds 2⁻²⁴ / 2⁻⁶.
      assertClose(analytic, numeric, 3e-3, 'dx');
      for (const weight of layer.weights) weight.dispose();
    });
  }

  it('L2 penalty and its gradient', () => {
    const { tf } = engine;
    const values = uniformValues(20 * 17, 4);
    const penalty = tf.regularizers.l2({ l2: 0.01 });
    tf.tidy(() => {
      const { value, grad } = tf.valueAndGrad((w) => tf.mul(penalty.apply(w), 3))(tf.tensor(values, [20, 17]));
      const squares = values.reduce((sum, w) => sum + w * w, 0);
      assertClose(value.dataSync(), [0.03 * squares], 1e-6, 'value');
      assertClose(
        grad.dataSync(),
        values.map((w) => 0.06 * w),
        1e-6,
        'gradient',
      );
    });
  });

  it('relu passes no gradient at zero', () => {
    const { tf } = engine;
    tf.tidy(() => {
      const gradient = tf.grad((x) => tf.relu(x))(tf.tensor1d([-1, -0, 0, 2, 3]));
      assert.deepEqual([...gradient.dataSync()], [0, 0, 0, 1, 1]);
    });
  });

  it('relu6 has the slope 1 between 0 and 6, as an operation and as an activation of layers', async () => {
    const { tf } = engine;
    // More than one SIMD register, and a part of one.
    const values = [-1, -0.5, 0, 0.5, 2, 5.9, 6, 7, 100, 3, -3];
    const layer = tf.layers.activation({ activation: 'relu6' });
    const functions = [(x: Tensor) => tf.relu6(x), (x: Tensor) => layer.apply(x, { training: true }) as Tensor];
    const check = () => {
      for (const relu6 of functions) {
        tf.tidy(() => {
          const x = tf.tensor1d(values);
          assert.deepEqual([...relu6(x).dataSync()], [0, 0, 0, 0.5, 2, Math.fround(5.9), 6, 6, 6, 3, 0]);
          const gradient = tf.grad(relu6)(x, tf.tensor1d(values.map((_, i) => i + 1)));
          assert.deepEqual([...gradient.dataSync()], [0, 0, 0, 4, 5, 6, 0, 0, 0, 10, 0]);
        });
      }
    };
    check();
    await onBackend(tf, 'cpu', check);
    tf.tidy(() =>
      assert.ok(
        tf
          .relu6(tf.fill([9], NaN))
          .dataSync()
          .every(Number.isNaN),
      ),
    );
  });

  it('keeps not-a-number visible through relu, so that a diverged training shows', () => {
    const { tf } = engine;
    tf.tidy(() => {
      const layer = tf.layers.conv2d({ filters: 4, kernelSize: 1, activation: 'relu', kernelInitializer: 'ones' });
      const y = layer.apply(tf.fill([1, 2, 2, 1], NaN), { training: true }) as Tensor;
      assert.ok(y.dataSync().every(Number.isNaN));
    });
  });
});
