import type { NamedTensorMap, Scalar } from '@tensorflow/tfjs';
import type { TF } from './contract';

/** The Euclidean norm of all gradients together, as if they were one vector. Call it within `tf.tidy`. */
export function globalNorm(tf: TF, gradients: NamedTensorMap): Scalar {
  return tf.sqrt(tf.addN(Object.values(gradients).map((gradient) => tf.sum(tf.square(gradient))))) as Scalar;
}
