/** oneDNN's variants of TensorFlow's operations: faster on a CPU, but only in TensorFlow for x86. */
import type { Tensor } from '@tensorflow/tfjs';
import type { Attribute, NativeBackend } from './backend';

/** Names the oneDNN variant of a kernel; TensorFlow's graph rewriter sets the same. */
export function oneDnnKernel(native: NativeBackend): Attribute {
  return native.text('_kernel', 'MklNameChangeOp');
}

/** Whether everything that this computation needs is available, and its result is correct. */
export function computes(native: NativeBackend, compute: () => Tensor, expected: readonly number[]): boolean {
  if (native.usesGpu) return false;
  try {
    return native.tf.tidy(() => compute().dataSync().join() === expected.join());
  } catch {
    return false;
  }
}
