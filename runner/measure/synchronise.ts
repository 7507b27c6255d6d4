/** Waits until the device has computed a tensor. */
import type { DataId, Tensor, TensorInfo } from '@tensorflow/tfjs';
import type { TF } from '../engine/contract';

interface ReadableBackend {
  readSync(dataId: DataId): unknown;
  disposeData(dataId: DataId): unknown;
}

/** Backends whose kernels are done when they return. */
const synchronousBackends = ['cpu', 'wasm'];

/**
 * Reads one element, which waits for everything before it. Reading the whole tensor could take
 * longer than the kernel. Calls the slice below `runKernel`, so that neither the tape nor the profile sees it.
 */
export function synchronise(tf: TF, output: Tensor): void {
  if (
    synchronousBackends.includes(tf.getBackend()) ||
    output.size === 0 ||
    output.dtype === 'string' ||
    output.dtype === 'complex64'
  )
    return;
  const backend = tf.backend() as unknown as ReadableBackend;
  const slice = tf.getKernel('Slice', tf.getBackend());
  if (output.size === 1 || slice === undefined) {
    backend.readSync(output.dataId);
    return;
  }
  const one = slice.kernelFunc({
    inputs: { x: output },
    attrs: { begin: output.shape.map(() => 0), size: output.shape.map(() => 1) },
    backend,
  }) as TensorInfo | Tensor;
  backend.readSync(one.dataId);
  // Some backends return a tensor that TensorFlow.js already counts, others only data.
  if ('dispose' in one) one.dispose();
  else backend.disposeData(one.dataId);
}
