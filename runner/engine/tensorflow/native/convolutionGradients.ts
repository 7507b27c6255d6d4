/** Uses oneDNN's gradients of convolution where they are faster than TensorFlow's own: by the input up to three times. */
import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs';
import type { NativeBackend } from './backend';
import { replaceKernel } from './kernels';
import { computes, oneDnnKernel } from './oneDnn';

interface Convolution {
  readonly strides: number | readonly [number, number];
  readonly pad: unknown;
  readonly dataFormat: string;
}

interface InputAttributes extends Convolution {
  readonly inputShape: number[];
}

interface FilterAttributes extends Convolution {
  readonly filterShape: [height: number, width: number, channels: number, filters: number];
}

/** With more channels than this, TensorFlow's own gradient by the filter was measured to be faster, except for 1×1. */
const fewChannels = 32;

function attributes(native: NativeBackend, { strides, pad }: Convolution) {
  const [down, across] = typeof strides === 'number' ? [strides, strides] : strides;
  return [
    native.type('T', 'float32'),
    native.integers('strides', [1, down, across, 1]),
    native.integers('dilations', [1, 1, 1, 1]),
    native.text('padding', String(pad).toUpperCase()),
    native.text('data_format', 'NHWC'),
    oneDnnKernel(native),
  ];
}

function inputGradient(native: NativeBackend, dy: Tensor, filter: Tensor, convolution: InputAttributes): Tensor {
  const shape = native.tf.tensor1d(convolution.inputShape, 'int32');
  return native.run('_MklNativeConv2DBackpropInput', attributes(native, convolution), [shape, filter, dy]);
}

function filterGradient(native: NativeBackend, x: Tensor, dy: Tensor, convolution: FilterAttributes): Tensor {
  const shape = native.tf.tensor1d(convolution.filterShape, 'int32');
  return native.run('_MklNativeConv2DBackpropFilter', attributes(native, convolution), [x, shape, dy]);
}

/** Checks one pixel with one channel: the gradients of 2 · 3. */
function areThere(native: NativeBackend): boolean {
  const { tf } = native;
  const one = (value: number): Tensor => tf.tensor4d([value], [1, 1, 1, 1]);
  const convolution = { strides: 1, pad: 'valid', dataFormat: 'NHWC' };
  const both = () =>
    tf.concat([
      inputGradient(native, one(1), one(3), { ...convolution, inputShape: [1, 1, 1, 1] }),
      filterGradient(native, one(2), one(1), { ...convolution, filterShape: [1, 1, 1, 1] }),
    ]);
  return computes(native, both, [3, 2]);
}

/**
 * Replaces TensorFlow.js's gradient kernels; other layouts, and paddings in pixels, use the stock kernels.
 * @returns whether oneDNN's gradients are used
 */
export function accelerateConvolutionGradients(native: NativeBackend): boolean {
  if (!areThere(native)) return false;
  const { tf } = native;
  const isPlain = ({ dataFormat, pad }: Convolution): boolean =>
    dataFormat === 'NHWC' && (pad === 'same' || pad === 'valid');
  const replace = (kernelName: string, compute: (inputs: NamedTensorMap, attrs: unknown) => Tensor | undefined) =>
    replaceKernel(
      native,
      kernelName,
      (call, stock) => tf.tidy(() => compute(call.inputs as NamedTensorMap, call.attrs)) ?? stock(call),
    );
  replace('Conv2DBackpropInput', ({ dy, filter }, attrs) => {
    const convolution = attrs as InputAttributes;
    return isPlain(convolution) ? inputGradient(native, dy!, filter!, convolution) : undefined;
  });
  replace('Conv2DBackpropFilter', ({ x, dy }, attrs) => {
    const convolution = attrs as FilterAttributes;
    const [height, width, channels] = convolution.filterShape;
    const isFaster = channels <= fewChannels || height * width === 1;
    return isPlain(convolution) && isFaster ? filterGradient(native, x!, dy!, convolution) : undefined;
  });
  return true;
}
