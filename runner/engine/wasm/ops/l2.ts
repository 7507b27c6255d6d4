/** The L2 penalty and its gradient. */
import type { Tensor } from '@tensorflow/tfjs';
import type { Context } from '../context';
import { define, run, sizeOf } from '../context';

const kernelName = 'L2Penalty';
const gradientKernel = 'L2PenaltyGrad';

interface L2Attributes {
  readonly l2: number;
}

/** l2 · Σ w² as a scalar. */
export function l2Penalty(context: Context, weight: Tensor, l2: number): Tensor {
  return run(context, kernelName, { weight }, { l2 } satisfies L2Attributes);
}

export function registerL2(context: Context): void {
  const { tf, heap, kernels } = context;
  define<L2Attributes>(context, kernelName, ({ weight }, { l2 }) => {
    const y = heap.output([]);
    heap.values(y)[0] = l2 * kernels.sumOfSquares(heap.address(weight!), sizeOf(weight!));
    return y;
  });
  define<L2Attributes>(context, gradientKernel, ({ dy, weight }, { l2 }) => {
    const factor = 2 * l2 * heap.values(dy!)[0]!;
    const gradient = heap.output(weight!.shape);
    kernels.scale(heap.address(weight!), sizeOf(weight!), factor, heap.address(gradient));
    return gradient;
  });
  tf.registerGradient({
    kernelName,
    inputsToSave: ['weight'],
    gradFunc: (dy, [weight], attributes) => ({
      weight: () =>
        run(context, gradientKernel, { dy: dy as Tensor, weight: weight! }, attributes as unknown as L2Attributes),
    }),
  });
}
