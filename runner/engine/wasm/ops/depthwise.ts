/** Depthwise convolutions and their gradients, also with dilations, which the stock gradient does not support. */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import type { Context } from '../context';
import { define, isActive, run, sizeOf } from '../context';
import type { ConvolutionAttributes } from './convolutionInfo';
import { depthwiseInfo } from './convolutionInfo';

const kernelName = 'DepthwiseConv2dNative';
const inputGradientKernel = 'DepthwiseConv2dNativeBackpropInput';
const filterGradientKernel = 'DepthwiseConv2dNativeBackpropFilter';

export function registerDepthwise(context: Context): void {
  const { tf, heap, kernels, geometry } = context;
  define<ConvolutionAttributes>(context, kernelName, ({ x, filter }, attributes) => {
    const info = depthwiseInfo(context, x!.shape, filter!.shape, attributes);
    const y = heap.output(info.outShape);
    kernels.depthwise(geometry.write(info), heap.address(x!), heap.address(filter!), heap.address(y));
    return y;
  });
  define<ConvolutionAttributes & { inputShape: number[] }>(
    context,
    inputGradientKernel,
    ({ dy, filter }, attributes) => {
      const info = depthwiseInfo(context, attributes.inputShape, filter!.shape, attributes);
      const dx = heap.output(attributes.inputShape);
      kernels.depthwiseInputGradient(geometry.write(info), heap.address(dy!), heap.address(filter!), heap.address(dx));
      return dx;
    },
  );
  define<ConvolutionAttributes & { filterShape: number[] }>(context, filterGradientKernel, ({ x, dy }, attributes) => {
    const info = depthwiseInfo(context, x!.shape, attributes.filterShape, attributes);
    const dFilter = heap.output(attributes.filterShape);
    const scratch = heap.scratch(sizeOf(dFilter));
    kernels.depthwiseFilterGradient(
      geometry.write(info),
      heap.address(x!),
      heap.address(dy!),
      heap.address(dFilter),
      scratch,
    );
    return dFilter;
  });

  const stock = tf.getGradient(kernelName);
  tf.unregisterGradient(kernelName);
  tf.registerGradient({
    ...stock,
    gradFunc: (dys, saved, attributes) => {
      if (!isActive(context)) return stock.gradFunc(dys, saved, attributes);
      const [dy, [x, filter]] = [dys as Tensor, saved as [Tensor4D, Tensor4D]];
      return {
        x: () => run(context, inputGradientKernel, { dy, filter }, { ...attributes, inputShape: x.shape }),
        filter: () => run(context, filterGradientKernel, { x, dy }, { ...attributes, filterShape: filter.shape }),
      };
    },
  });
}
