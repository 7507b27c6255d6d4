/** Puts convolution, bias and relu below the stock layer: oneDNN adds the bias while the sums are still in the cache. */
import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs';
import type { NativeBackend } from './backend';
import { biasGradient } from './bias';
import { type LayerCall, layerPrototype, type LayerVariable, singleTensor } from './layers';
import { computes, oneDnnKernel } from './oneDnn';
import { reluGradient } from './relu';
import { requireEqualStrides } from './strides';

export interface Conv2DLayer {
  readonly kernel: LayerVariable;
  readonly bias: LayerVariable | null;
  readonly strides: [number, number];
  readonly dilationRate: [number, number];
  readonly padding: 'same' | 'valid' | 'causal';
  readonly dataFormat: 'channelsFirst' | 'channelsLast';
  readonly activation: { getClassName(): string; apply(x: Tensor): Tensor } | null;
  call: LayerCall;
}

export interface Convolution {
  readonly strides: readonly [number, number];
  readonly pad: 'same' | 'valid';
  readonly activation: 'relu' | 'linear';
}

const kernelName = 'Conv2DBiasActivation';

/** activation(x ∗ filter + bias), NHWC. */
export function convolve(
  native: NativeBackend,
  inputs: readonly Tensor[],
  { strides, pad, activation }: Convolution,
): Tensor {
  requireEqualStrides(strides);
  const sum = native.run(
    '_MklNativeConv2DWithBias',
    [
      native.type('T', 'float32'),
      native.integers('strides', [1, ...strides, 1]),
      native.integers('dilations', [1, 1, 1, 1]),
      native.text('padding', pad.toUpperCase()),
      native.text('data_format', 'NHWC'),
      oneDnnKernel(native),
    ],
    inputs,
  );
  if (activation === 'linear') return sum;
  const y = native.tf.relu(sum);
  sum.dispose();
  return y;
}

/** The layer's convolution if it has TensorFlow's default layout and no dilation; other activations are applied afterwards. */
export function plainConvolution({ dataFormat, dilationRate, padding, strides, activation }: Conv2DLayer) {
  if (dataFormat === 'channelsFirst' || padding === 'causal' || dilationRate.some((rate) => rate !== 1))
    return undefined;
  const isRelu = activation?.getClassName() === 'relu';
  return { strides, pad: padding, activation: isRelu ? 'relu' : 'linear' } satisfies Convolution;
}

function isThere(native: NativeBackend): boolean {
  const { tf } = native;
  const compute = () => {
    const inputs = [tf.tensor4d([1, 2], [1, 1, 2, 1]), tf.tensor4d([3, -3], [1, 1, 1, 2]), tf.tensor1d([1, 4])];
    return convolve(native, inputs, { strides: [1, 1], pad: 'same', activation: 'relu' });
  };
  return computes(native, compute, [4, 1, 7, 0]);
}

function register(native: NativeBackend): void {
  const { tf } = native;
  tf.registerKernel({
    kernelName,
    backendName: 'tensorflow',
    kernelFunc: ({ inputs, attrs }) => {
      const { x, filter, bias } = inputs as NamedTensorMap;
      return convolve(native, [x!, filter!, bias!], attrs as unknown as Convolution);
    },
  });
  const stock = tf.getGradient('Conv2D');
  tf.registerGradient({
    kernelName,
    inputsToSave: ['x', 'filter'],
    outputsToSave: [true],
    gradFunc: (dys, saved, attrs) => {
      const [x, filter, y] = saved as [Tensor, Tensor, Tensor];
      const { activation, strides, pad } = attrs as unknown as Convolution;
      const dy = dys as Tensor;
      const dSum = activation === 'relu' ? reluGradient(native, dy, y) : dy;
      const convolution = { strides: [...strides], pad, dilations: 1, dataFormat: 'NHWC' };
      return {
        ...stock.gradFunc(dSum, [x, filter], convolution),
        bias: () => biasGradient(native, dSum, [filter.shape[3]!]),
      };
    },
  });
}

/** @returns whether oneDNN's convolution with bias is used */
export function accelerateConvolution(native: NativeBackend): boolean {
  if (!isThere(native)) return false;
  const { tf } = native;
  register(native);
  const prototype = layerPrototype<Conv2DLayer>(tf.layers.conv2d({ filters: 1, kernelSize: 1 }));
  const stock = prototype.call;
  prototype.call = function (this: Conv2DLayer, inputs, kwargs) {
    const { bias, activation } = this;
    const convolution = plainConvolution(this);
    if (!native.isActive || !bias || !convolution) return stock.call(this, inputs, kwargs);
    return tf.tidy(() => {
      const tensors = { x: singleTensor(inputs), filter: this.kernel.read(), bias: bias.read() };
      const y = tf.engine().runKernel<Tensor>(kernelName, tensors, convolution);
      return convolution.activation === 'relu' || !activation ? y : activation.apply(y);
    });
  };
  return true;
}
