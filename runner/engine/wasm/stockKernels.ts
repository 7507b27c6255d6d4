/**
 * The backend's own kernels that this engine keeps: each is compared with the plain JavaScript backend, over types, axes,
 * broadcasts, strides and paddings, by test/runner/engine/audit. The others are removed: one of them once computed every
 * training accuracy as zero, which nobody had checked. To bring one back, add its cases there.
 */
import type { TF } from '../contract';
import { backendName } from './context';

export const comparedStockKernels: ReadonlySet<string> = new Set([
  ...['Abs', 'Neg', 'Square', 'Sign', 'Floor', 'Ceil', 'Round', 'Cos', 'Sin', 'Atan', 'IsNan', 'Reciprocal'],
  ...['Sqrt', 'Rsqrt', 'Log', 'Log1p', 'Exp', 'Expm1', 'Erf'],
  ...['Add', 'AddN', 'Sub', 'Multiply', 'RealDiv', 'Maximum', 'Minimum', 'SquaredDifference', 'Pow'],
  ...['Greater', 'GreaterEqual', 'Less', 'LessEqual', 'Equal', 'NotEqual', 'LogicalAnd', 'LogicalOr', 'LogicalNot'],
  ...['Sum', 'Mean', 'Max', 'Min', 'Prod', 'All', 'Any', 'ArgMax', 'ArgMin'],
  ...[
    'Relu',
    'Relu6',
    'Sigmoid',
    'Tanh',
    'Elu',
    'EluGrad',
    'Selu',
    'Softplus',
    'LeakyRelu',
    'Prelu',
    'Step',
    'Softmax',
  ],
  ...['BatchMatMul', '_FusedMatMul', 'FusedBatchNorm'],
  ...['Conv2D', 'FusedConv2D', 'Conv2DBackpropInput', 'DepthwiseConv2dNative', 'FusedDepthwiseConv2D'],
  ...['DepthwiseConv2dNativeBackpropFilter', 'DepthwiseConv2dNativeBackpropInput'],
  // Our own kernels replace these, which only handle what is not float32.
  ...['MaxPool', 'MaxPoolGrad', 'AvgPool', 'AvgPoolGrad'],
  ...['Reshape', 'ExpandDims', 'Transpose', 'Slice', 'PadV2', 'Concat', 'SplitV', 'Pack', 'Unpack', 'Reverse', 'Tile'],
  ...['GatherV2', 'ResizeBilinear', 'ResizeNearestNeighbor', 'ResizeBilinearGrad', 'ResizeNearestNeighborGrad'],
  ...['OneHot', 'Select', 'Cast', 'Identity', 'ZerosLike', 'OnesLike', 'ClipByValue', 'Fill', 'Range'],
]);

/** Call before our own kernels are registered. */
export function dropOtherKernels(tf: TF): void {
  for (const { kernelName } of tf.getKernelsForBackend(backendName)) {
    if (!comparedStockKernels.has(kernelName)) tf.unregisterKernel(kernelName, backendName);
  }
}
