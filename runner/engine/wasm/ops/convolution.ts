import type { Tensor, Tensor4D, TensorInfo, backend_util } from '@tensorflow/tfjs';
import type { FusedActivation } from '../activations';
import { applyActivation } from '../activations';
import type { Context } from '../context';
import { define, isActive, replace, run, sizeOf } from '../context';

type Shape4 = [number, number, number, number];
type Pair = number | [number, number];

export interface ConvolutionAttributes extends FusedActivation {
  readonly strides: Pair;
  readonly dilations?: Pair;
  readonly pad: 'same' | 'valid' | number | backend_util.ExplicitPadding;
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** A block of patches takes about this many floats (1 MB), so that it stays in the processor's second-level cache. */
const blockFloats = 1 << 18;
/** A multiple of the largest tile's rows. */
const blockStep = 12;

function convolutionInfo(
  { tf }: Context,
  inputShape: readonly number[],
  filterShape: readonly number[],
  attributes: ConvolutionAttributes,
): backend_util.Conv2DInfo {
  if (attributes.dataFormat === 'NCHW') throw new Error('The embedded engine convolves NHWC images only.');
  return tf.backend_util.computeConv2DInfo(
    inputShape as Shape4,
    filterShape as Shape4,
    attributes.strides,
    attributes.dilations ?? 1,
    attributes.pad,
    attributes.dimRoundingMode,
  );
}

function blockRows(info: backend_util.Conv2DInfo): number {
  const widest = Math.max(info.filterHeight * info.filterWidth * info.inChannels, info.outChannels);
  const rows = Math.ceil(blockFloats / widest / blockStep) * blockStep;
  const needed = Math.ceil((info.batchSize * info.outHeight * info.outWidth) / blockStep) * blockStep;
  return Math.min(rows, needed);
}

/** Products over patches: any size, stride, padding and dilation. */
export class Convolution {
  constructor(private readonly context: Context) {}

  forward(
    x: TensorInfo,
    filter: TensorInfo,
    bias: TensorInfo | undefined,
    attributes: ConvolutionAttributes,
  ): TensorInfo {
    const { heap, kernels } = this.context;
    const { info, geometry, rows, scratch } = this.plan(x.shape, filter.shape, attributes);
    const y = heap.output(info.outShape);
    kernels.convolve(
      geometry,
      heap.address(x),
      heap.address(filter),
      bias ? heap.address(bias) : 0,
      attributes.activation === 'relu' ? 1 : 0,
      heap.address(y),
      rows,
      scratch,
    );
    return y;
  }

  inputGradient(
    dy: TensorInfo,
    filter: TensorInfo,
    inputShape: readonly number[],
    attributes: ConvolutionAttributes,
  ): TensorInfo {
    const { heap, kernels } = this.context;
    const { geometry, rows, scratch } = this.plan(inputShape, filter.shape, attributes);
    const dx = heap.output(inputShape);
    kernels.convolveInputGradient(geometry, heap.address(dy), heap.address(filter), heap.address(dx), rows, scratch);
    return dx;
  }

  filterGradient(
    x: TensorInfo,
    dy: TensorInfo,
    filterShape: readonly number[],
    attributes: ConvolutionAttributes,
  ): TensorInfo {
    const { heap, kernels } = this.context;
    const { geometry, rows, scratch } = this.plan(x.shape, filterShape, attributes);
    const dFilter = heap.output(filterShape);
    kernels.convolveFilterGradient(geometry, heap.address(x), heap.address(dy), heap.address(dFilter), rows, scratch);
    return dFilter;
  }

  private plan(inputShape: readonly number[], filterShape: readonly number[], attributes: ConvolutionAttributes) {
    const { heap, kernels } = this.context;
    const info = convolutionInfo(this.context, inputShape, filterShape, attributes);
    const geometry = this.context.geometry.write(info);
    const rows = blockRows(info);
    return { info, geometry, rows, scratch: heap.scratch(kernels.convolutionScratch(geometry, rows)) };
  }
}

/** Names of the two gradient kernels, with dilations in their attributes (stock TensorFlow.js gives none). */
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
