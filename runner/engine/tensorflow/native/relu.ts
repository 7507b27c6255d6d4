/** TensorFlow's ReluGrad, where TensorFlow.js would take a step function and a product. */
import type { Tensor } from '@tensorflow/tfjs';
import type { NativeBackend } from './backend';

/** dy where y > 0, else 0. */
export function reluGradient(native: NativeBackend, dy: Tensor, y: Tensor): Tensor {
  return native.run('ReluGrad', [native.type('T', 'float32')], [dy, y]);
}

export function registerRelu(native: NativeBackend): void {
  const { tf } = native;
  tf.unregisterGradient('Relu');
  tf.registerGradient({
    kernelName: 'Relu',
    outputsToSave: [true],
    gradFunc: (dy, saved) => {
      const [y] = saved;
      return { x: () => reluGradient(native, dy as Tensor, y!) };
    },
  });
}
