/** Calls of the kernels that move a window over pictures. */
import { float, type KernelCase } from './kernelCase';

/** Identical in all that the two have: Keras's words and TensorFlow.js's for the same. */
const windows = (['same', 'valid'] as const).flatMap((pad) =>
  [1, 2, 3].map((stride) => ({ pad, strides: [stride, stride] })),
);

/** Channels that fill no, one and several SIMD lanes and a part of one. */
const channels = [
  [1, 3],
  [3, 8],
  [8, 5],
  [16, 16],
] as const;

export function convolutions(): KernelCase[] {
  return channels.flatMap(([read, made]) =>
    [1, 3, 5].flatMap((side) =>
      windows.flatMap(({ pad, strides }) =>
        (strides[0] === 1 ? [1, 2] : [1]).flatMap((dilation): KernelCase[] => {
          const [x, filter] = [
            [2, 9, 8, read],
            [side, side, read, made],
          ];
          const reach = (side - 1) * dilation + 1;
          const made2d = (length: number) => Math.ceil((pad === 'same' ? length : length - reach + 1) / strides[0]!);
          if (made2d(8) < 1) return [];
          const dy = [2, made2d(9), made2d(8), made];
          const attributes = { strides, pad, dataFormat: 'NHWC', dilations: [dilation, dilation] };
          const gradients: KernelCase[] = [
            {
              kernel: 'Conv2DBackpropFilter',
              inputs: { x: float(x, 'small'), dy: float(dy, 'small') },
              attributes: { ...attributes, filterShape: filter },
            },
            {
              kernel: 'Conv2DBackpropInput',
              inputs: { dy: float(dy, 'small'), filter: float(filter, 'small') },
              attributes: { ...attributes, inputShape: x },
            },
          ];
          return [
            { kernel: 'Conv2D', inputs: { x: float(x, 'small'), filter: float(filter, 'small') }, attributes },
            {
              kernel: 'FusedConv2D',
              inputs: { x: float(x, 'small'), filter: float(filter, 'small') },
              attributes: { ...attributes, activation: 'linear' },
            },
            ...['linear', 'relu', 'relu6', 'elu', 'sigmoid'].map((activation) => ({
              kernel: 'FusedConv2D',
              inputs: { x: float(x, 'small'), filter: float(filter, 'small'), bias: float([made], 'small') },
              attributes: { ...attributes, activation },
            })),
            // The reference differentiates convolutions without dilation only.
            ...(dilation === 1 ? gradients : []),
          ];
        }),
      ),
    ),
  );
}

export function depthwise(): KernelCase[] {
  return [1, 3, 8].flatMap((read) =>
    (
      [
        [1, 3],
        [2, 3],
        [1, 5],
      ] as const
    ).flatMap(([multiplier, side]) =>
      windows.flatMap(({ pad, strides }): KernelCase[] => {
        const [x, filter] = [
          [2, 9, 8, read],
          [side, side, read, multiplier],
        ];
        const length = (pixels: number) => Math.ceil((pad === 'same' ? pixels : pixels - side + 1) / strides[0]!);
        const dy = [2, length(9), length(8), read * multiplier];
        const attributes = { strides, pad, dilations: [1, 1], dataFormat: 'NHWC' };
        const inputs = { x: float(x, 'small'), filter: float(filter, 'small') };
        return [
          { kernel: 'DepthwiseConv2dNative', inputs, attributes },
          ...['linear', 'relu', 'relu6'].map((activation) => ({
            kernel: 'FusedDepthwiseConv2D',
            inputs: { ...inputs, bias: float([read * multiplier], 'small') },
            attributes: { ...attributes, activation },
          })),
          {
            kernel: 'DepthwiseConv2dNativeBackpropFilter',
            inputs: { x: inputs.x, dy: float(dy, 'small') },
            attributes: { ...attributes, filterShape: filter },
          },
          {
            kernel: 'DepthwiseConv2dNativeBackpropInput',
            inputs: { dy: float(dy, 'small'), filter: inputs.filter },
            attributes: { ...attributes, inputShape: x },
          },
        ];
      }),
    ),
  );
}

export function pools(): KernelCase[] {
  return ['MaxPool', 'AvgPool'].flatMap((kernel) =>
    [2, 3].flatMap((side) =>
      windows.flatMap(({ pad, strides }): KernelCase[] => {
        const length = (n: number) => Math.ceil((pad === 'same' ? n : n - side + 1) / strides[0]!);
        const x = float([2, 9, 8, 5]);
        const dy = float([2, length(9), length(8), 5]);
        const attributes = { filterSize: [side, side], strides, pad };
        return [
          { kernel, inputs: { x }, attributes },
          // With padding the reference divides by the whole window, also where a part of it lies outside.
          ...(kernel === 'AvgPool' && pad === 'valid'
            ? [{ kernel: 'AvgPoolGrad', inputs: { dy, input: x }, attributes }]
            : []),
        ];
      }),
    ),
  );
}
