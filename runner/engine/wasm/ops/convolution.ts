/** Convolution and its gradients. */
import type { Tensor, Tensor4D, TensorInfo } from '@tensorflow/tfjs';
import { applyActivation } from '../activations';
import type { Context } from '../context';
import type { ConvolutionAttributes } from './convolutionInfo';
import { convolutionInfo } from './convolutionInfo';
import { patchFilterGradient, patchForward, patchInputGradient } from './patchConvolution';
import { chooseTransform, turned, winogradFilterGradient, winogradForward, winogradInputGradient } from './winograd';
import { define, isActive, replace, run, sizeOf } from '../context';

/** Computes with the fewest products: Winograd if there is a transform for it, otherwise products over patches. */
export class Convolution {
  constructor(private readonly context: Context) {}

  forward(
    x: TensorInfo,
    filter: TensorInfo,
    bias: TensorInfo | undefined,
    attributes: ConvolutionAttributes,
  ): TensorInfo {
    const info = convolutionInfo(this.context, x.shape, filter.shape, attributes);
    const y = this.context.heap.output(info.outShape);
    const operands = { x, filter, bias, y, relu: attributes.activation === 'relu' };
    const transform = chooseTransform(info);
    if (transform) winogradForward(this.context, transform, info, operands);
    else patchForward(this.context, info, operands);
    return y;
  }

  inputGradient(
    dy: TensorInfo,
    filter: TensorInfo,
    inputShape: readonly number[],
    attributes: ConvolutionAttributes,
  ): TensorInfo {
    const info = convolutionInfo(this.context, inputShape, filter.shape, attributes);
    const dx = this.context.heap.output(inputShape);
    const turnedInfo = turned(info);
    const transform = chooseTransform(turnedInfo);
    if (transform) winogradInputGradient(this.context, transform, turnedInfo, { dy, filter, dx });
    else patchInputGradient(this.context, info, { dy, filter, dx });
    return dx;
  }

  filterGradient(
    x: TensorInfo,
    dy: TensorInfo,
    filterShape: readonly number[],
    attributes: ConvolutionAttributes,
  ): TensorInfo {
    const info = convolutionInfo(this.context, x.shape, filterShape, attributes);
    const dFilter = this.context.heap.output(filterShape);
    const transform = chooseTransform(info);
    if (transform) winogradFilterGradient(this.context, transform, info, { x, dy, dFilter });
    else patchFilterGradient(this.context, info, { x, dy, dFilter });
    return dFilter;
  }
}

/** Names of the two gradient kernels, with dilations in their attributes (stock TensorFlow.js has none). */
export const inputGradientKernel = 'Conv2DBackpropInput';
export const filterGradientKernel = 'Conv2DBackpropFilter';

/** Gradients of a convolution from dz, the gradient with respect to its result before the bias. */
export function convolutionGradients(
  context: Context,
  dz: Tensor,
  x: Tensor4D,
  filter: Tensor4D,
  attributes: ConvolutionAttributes,
): { x: () => Tensor; filter: () => Tensor } {
  const { strides, dilations, pad, dimRoundingMode } = attributes;
  const shared = { strides, dilations, pad, dimRoundingMode, dataFormat: 'NHWC' };
  return {
    x: () => run(context, inputGradientKernel, { dy: dz, filter }, { ...shared, inputShape: x.shape }),
    filter: () => run(context, filterGradientKernel, { x, dy: dz }, { ...shared, filterShape: filter.shape }),
  };
}

export function registerConvolution(context: Context): void {
  const { tf } = context;
  const convolution = new Convolution(context);
  define<ConvolutionAttributes>(context, 'Conv2D', ({ x, filter }, attributes) =>
    convolution.forward(x!, filter!, undefined, attributes),
  );
  replace<ConvolutionAttributes>(
    context,
    'FusedConv2D',
    ({ filter, bias }) => !bias || sizeOf(bias) === filter!.shape[3],
    ({ x, filter, bias, preluActivationWeights }, attributes) =>
      applyActivation(context, convolution.forward(x!, filter!, bias, attributes), attributes, preluActivationWeights),
  );
  define<ConvolutionAttributes & { inputShape: number[] }>(context, inputGradientKernel, ({ dy, filter }, attributes) =>
    convolution.inputGradient(dy!, filter!, attributes.inputShape, attributes),
  );
  define<ConvolutionAttributes & { filterShape: number[] }>(context, filterGradientKernel, ({ x, dy }, attributes) =>
    convolution.filterGradient(x!, dy!, attributes.filterShape, attributes),
  );

  const stock = tf.getGradient('Conv2D');
  tf.unregisterGradient('Conv2D');
  tf.registerGradient({
    ...stock,
    gradFunc: (dy, saved, attributes) =>
      isActive(context)
        ? convolutionGradients(
            context,
            dy as Tensor,
            saved[0] as Tensor4D,
            saved[1] as Tensor4D,
            attributes as unknown as ConvolutionAttributes,
          )
        : stock.gradFunc(dy, saved, attributes),
  });
}
