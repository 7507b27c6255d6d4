/** Convolutions as products over patches: any size, stride, padding and dilation. */
import type { backend_util } from '@tensorflow/tfjs';
import type { Context } from '../context';
import type { Address } from '../kernelModule';
import type { FilterGradientOperands, ForwardOperands, InputGradientOperands } from './convolutionInfo';

/** Floats of a block of patches (1 MB), so that it stays in the processor's second-level cache. */
const blockFloats = 1 << 18;
/** Rows of a block are a multiple of this, as are the rows that the matrix product takes at once. */
const blockStep = 12;

function blockRows(info: backend_util.Conv2DInfo): number {
  const widest = Math.max(info.filterHeight * info.filterWidth * info.inChannels, info.outChannels);
  const rows = Math.ceil(blockFloats / widest / blockStep) * blockStep;
  const needed = Math.ceil((info.batchSize * info.outHeight * info.outWidth) / blockStep) * blockStep;
  return Math.min(rows, needed);
}

function plan(
  { heap, kernels, geometry }: Context,
  info: backend_util.Conv2DInfo,
): { sizes: Address; rows: number; scratch: Address } {
  const sizes = geometry.write(info);
  const rows = blockRows(info);
  return { sizes, rows, scratch: heap.scratch(kernels.convolutionScratch(sizes, rows)) };
}

export function patchForward(
  context: Context,
  info: backend_util.Conv2DInfo,
  { x, filter, bias, y, relu }: ForwardOperands,
): void {
  const { heap, kernels } = context;
  const floor = relu ? heap.zeros(info.outChannels) : 0;
  const { sizes, rows, scratch } = plan(context, info);
  kernels.convolve(
    sizes,
    heap.address(x),
    heap.address(filter),
    bias ? heap.address(bias) : 0,
    floor,
    heap.address(y),
    rows,
    scratch,
  );
}

export function patchInputGradient(
  context: Context,
  info: backend_util.Conv2DInfo,
  { dy, filter, dx }: InputGradientOperands,
): void {
  const { heap, kernels } = context;
  const { sizes, rows, scratch } = plan(context, info);
  kernels.convolveInputGradient(sizes, heap.address(dy), heap.address(filter), heap.address(dx), rows, scratch);
}

export function patchFilterGradient(
  context: Context,
  info: backend_util.Conv2DInfo,
  { x, dy, dFilter }: FilterGradientOperands,
): void {
  const { heap, kernels } = context;
  const { sizes, rows, scratch } = plan(context, info);
  kernels.convolveFilterGradient(sizes, heap.address(x), heap.address(dy), heap.address(dFilter), rows, scratch);
}
