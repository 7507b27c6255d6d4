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

/** Exchanges one dimension and the last: its own inverse. */
function exchanged(rank: number, axis: number): number[] {
  const order = Array.from({ length: rank }, (_, i) => i);
  [order[axis], order[rank - 1]] = [rank - 1, axis];
  return order;
}

/** Normalisation over all dimensions but one. The stock gradient fails where that one is not the last. */
export function patchBatchNorm(context: Context): void {
  const { tf } = context;
  patchTraining<BatchNormFields>(context, tf.layers.batchNormalization(), (layer, x) => {
    const axis = layer.axis < 0 ? layer.axis + x.rank : layer.axis;
    const isLast = axis === x.rank - 1;
    const order = exchanged(x.rank, axis);
    const channels = x.shape[axis]!;
    const [y, mean, variance] = batchNormTraining(
      context,
      {
        x: isLast ? x : tf.transpose(x, order),
        gamma: layer.gamma?.read() ?? tf.ones([channels]),
        beta: layer.beta?.read() ?? tf.zeros([channels]),
      },
      layer.epsilon,
    );
    const follow = (moving: Weight, value: Tensor) => {
      const old = moving.read();
      moving.write(tf.sub(old, tf.mul(tf.sub(old, value), 1 - layer.momentum)));
    };
    follow(layer.movingMean, mean);
    follow(layer.movingVariance, variance);
    return isLast ? y : tf.transpose(y, order);
  });
}
