/** Uses TensorFlow's BiasAddGrad where TensorFlow.js would use a general sum over axes. */
import type { Tensor } from '@tensorflow/tfjs';
import type { NativeBackend } from './backend';

/** Whether a tensor has one value per channel that was added to all places of a larger tensor. */
function isBias(part: Tensor, whole: Tensor): boolean {
  return (
    whole.rank > 1 &&
    whole.rank < 6 &&
    part.size < whole.size &&
    part.shape.at(-1) === part.size &&
    part.size === whole.shape.at(-1)
  );
}

/** Sum over all but the last axis, in the shape of the bias. */
export function biasGradient(native: NativeBackend, dy: Tensor, shape: number[]): Tensor {
  const sum = native.run('BiasAddGrad', [native.type('T', 'float32'), native.text('data_format', 'NHWC')], [dy]);
  return sum.reshape(shape);
}

/** For TensorFlow.js, adding a bias is an ordinary addition: its gradient is recognised by the shapes. */
export function registerBias(native: NativeBackend): void {
  const { tf } = native;
  const stock = tf.getGradient('Add');
  tf.unregisterGradient('Add');
  tf.registerGradient({
    ...stock,
    gradFunc: (dy, saved, attrs) => {
      const gradients = stock.gradFunc(dy, saved, attrs);
      if (!native.isActive) return gradients;
      const [a, b] = saved;
      const whole = dy as Tensor;
      if (whole.dtype === 'float32' && isBias(b!, whole) && a!.size === whole.size) {
        gradients['b'] = () => biasGradient(native, whole, b!.shape);
      }
      return gradients;
    },
  });
}
