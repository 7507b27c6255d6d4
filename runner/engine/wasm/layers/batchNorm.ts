/** Batch normalisation of the embedded engine. */
import type { Tensor } from '@tensorflow/tfjs';
import type { Context } from '../context';
import { batchNormFixed, batchNormTraining } from '../ops/batchNorm';
import type { Weight } from './patch';
import { patchLayer } from './patch';

interface BatchNormFields {
  readonly trainable: boolean;
  readonly axis: number;
  readonly epsilon: number;
  readonly momentum: number;
  readonly gamma: Weight | null;
  readonly beta: Weight | null;
  readonly movingMean: Weight;
  readonly movingVariance: Weight;
}

/** The order that exchanges one dimension with the last; it is its own inverse. */
function exchanged(rank: number, axis: number): number[] {
  const order = Array.from({ length: rank }, (_, i) => i);
  [order[axis], order[rank - 1]] = [rank - 1, axis];
  return order;
}

/**
 * Normalisation over all dimensions but one. The stock gradients are slow, and fail in training when that one is not the
 * last. A frozen layer uses its averages in training as well, like Keras's.
 */
export function patchBatchNorm(context: Context): void {
  const { tf } = context;
  patchLayer<BatchNormFields>(context, tf.layers.batchNormalization(), (layer, x, training) => {
    const axis = layer.axis < 0 ? layer.axis + x.rank : layer.axis;
    const isLast = axis === x.rank - 1;
    const order = exchanged(x.rank, axis);
    const channels = x.shape[axis]!;
    const inputs = {
      x: isLast ? x : tf.transpose(x, order),
      gamma: layer.gamma?.read() ?? tf.ones([channels]),
      beta: layer.beta?.read() ?? tf.zeros([channels]),
    };
    const y = training && layer.trainable ? train(inputs, layer) : apply(inputs, layer);
    return isLast ? y : tf.transpose(y, order);
  });

  type Inputs = Parameters<typeof batchNormTraining>[1];

  function train(inputs: Inputs, { epsilon, momentum, movingMean, movingVariance }: BatchNormFields): Tensor {
    const [y, mean, variance] = batchNormTraining(context, inputs, epsilon);
    const follow = (moving: Weight, value: Tensor) => {
      const old = moving.read();
      moving.write(tf.sub(old, tf.mul(tf.sub(old, value), 1 - momentum)));
    };
    follow(movingMean, mean);
    follow(movingVariance, variance);
    return y;
  }

  function apply(inputs: Inputs, { epsilon, movingMean, movingVariance }: BatchNormFields): Tensor {
    const averages = { mean: movingMean.read(), variance: movingVariance.read() };
    return batchNormFixed(context, { ...inputs, ...averages }, epsilon);
  }
}
