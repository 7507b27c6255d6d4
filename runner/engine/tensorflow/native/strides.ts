/**
 * TensorFlow's library computes convolutions wrongly whose two strides differ, and writes beyond its memory: shapes drawn at
 * random gave other sums than the definition, and then the process died. With equal strides ten thousand shapes were right.
 * Networks of ours have equal ones; one from disk need not.
 */
import { UserError } from '../../../../schemas/userError';
import type { NativeBackend } from './backend';
import { replaceKernel } from './kernels';

/** @throws UserError where the strides differ */
export function requireEqualStrides(strides: number | readonly number[]): void {
  if (typeof strides === 'number' || strides.every((stride) => stride === strides[0])) return;
  throw new UserError(
    `The network has a convolution with strides ${strides.join(' and ')}, which TensorFlow's library computes wrongly.`,
    'Set "engine": "wasm", or take a network whose strides are equal.',
  );
}

/** Nothing that the library would compute wrongly reaches it. */
export function refuseUnequalStrides(native: NativeBackend): void {
  for (const kernelName of ['Conv2D', 'Conv2DBackpropFilter', 'Conv2DBackpropInput']) {
    replaceKernel(native, kernelName, (call, stock) => {
      requireEqualStrides(call.attrs?.['strides'] as number | readonly number[]);
      return stock(call);
    });
  }
}
