import assert from 'node:assert/strict';
import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs';
import type { Engine } from '../../../../runner/engine/contract';
import { assertClose, onBackend, uniformValues } from '../kernelCases';
import { describeReal, realEngine } from './real';

describeReal('TensorFlow engine: weight penalties', () => {
  let engine: Engine;
  before(async () => {
    engine = await realEngine();
  });

  it('L2 is λ Σ w², and its gradient 2 λ w times what comes from above', () => {
    const { tf } = engine;
    const values = uniformValues(60, 3);
    tf.tidy(() => {
      const { value, grad } = tf.valueAndGrad((w: Tensor) => tf.regularizers.l2({ l2: 0.01 }).apply(w).mul(3))(
        tf.tensor(values, [3, 4, 5]),
      );
      assert.deepEqual([value.shape, grad.shape], [[], [3, 4, 5]]);
      const squares = values.reduce((sum, w) => sum + w * w, 0);
      assertClose(value.dataSync(), [0.03 * squares], 1e-6, 'penalty');
      assertClose(
        grad.dataSync(),
        [...values].map((w) => 0.06 * w),
        1e-6,
        'gradient',
      );
    });
  });

  it('L1 beside it is as on the plain JavaScript backend', async () => {
    const { tf } = engine;
    const penalty = () =>
      tf.tidy(() => {
        const w = tf.tensor(uniformValues(12, 4));
        return tf.regularizers.l1l2({ l1: 0.1, l2: 0.2 }).apply(w).dataSync();
      });
    assertClose(penalty(), await onBackend(tf, 'cpu', penalty), 1e-6, 'penalty');
  });

  it('adds to the gradient of a layer that uses the weight too, and leaves no tensor', () => {
    const { tf } = engine;
    const w = tf.variable(tf.tensor1d([1, -2, 3]));
    const gradient = () => {
      const { value, grads } = tf.variableGrads(
        () => tf.add(tf.sum(w), tf.regularizers.l2({ l2: 0.5 }).apply(w)) as Scalar,
        [w as Variable],
      );
      const result = [...grads[w.name]!.dataSync()];
      tf.dispose([value, grads]);
      return result;
    };
    assert.deepEqual(gradient(), [2, -1, 4]);
    const before = tf.memory().numTensors;
    gradient();
    assert.equal(tf.memory().numTensors, before);
    w.dispose();
  });
});
