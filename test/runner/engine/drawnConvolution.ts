/** A convolution as the property tests draw it. */
import type { Sizes } from './naiveConvolution';

export interface Drawn {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly filters: number;
  readonly kernel: [number, number];
  readonly strides: [number, number];
  readonly dilations: [number, number];
  readonly pad: 'same' | 'valid';
}

/** Output size and leading padding of TensorFlow's two paddings along one dimension. */
function along(
  size: number,
  kernel: number,
  stride: number,
  dilation: number,
  pad: 'same' | 'valid',
): [number, number] {
  const reach = (kernel - 1) * dilation + 1;
  if (pad === 'valid') return [Math.floor((size - reach) / stride) + 1, 0];
  const out = Math.ceil(size / stride);
  return [out, Math.floor(Math.max(0, (out - 1) * stride + reach - size) / 2)];
}

/** With the sizes that TensorFlow's padding gives. */
export function convolutionSizes(d: Drawn): Sizes {
  const [outHeight, padTop] = along(d.height, d.kernel[0], d.strides[0], d.dilations[0], d.pad);
  const [outWidth, padLeft] = along(d.width, d.kernel[1], d.strides[1], d.dilations[1], d.pad);
  return { ...d, outHeight, outWidth, padTop, padLeft };
}
