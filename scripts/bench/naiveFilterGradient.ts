/** A plain filter gradient of convolutions for the stock backend. */
import type { NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs';
import type { TF } from '../../runner/engine/contract';
import type { loadBackend } from '../../runner/engine/wasm/backend';

type Backend = Awaited<ReturnType<typeof loadBackend>>['backend'];

interface Attributes {
  readonly strides: number | [number, number];
  readonly pad: 'same' | 'valid' | number;
  readonly filterShape: [number, number, number, number];
}

/** The kernel that the stock backend lacks, written in the simplest way: loops over the heap, no blocking. */
export function registerNaiveFilterGradient(tf: TF, backend: Backend): void {
  const values = (tensor: TensorInfo) => backend.typedArrayFromHeap(tensor) as Float32Array;
  tf.registerKernel({
    kernelName: 'Conv2DBackpropFilter',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) => {
      const { x, dy } = inputs as NamedTensorInfoMap as { x: TensorInfo; dy: TensorInfo };
      const { strides, pad, filterShape } = attrs as unknown as Attributes;
      const info = tf.backend_util.computeConv2DInfo(
        x.shape as [number, number, number, number],
        filterShape,
        strides,
        1,
        pad,
      );
      const out = backend.makeOutput(filterShape, 'float32');
      const [image, gradient, sum] = [values(x), values(dy), values(out)];
      const { inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = info;
      sum.fill(0);
      for (let n = 0; n < info.batchSize; n++)
        for (let i = 0; i < info.filterHeight; i++)
          for (let oh = 0; oh < outHeight; oh++) {
            const h = oh * info.strideHeight - info.padInfo.top + i;
            if (h < 0 || h >= inHeight) continue;
            for (let j = 0; j < info.filterWidth; j++)
              for (let ow = 0; ow < outWidth; ow++) {
                const w = ow * info.strideWidth - info.padInfo.left + j;
                if (w < 0 || w >= inWidth) continue;
                const g = ((n * outHeight + oh) * outWidth + ow) * outChannels;
                for (let c = 0; c < inChannels; c++) {
                  const value = image[((n * inHeight + h) * inWidth + w) * inChannels + c]!;
                  const to = ((i * info.filterWidth + j) * inChannels + c) * outChannels;
                  for (let f = 0; f < outChannels; f++) sum[to + f]! += value * gradient[g + f]!;
                }
              }
          }
      return out;
    },
  });
}
