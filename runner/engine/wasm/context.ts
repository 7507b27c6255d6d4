/** What the kernels and layers of the embedded engine share. */
import type { KernelFunc, NamedAttrMap, NamedTensorMap, Tensor, TensorInfo } from '@tensorflow/tfjs';
import type { TF } from '../contract';
import type { GeometryBlock } from './geometry';
import type { Heap } from './heap';
import type { Kernels } from './kernelModule';

export const backendName = 'wasm';

/** The objects that registrations and layers use. */
export interface Context {
  readonly tf: TF;
  readonly heap: Heap;
  readonly kernels: Kernels;
  readonly geometry: GeometryBlock;
}

/** Inputs of a kernel by name; a missing one is undefined. */
export type Inputs = Readonly<Record<string, TensorInfo>>;

export type Outputs = TensorInfo | TensorInfo[];

/** Registers a kernel for this backend only. Replaces the stock one if there is one. */
export function define<Attributes>(
  { tf }: Context,
  kernelName: string,
  compute: (inputs: Inputs, attributes: Attributes) => Outputs,
): void {
  const kernelFunc: KernelFunc = ({ inputs, attrs }) => compute(inputs as Inputs, attrs as Attributes);
  if (tf.getKernel(kernelName, backendName)) tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({ kernelName, backendName, kernelFunc });
}

/** Replaces a stock kernel where `accepts` holds; other calls (integers, odd broadcasts) go on to the stock one. */
export function replace<Attributes>(
  context: Context,
  kernelName: string,
  accepts: (inputs: Inputs, attributes: Attributes) => boolean,
  compute: (inputs: Inputs, attributes: Attributes) => Outputs,
): void {
  const { tf } = context;
  const stock = tf.getKernel(kernelName, backendName);
  const kernelFunc: KernelFunc = (call) =>
    accepts(call.inputs as Inputs, call.attrs as Attributes)
      ? compute(call.inputs as Inputs, call.attrs as Attributes)
      : stock.kernelFunc(call);
  tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({ ...stock, kernelFunc });
}

/** Runs a kernel on the active backend, with its gradient. */
export function run<Result extends Tensor | Tensor[] = Tensor>(
  { tf }: Context,
  kernelName: string,
  inputs: Readonly<Record<string, Tensor>>,
  attributes: object = {},
): Result {
  return tf.engine().runKernel(kernelName, inputs as NamedTensorMap, attributes as NamedAttrMap) as Result;
}

/** Gradient registrations apply to all backends: check this before using one of our kernels. */
export function isActive({ tf }: Context): boolean {
  return tf.getBackend() === backendName;
}

export function isFloat(tensor: TensorInfo): boolean {
  return tensor.dtype === 'float32';
}

export function sizeOf({ shape }: TensorInfo): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** A tensor as rows of channels, its last dimension. */
export function rowsAndChannels(tensor: TensorInfo): [rows: number, channels: number] {
  const channels = tensor.shape.at(-1) ?? 1;
  return [sizeOf(tensor) / channels, channels];
}
