import type { Tensor, Variable } from '@tensorflow/tfjs';
import type { OptimizerUpdates, TF } from './contract';

/** Optimizer updates from plain operations: for engines without fused ones, and the reference for engines with them. */
export function composedUpdates(tf: TF): OptimizerUpdates {
  const assign = (variable: Variable, value: Tensor) => variable.assign(value);
  return {
    adam(weight, { first, second }, gradient, { alpha, beta1, beta2, epsilon, decay = 0 }) {
      tf.tidy(() => {
        const m = tf.add(tf.mul(first, beta1), tf.mul(gradient, 1 - beta1));
        const v = tf.add(tf.mul(second, beta2), tf.mul(tf.square(gradient), 1 - beta2));
        const kept = decay > 0 ? tf.mul(weight, 1 - decay) : weight;
        assign(weight, tf.sub(kept, tf.div(tf.mul(m, alpha), tf.add(tf.sqrt(v), epsilon))));
        assign(first, m);
        assign(second, v);
      });
    },
    rmsprop(weight, { square, velocity }, gradient, { learningRate, rho, momentum, epsilon }) {
      tf.tidy(() => {
        const v = tf.add(tf.mul(square, rho), tf.mul(tf.square(gradient), 1 - rho));
        const m = tf.add(
          tf.mul(velocity, momentum),
          tf.div(tf.mul(gradient, learningRate), tf.sqrt(tf.add(v, epsilon))),
        );
        assign(weight, tf.sub(weight, m));
        assign(square, v);
        assign(velocity, m);
      });
    },
    momentum(weight, velocity, gradient, { learningRate, momentum, nesterov }) {
      tf.tidy(() => {
        const step = tf.mul(gradient, learningRate);
        const v = tf.sub(tf.mul(velocity, momentum), step);
        assign(weight, tf.add(weight, nesterov ? tf.sub(tf.mul(v, momentum), step) : v));
        assign(velocity, v);
      });
    },
  };
}
