/** Uses TensorFlow's ReluGrad where TensorFlow.js would use a step function and a product. */
import type { Tensor } from '@tensorflow/tfjs';
import type { NativeBackend } from './backend';

/** dy where y > 0, otherwise 0. */
export function reluGradient(native: NativeBackend, dy: Tensor, y: Tensor): Tensor {
  return native.run('ReluGrad', [native.type('T', 'float32')], [dy, y]);
}

export function registerRelu(native: NativeBackend): void {
  const { tf } = native;
  const stock = tf.getGradient('Relu');
  tf.unregisterGradient('Relu');
  tf.registerGradient({
    kernelName: 'Relu',
    outputsToSave: [true],
    gradFunc: (dy, saved, attrs) => {
      // The output has the sign of the input, which therefore need not be kept.
      if (!native.isActive) return stock.gradFunc(dy, saved, attrs);
      return { x: () => reluGradient(native, dy as Tensor, saved[0]!) };
    },
  });
}
