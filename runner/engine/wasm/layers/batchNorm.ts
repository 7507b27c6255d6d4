import type { Tensor } from '@tensorflow/tfjs';
import type { Context } from '../context';
import { batchNormTraining } from '../ops/batchNorm';
import type { Weight } from './patch';
import { patchTraining } from './patch';

interface BatchNormFields {
  readonly axis: number;
  readonly epsilon: number;
  readonly momentum: number;
  readonly gamma: Weight | null;
  readonly beta: Weight | null;
  readonly movingMean: Weight;
  readonly movingVariance: Weight;
}

/** Normalisation over all dimensions but the last; another axis goes the stock way. */
export function patchBatchNorm(context: Context): void {
  const { tf } = context;
  patchTraining<BatchNormFields>(context, tf.layers.batchNormalization(), (layer, x) => {
    if (layer.axis !== -1 && layer.axis !== x.rank - 1) return undefined;
    const channels = x.shape.at(-1)!;
    const [y, mean, variance] = batchNormTraining(
      context,
      { x, gamma: layer.gamma?.read() ?? tf.ones([channels]), beta: layer.beta?.read() ?? tf.zeros([channels]) },
      layer.epsilon,
    );
    const follow = (moving: Weight, value: Tensor) => {
      const old = moving.read();
      moving.write(tf.sub(old, tf.mul(tf.sub(old, value), 1 - layer.momentum)));
    };
    follow(layer.movingMean, mean);
    follow(layer.movingVariance, variance);
    return y;
  });
}
