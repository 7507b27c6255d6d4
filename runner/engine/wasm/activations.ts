import type { TensorInfo } from '@tensorflow/tfjs';
import type { Context } from './context';
import { backendName } from './context';
import { own } from '../../../schemas/own';

/** Applies the activations that TensorFlow.js fuses into convolutions and matrix products. */
const kernelNames: Readonly<Record<string, string>> = {
  elu: 'Elu',
  relu: 'Relu',
  relu6: 'Relu6',
  prelu: 'Prelu',
  leakyrelu: 'LeakyRelu',
  sigmoid: 'Sigmoid',
};

export interface FusedActivation {
  readonly activation?: string;
  readonly leakyreluAlpha?: number;
}

/** Relu and no activation are part of our kernels; the others are separate kernels. */
export function isBuiltIn(activation: string | undefined): boolean {
  return activation === undefined || activation === 'linear' || activation === 'relu';
}

/** Applies the activation to `x` and frees it; returns `x` itself when the activation was built in. */
export function applyActivation(
  { tf, heap }: Context,
  x: TensorInfo,
  { activation, leakyreluAlpha }: FusedActivation,
  preluWeights?: TensorInfo,
): TensorInfo {
  if (isBuiltIn(activation)) return x;
  const kernel = tf.getKernel(own(kernelNames, activation!) ?? activation!, backendName);
  const inputs = activation === 'prelu' ? { x, alpha: preluWeights! } : { x };
  const y = kernel.kernelFunc({ inputs, backend: tf.backend(), attrs: { alpha: leakyreluAlpha ?? 0.2 } });
  heap.free(x);
  return y as TensorInfo;
}
