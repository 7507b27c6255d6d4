/** Convolution with bias and activation in one kernel. */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import type { Context } from '../context';
import { define, run } from '../context';
import { biasGradient, reluBiasGradient } from './activation';
import { Convolution, convolutionGradients } from './convolution';
import type { ConvolutionAttributes } from './convolutionInfo';

const kernelName = 'ConvBiasActivation';

/** A convolution as a layer in training needs it; the activation is relu or none. */
export interface TrainingConvolution extends ConvolutionAttributes {
  readonly activation: 'relu' | 'linear';
}

/** activation(x ∗ filter + bias) with one fused backward pass. NHWC. */
export function convBiasActivation(
  context: Context,
  inputs: { readonly x: Tensor; readonly filter: Tensor; readonly bias: Tensor },
  attributes: TrainingConvolution,
): Tensor {
  return run(context, kernelName, inputs, attributes);
}

export function registerConvBiasActivation(context: Context): void {
  const convolution = new Convolution(context);
  define<TrainingConvolution>(context, kernelName, ({ x, filter, bias }, attributes) =>
    convolution.forward(x!, filter!, bias, attributes),
  );
  context.tf.registerGradient({
    kernelName,
    inputsToSave: ['x', 'filter'],
    outputsToSave: [true],
    gradFunc: (dys, saved, attrs) => {
      const [x, filter, y] = saved as [Tensor4D, Tensor4D, Tensor];
      const dy = dys as Tensor;
      const attributes = attrs as unknown as TrainingConvolution;
      const [dz, dBias] =
        attributes.activation === 'relu' ? reluBiasGradient(context, dy, y) : [dy, biasGradient(context, dy)];
      return { ...convolutionGradients(context, dz, x, filter, attributes), bias: () => dBias };
    },
  });
}
