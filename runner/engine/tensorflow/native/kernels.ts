/** Replaces TensorFlow.js's own kernels of this backend. */
import type { KernelConfig, KernelFunc } from '@tensorflow/tfjs';
import type { NativeBackend } from './backend';

/** @param compute receives the call, and the stock kernel for calls that it does not handle itself */
export function replaceKernel(
  { tf }: NativeBackend,
  kernelName: string,
  compute: (call: Parameters<KernelFunc>[0], stock: KernelFunc) => ReturnType<KernelFunc>,
): void {
  const stock: KernelConfig = tf.getKernel(kernelName, 'tensorflow');
  tf.unregisterKernel(kernelName, 'tensorflow');
  tf.registerKernel({ ...stock, kernelFunc: (call) => compute(call, stock.kernelFunc) });
}
