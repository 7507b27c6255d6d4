/** The L2 penalty in one pass over the weight forward, and one back. */
import type { Tensor } from '@tensorflow/tfjs';
import type { NativeBackend } from './backend';

interface Regularizer {
  readonly hasL1: boolean;
  readonly hasL2: boolean;
  readonly l2: number;
  apply(weight: Tensor): Tensor;
}

/** λ Σ w², a scalar, differentiable in w: 2 λ w. */
export function l2Penalty(native: NativeBackend, weight: Tensor, lambda: number): Tensor {
  const { tf } = native;
  const penalty = tf.customGrad((...args) => {
    const [w, save] = args as unknown as [Tensor, (tensors: Tensor[]) => void];
    save([w]);
    // TensorFlow's operation returns Σ w² / 2.
    const value = tf.mul(native.run('L2Loss', [native.type('T', 'float32')], [w]), 2 * lambda);
    return { value, gradFunc: (dy, saved) => tf.mul(saved[0]!, tf.mul(dy as Tensor, 2 * lambda)) };
  });
  return tf.tidy(() => penalty(weight));
}

/** Lets the stock regularizer compute it this way when it has no L1. */
export function accelerateRegularizer(native: NativeBackend): void {
  const prototype = Object.getPrototypeOf(native.tf.regularizers.l2()) as Regularizer;
  const stock = prototype.apply;
  prototype.apply = function (this: Regularizer, weight) {
    if (!native.isActive || this.hasL1 || !this.hasL2) return stock.call(this, weight);
    return l2Penalty(native, weight, this.l2);
  };
}
