/** Batch normalisation that is frozen, on an engine, against its closed form. */
import assert from 'node:assert/strict';
import type { Tensor } from '@tensorflow/tfjs';
import type { Engine } from '../../../runner/engine/contract';
import { assertClose, sizeOf, uniformValues } from './kernelCases';

/** @param of the engine, called once the suite's `before` hooks ran */
export function frozenBatchNorm(of: () => Engine): void {
  for (const [shape, axis] of [
    [[4, 5, 5, 7], 3],
    [[6, 20], 1],
    [[3, 4, 5, 2], 1],
  ] as const) {
    it(`of ${shape.join('×')} over axis ${axis} uses its averages in training, and keeps them`, () => {
      const { tf } = of();
      const channels = shape[axis]!;
      const values = (seed: number, centre = 0) => uniformValues(channels, seed).map((value) => centre + 0.5 * value);
      const [gamma, beta, mean, variance] = [values(1, 1), values(2), values(3), values(4, 1)];
      const layer = tf.layers.batchNormalization({ axis, epsilon: 1e-3 });
      layer.build([...shape]);
      layer.setWeights([gamma, beta, mean, variance].map((given) => tf.tensor1d(given)));
      layer.trainable = false;
      const x = tf.tensor(uniformValues(sizeOf(shape), 5), [...shape]);
      const dy = tf.tensor(uniformValues(sizeOf(shape), 6), [...shape]);
      const before = tf.memory().numTensors;
      const forward = (input: Tensor, training: boolean) => layer.apply(input, { training }) as Tensor;
      const y = forward(x, true);
      const inference = forward(x, false);
      const dx = tf.grad((input) => forward(input, true))(x, dy);
      const inner = sizeOf(shape.slice(axis + 1));
      const channelOf = (at: number) => Math.floor(at / inner) % channels;
      const scale = (at: number) => gamma[channelOf(at)]! / Math.sqrt(variance[channelOf(at)]! + 1e-3);
      const expected = (at: number, value: number) => (value - mean[channelOf(at)]!) * scale(at) + beta[channelOf(at)]!;
      const given = x.dataSync();
      const wanted = Float64Array.from(given, (value, at) => expected(at, value));
      assertClose(y.dataSync(), wanted, 1e-6, 'in training');
      assertClose(inference.dataSync(), wanted, 1e-6, 'in inference');
      assertClose(
        dx.dataSync(),
        Float64Array.from(dy.dataSync(), (value, at) => value * scale(at)),
        1e-6,
        'gradient',
      );
      tf.dispose([y, inference, dx]);
      assert.equal(tf.memory().numTensors, before, 'tensors left over');
      const kept = layer.getWeights().map((weight) => Array.from(weight.dataSync()));
      assert.deepEqual(
        kept,
        [gamma, beta, mean, variance].map((weight) => Array.from(weight)),
      );
      tf.dispose([x, dy]);
      for (const weight of layer.weights) weight.dispose();
    });
  }
}
