/** Kernels of batch normalisation. */
import type { Tensor } from '@tensorflow/tfjs';
import type { Context } from '../context';
import { define, rowsAndChannels, run } from '../context';

const forwardKernel = 'BatchNormTraining';
const gradientKernel = 'BatchNormTrainingGrad';
const fixedKernel = 'BatchNormFixed';
const fixedGradientKernel = 'BatchNormFixedGrad';

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

/** Normalises with given statistics, over all dimensions but the last. Differentiable only in x. */
export function batchNormFixed(
  context: Context,
  inputs: {
    readonly x: Tensor;
    readonly gamma: Tensor;
    readonly beta: Tensor;
    readonly mean: Tensor;
    readonly variance: Tensor;
  },
  epsilon: number,
): Tensor {
  return run(context, fixedKernel, inputs, { epsilon });
}

function registerFixed(context: Context): void {
  const { tf, heap, kernels } = context;
  define<{ epsilon: number }>(context, fixedKernel, ({ x, gamma, beta, mean, variance }, { epsilon }) => {
    const [rows, channels] = rowsAndChannels(x!);
    const y = heap.output(x!.shape);
    kernels.batchNormFixed(
      heap.address(x!),
      rows,
      channels,
      heap.address(gamma!),
      heap.address(beta!),
      heap.address(mean!),
      heap.address(variance!),
      epsilon,
      heap.address(y),
      heap.scratch(2 * channels),
    );
    return y;
  });
  define<{ epsilon: number }>(context, fixedGradientKernel, ({ dy, gamma, variance }, { epsilon }) => {
    const [rows, channels] = rowsAndChannels(dy!);
    const dx = heap.output(dy!.shape);
    kernels.batchNormFixedGradient(
      heap.address(dy!),
      rows,
      channels,
      heap.address(gamma!),
      heap.address(variance!),
      epsilon,
      heap.address(dx),
      heap.scratch(2 * channels),
    );
    return dx;
  });
  tf.registerGradient({
    kernelName: fixedKernel,
    inputsToSave: ['gamma', 'variance'],
    gradFunc: (dy, saved, attributes) => {
      const [gamma, variance] = saved as [Tensor, Tensor];
      return {
        x: () => run(context, fixedGradientKernel, { dy: dy as Tensor, gamma, variance }, attributes),
      };
    },
  });
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
  registerFixed(context);
}
