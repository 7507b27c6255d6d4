/** Relu6, and gradients of relu, relu6 and bias. */
import type { Tensor } from '@tensorflow/tfjs';
import type { Context } from '../context';
import { define, isActive, rowsAndChannels, run, sizeOf } from '../context';

const reluGradientKernel = 'ReluGrad';
const relu6Kernel = 'Relu6';
const relu6GradientKernel = 'Relu6Grad';
const reluBiasGradientKernel = 'ReluBiasGrad';
const biasGradientKernel = 'BiasGrad';

/** Gradients before the bias and of the bias, for y = relu(z + bias) with the bias along the last dimension. */
export function reluBiasGradient(context: Context, dy: Tensor, y: Tensor): [dz: Tensor, dBias: Tensor] {
  return run<[Tensor, Tensor]>(context, reluBiasGradientKernel, { dy, y });
}

/** Sum over all dimensions but the last. */
export function biasGradient(context: Context, dz: Tensor): Tensor {
  return run(context, biasGradientKernel, { dz });
}

export function registerActivation(context: Context): void {
  const { tf, heap, kernels } = context;
  define(context, reluGradientKernel, ({ dy, y }) => {
    const dx = heap.output(y!.shape);
    kernels.reluGradient(heap.address(dy!), heap.address(y!), sizeOf(y!), heap.address(dx));
    return dx;
  });
  define(context, relu6Kernel, ({ x }) => {
    const y = heap.output(x!.shape);
    kernels.relu6(heap.address(x!), sizeOf(x!), heap.address(y));
    return y;
  });
  define(context, relu6GradientKernel, ({ dy, y }) => {
    const dx = heap.output(y!.shape);
    kernels.relu6Gradient(heap.address(dy!), heap.address(y!), sizeOf(y!), heap.address(dx));
    return dx;
  });
  define(context, reluBiasGradientKernel, ({ dy, y }) => {
    const [rows, channels] = rowsAndChannels(y!);
    const dz = heap.output(y!.shape);
    const dBias = heap.output([channels]);
    const scratch = heap.scratch(channels);
    kernels.reluBiasGradient(
      heap.address(dy!),
      heap.address(y!),
      rows,
      channels,
      heap.address(dz),
      heap.address(dBias),
      scratch,
    );
    return [dz, dBias];
  });
  define(context, biasGradientKernel, ({ dz }) => {
    const [rows, channels] = rowsAndChannels(dz!);
    const dBias = heap.output([channels]);
    kernels.sumRows(heap.address(dz!), rows, channels, heap.address(dBias), heap.scratch(channels));
    return dBias;
  });

  const stock = tf.getGradient('Relu');
  tf.unregisterGradient('Relu');
  tf.registerGradient({
    ...stock,
    gradFunc: (dy, saved, attributes) =>
      isActive(context)
        ? { x: () => run(context, reluGradientKernel, { dy: dy as Tensor, y: saved[0]! }) }
        : stock.gradFunc(dy, saved, attributes),
  });

  tf.unregisterGradient(relu6Kernel);
  tf.registerGradient({
    kernelName: relu6Kernel,
    // Where it is neither 0 nor 6 it has the slope 1: the input need not be kept.
    outputsToSave: [true],
    gradFunc: (dys, saved) => {
      const [dy, y] = [dys as Tensor, saved[0]!];
      if (isActive(context)) return { x: () => run(context, relu6GradientKernel, { dy, y }) };
      return { x: () => tf.mul(dy, tf.cast(tf.logicalAnd(tf.greater(y, 0), tf.less(y, 6)), 'float32')) };
    },
  });
}
