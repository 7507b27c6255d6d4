import type { Tensor } from '@tensorflow/tfjs';
import type { Context } from '../context';
import { define, rowsAndChannels, run } from '../context';

const forwardKernel = 'BatchNormTraining';
const gradientKernel = 'BatchNormTrainingGrad';

/**
 * Normalises with the statistics of this batch over all dimensions but the last.
 * @returns y, and the batch's mean and variance (without Bessel's correction), each [channels]
 */
export function batchNormTraining(
  context: Context,
  inputs: { readonly x: Tensor; readonly gamma: Tensor; readonly beta: Tensor },
  epsilon: number,
): [y: Tensor, mean: Tensor, variance: Tensor] {
  const [y, mean, variance] = run<Tensor[]>(context, forwardKernel, inputs, { epsilon });
  return [y!, mean!, variance!];
}

export function registerBatchNorm(context: Context): void {
  const { tf, heap, kernels } = context;
  define<{ epsilon: number }>(context, forwardKernel, ({ x, gamma, beta }, { epsilon }) => {
    const [rows, channels] = rowsAndChannels(x!);
    const y = heap.output(x!.shape);
    const [mean, variance, inverse] = [heap.output([channels]), heap.output([channels]), heap.output([channels])];
    const scratch = heap.scratch(2 * channels);
    kernels.batchNormForward(
      heap.address(x!),
      rows,
      channels,
      heap.address(gamma!),
      heap.address(beta!),
      epsilon,
      heap.address(y),
      heap.address(mean),
      heap.address(variance),
      heap.address(inverse),
      scratch,
    );
    return [y, mean, variance, inverse];
  });
  define(context, gradientKernel, ({ dy, x, gamma, mean, inverse }) => {
    const [rows, channels] = rowsAndChannels(x!);
    const dx = heap.output(x!.shape);
    const [dGamma, dBeta] = [heap.output([channels]), heap.output([channels])];
    const scratch = heap.scratch(3 * channels);
    kernels.batchNormGradient(
      heap.address(dy!),
      heap.address(x!),
      rows,
      channels,
      heap.address(gamma!),
      heap.address(mean!),
      heap.address(inverse!),
      heap.address(dx),
      heap.address(dGamma),
      heap.address(dBeta),
      scratch,
    );
    return [dx, dGamma, dBeta];
  });
  tf.registerGradient({
    kernelName: forwardKernel,
    inputsToSave: ['x', 'gamma'],
    outputsToSave: [false, true, false, true],
    gradFunc: (dys, saved) => {
      const [x, gamma, mean, inverse] = saved as [Tensor, Tensor, Tensor, Tensor];
      const dy = (dys as Tensor[])[0]!;
      const [dx, dGamma, dBeta] = run<Tensor[]>(context, gradientKernel, { dy, x, gamma, mean, inverse });
      return { x: () => dx!, gamma: () => dGamma!, beta: () => dBeta! };
    },
  });
}
