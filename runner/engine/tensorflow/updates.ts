/** Optimiser updates in few operations. */
import type { OptimizerUpdates } from '../engine';
import type { NativeBackend } from './native/backend';

export function optimizerUpdates({ tf }: NativeBackend): OptimizerUpdates {
  return {
    adam(weight, { first, second }, gradient, { alpha, beta1, beta2, epsilon }) {
      tf.tidy(() => {
        // m + (1 − β)(g − m) is β m + (1 − β) g in one operation less.
        first.assign(tf.add(first, tf.mul(tf.sub(gradient, first), 1 - beta1)));
        second.assign(tf.add(second, tf.mul(tf.sub(tf.square(gradient), second), 1 - beta2)));
        weight.assign(tf.sub(weight, tf.mul(tf.div(first, tf.add(tf.sqrt(second), epsilon)), alpha)));
      });
    },
    momentum(weight, velocity, gradient, { learningRate, momentum, nesterov }) {
      tf.tidy(() => {
        const step = tf.mul(gradient, learningRate);
        velocity.assign(tf.sub(tf.mul(velocity, momentum), step));
        const move = nesterov ? tf.sub(tf.mul(velocity, momentum), step) : velocity;
        weight.assign(tf.add(weight, move));
      });
    },
  };
}
