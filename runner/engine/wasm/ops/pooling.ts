/** Pooling and its gradients. */
import type { TensorInfo, backend_util } from '@tensorflow/tfjs';
import type { Context } from '../context';
import { isFloat, replace } from '../context';

interface PoolingAttributes {
  readonly filterSize: number | [number, number];
  readonly strides: number | [number, number];
  readonly pad: 'same' | 'valid' | number;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

function poolingInfo({ tf }: Context, x: TensorInfo, attributes: PoolingAttributes): backend_util.Conv2DInfo {
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  return tf.backend_util.computePool2DInfo(
    x.shape as [number, number, number, number],
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
}

/**
 * Replaces the stock kernels: their gradient of max pooling loses windows whose maximum is negative, and their gradient of
 * average pooling counts the padding, which the forward pass does not.
 */
export function registerPooling(context: Context): void {
  const { heap, kernels, geometry } = context;
  const forward =
    (kernel: 'maxPool' | 'averagePool') =>
    ({ x }: Readonly<Record<string, TensorInfo>>, attributes: PoolingAttributes) => {
      const info = poolingInfo(context, x!, attributes);
      const y = heap.output(info.outShape);
      kernels[kernel](geometry.write(info), heap.address(x!), heap.address(y));
      return y;
    };
  replace<PoolingAttributes>(context, 'MaxPool', ({ x }) => isFloat(x!), forward('maxPool'));
  replace<PoolingAttributes>(context, 'AvgPool', ({ x }) => isFloat(x!), forward('averagePool'));
  replace<PoolingAttributes>(
    context,
    'MaxPoolGrad',
    ({ input }) => isFloat(input!),
    ({ dy, input }, attributes) => {
      const info = poolingInfo(context, input!, attributes);
      const dx = heap.output(input!.shape);
      const scratch = heap.scratch(2 * info.inChannels);
      kernels.maxPoolGradient(geometry.write(info), heap.address(dy!), heap.address(input!), heap.address(dx), scratch);
      return dx;
    },
  );
  replace<PoolingAttributes>(
    context,
    'AvgPoolGrad',
    ({ input }) => isFloat(input!),
    ({ dy, input }, attributes) => {
      const dx = heap.output(input!.shape);
      kernels.averagePoolGradient(
        geometry.write(poolingInfo(context, input!, attributes)),
        heap.address(dy!),
        heap.address(dx),
      );
      return dx;
    },
  );
}
