/**
 * TensorFlow's library computes the gradient by the filter of a 1×1 convolution with a stride by writing outside its memory, oneDNN's
 * operation as well as TensorFlow's own: with few channels the process died, then or later. A 1×1 filter sees only the pixels that
 * the stride lands on, so the gradient is that of a convolution of these alone.
 */
import type { NamedTensorMap, Tensor4D } from '@tensorflow/tfjs';
import type { NativeBackend } from './backend';
import { replaceKernel } from './kernels';

interface Convolution {
  readonly strides: number | readonly [number, number];
  readonly pad: unknown;
  readonly dataFormat: string;
  readonly filterShape: readonly [height: number, width: number, channels: number, filters: number];
}

/** Call it after all others that replace the kernel: it computes with what they made. */
export function safeStridedPoints(native: NativeBackend): void {
  const { tf } = native;
  replaceKernel(native, 'Conv2DBackpropFilter', (call, stock) => {
    const attributes = call.attrs as unknown as Convolution;
    const { strides, pad, dataFormat, filterShape } = attributes;
    const [down, across] = typeof strides === 'number' ? [strides, strides] : strides;
    const isPoint = filterShape[0] === 1 && filterShape[1] === 1;
    const isPlain = dataFormat === 'NHWC' && (pad === 'same' || pad === 'valid');
    if (!isPoint || !isPlain || (down === 1 && across === 1)) return stock(call);
    const { x, dy } = call.inputs as NamedTensorMap;
    const seen = tf.stridedSlice(x as Tensor4D, [0, 0, 0, 0], x!.shape, [1, down, across, 1]);
    const gradient = stock({ ...call, inputs: { x: seen, dy: dy! }, attrs: { ...call.attrs, strides: [1, 1] } });
    seen.dispose();
    return gradient;
  });
}
