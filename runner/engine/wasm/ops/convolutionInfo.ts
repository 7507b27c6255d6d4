/** Sizes and operands of convolutions. */
import type { TensorInfo, backend_util } from '@tensorflow/tfjs';
import type { FusedActivation } from '../activations';
import type { Context } from '../context';

type Shape4 = [number, number, number, number];
type Pair = number | [number, number];

export interface ConvolutionAttributes extends FusedActivation {
  readonly strides: Pair;
  readonly dilations?: Pair;
  readonly pad: 'same' | 'valid' | number | backend_util.ExplicitPadding;
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

export interface ForwardOperands {
  readonly x: TensorInfo;
  readonly filter: TensorInfo;
  readonly bias: TensorInfo | undefined;
  readonly y: TensorInfo;
  readonly relu: boolean;
}

export interface InputGradientOperands {
  readonly dy: TensorInfo;
  readonly filter: TensorInfo;
  readonly dx: TensorInfo;
}

export interface FilterGradientOperands {
  readonly x: TensorInfo;
  readonly dy: TensorInfo;
  readonly dFilter: TensorInfo;
}

/** Sizes and padding of a convolution. */
export function convolutionInfo(
  context: Context,
  inputShape: readonly number[],
  filterShape: readonly number[],
  attributes: ConvolutionAttributes,
): backend_util.Conv2DInfo {
  return infoOf(context, inputShape, filterShape, attributes, false);
}

/** Sizes and padding of a depthwise convolution. */
export function depthwiseInfo(
  context: Context,
  inputShape: readonly number[],
  filterShape: readonly number[],
  attributes: ConvolutionAttributes,
): backend_util.Conv2DInfo {
  return infoOf(context, inputShape, filterShape, attributes, true);
}

function infoOf(
  { tf }: Context,
  inputShape: readonly number[],
  filterShape: readonly number[],
  attributes: ConvolutionAttributes,
  depthwise: boolean,
): backend_util.Conv2DInfo {
  if (attributes.dataFormat === 'NCHW') throw new Error('The embedded engine convolves NHWC images only.');
  return tf.backend_util.computeConv2DInfo(
    inputShape as Shape4,
    filterShape as Shape4,
    attributes.strides,
    attributes.dilations ?? 1,
    attributes.pad,
    attributes.dimRoundingMode,
    depthwise,
  );
}
