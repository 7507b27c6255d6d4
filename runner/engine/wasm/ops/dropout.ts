/** The dropout kernel. */
import type { Tensor } from '@tensorflow/tfjs';
import type { Context } from '../context';
import { define, run, sizeOf } from '../context';

const kernelName = 'SeededDropout';

/** The gradient runs the same kernel on dy: the mask follows from the seed, so nothing is saved. */
interface DropoutAttributes {
  readonly rate: number;
  readonly seed: number;
}

/**
 * Zeroes a share `rate` of the elements and scales the others by 1 / (1 − rate).
 * @param rate over (0, 1)
 * @param seed unsigned 32-bit integer; the mask is a pure function of it and the element's index
 */
export function seededDropout(context: Context, x: Tensor, rate: number, seed: number): Tensor {
  return run(context, kernelName, { x }, { rate, seed } satisfies DropoutAttributes);
}

export function registerDropout(context: Context): void {
  const { tf, heap, kernels } = context;
  define<DropoutAttributes>(context, kernelName, ({ x }, { rate, seed }) => {
    const y = heap.output(x!.shape);
    const threshold = Math.min(0xffffffff, Math.round(rate * 0x100000000));
    kernels.dropout(heap.address(x!), sizeOf(x!), seed, threshold, 1 / (1 - rate), heap.address(y));
    return y;
  });
  tf.registerGradient({
    kernelName,
    gradFunc: (dy, _saved, attributes) => {
      const { rate, seed } = attributes as unknown as DropoutAttributes;
      return { x: () => seededDropout(context, dy as Tensor, rate, seed) };
    },
  });
}
