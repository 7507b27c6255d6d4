/** ReLU6 as an activation of layers. */
import type { Tensor } from '@tensorflow/tfjs';
import type { Context } from '../context';
import { isActive } from '../context';

interface Activation {
  apply(x: Tensor): Tensor;
}

/** One kernel forward and one back; the stock activation is a minimum with one number, whose gradient takes five. */
export function patchRelu6(context: Context): void {
  const { tf } = context;
  const { activation } = tf.layers.activation({ activation: 'relu6' }) as unknown as {
    readonly activation: Activation;
  };
  const prototype = Object.getPrototypeOf(activation) as Activation;
  const stock = prototype.apply;
  prototype.apply = function (x) {
    return isActive(context) ? tf.relu6(x) : stock.call(this, x);
  };
}
