/**
 * TensorFlow's library computes convolutions with two different strides wrongly, and writes outside its memory: for random
 * shapes, the sums differed from the definition, and then the process died. With equal strides, ten thousand shapes were
 * correct. Our networks have equal strides; a network from disk may not.
 */
import { UserError } from '../../../../schemas/userError';
import type { NativeBackend } from './backend';
import { replaceKernel } from './kernels';

/** @throws UserError when the strides differ */
export function requireEqualStrides(strides: number | readonly number[]): void {
  if (typeof strides === 'number' || strides.every((stride) => stride === strides[0])) return;
  throw new UserError(
    `The network has a convolution with strides ${strides.join(' and ')}, which TensorFlow's library computes wrongly.`,
    'Set "engine": "wasm", or take a network whose strides are equal.',
  );
}

/** Refuses what the library would compute wrongly. */
export function refuseUnequalStrides(native: NativeBackend): void {
  for (const kernelName of ['Conv2D', 'Conv2DBackpropFilter', 'Conv2DBackpropInput']) {
    replaceKernel(native, kernelName, (call, stock) => {
      requireEqualStrides(call.attrs?.['strides'] as number | readonly number[]);
      return stock(call);
    });
  }
}
