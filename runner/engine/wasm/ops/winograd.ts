/** Winograd convolutions: 3 × 3 and 5 × 5 filters, stride 1, channels and filters in multiples of eight. */
import type { backend_util } from '@tensorflow/tfjs';
import type { Context } from '../context';
import type { Address, WinogradSize } from '../kernelModule';
import { winogradSizes } from '../kernelModule';
import type { FilterGradientOperands, ForwardOperands, InputGradientOperands } from './convolutionInfo';

type Info = backend_util.Conv2DInfo;

export interface Transform {
  readonly name: WinogradSize;
  /** Outputs of a tile along one dimension. */
  readonly outputs: number;
  /** Filter size along one dimension. */
  readonly taps: number;
}

const transforms: readonly Transform[] = winogradSizes.map((name) => {
  const [outputs, taps] = name.split('_').map(Number);
  return { name, outputs: outputs!, taps: taps! };
});

/** Bytes of a block's transformed tiles, so that they stay in the processor's second-level cache. */
const blockBytes = 1 << 20;
/** With fewer tiles in a block, the matrix products spend most of their time on their ends. */
const leastTiles = 24;
/** Smallest size of a block as a part of the transformed filters, which are read once for each block. */
const partOfFilters = 1 / 4;
/** Rows that the matrix product takes at once. */
const rowStep = 4;

/** Products of one tile, a pair of channel and filter. */
function frequencies({ outputs, taps }: Transform): number {
  return (outputs + taps - 1) ** 2;
}

function tilesOf({ outputs }: Transform, height: number, width: number): number {
  return Math.ceil(height / outputs) * Math.ceil(width / outputs);
}

/** The transform with the fewest products for the convolution and its input's gradient, if there is one that saves products. */
export function chooseTransform(info: Info): Transform | undefined {
  const { filterHeight: taps, filterWidth, inChannels, outChannels, outHeight, outWidth } = info;
  const isPlain = [info.strideHeight, info.strideWidth, info.dilationHeight, info.dilationWidth].every((n) => n === 1);
  if (taps !== filterWidth || !isPlain || inChannels % 8 !== 0 || outChannels % 8 !== 0) return undefined;
  let best: Transform | undefined;
  let fewest = outHeight * outWidth * taps * taps;
  for (const transform of transforms.filter((t) => t.taps === taps)) {
    const count = tilesOf(transform, outHeight, outWidth) * frequencies(transform);
    if (count < fewest) [best, fewest] = [transform, count];
  }
  return best;
}

interface Room {
  /** Tiles of a block. */
  readonly block: number;
  /** Address of the transformed filters, or of their gradients. */
  readonly filters: Address;
  readonly scratch: Address;
}

function roomFor({ heap, kernels }: Context, transform: Transform, info: Info): Room {
  const { batchSize, outHeight, outWidth, inChannels, outChannels } = info;
  const count = frequencies(transform);
  const tileFloats = count * (inChannels + outChannels);
  const filterFloats = kernels.winogradFilterFloats(count, inChannels, outChannels);
  const fitting = Math.max(leastTiles, blockBytes / (4 * tileFloats), (partOfFilters * filterFloats) / tileFloats);
  const tiles = batchSize * tilesOf(transform, outHeight, outWidth);
  const block = Math.ceil(Math.min(fitting, tiles) / rowStep) * rowStep;
  const filters = heap.scratch(filterFloats + kernels.winogradScratch(count, block, inChannels, outChannels));
  return { block, filters, scratch: filters + filterFloats * Float32Array.BYTES_PER_ELEMENT };
}

export function winogradForward(
  context: Context,
  transform: Transform,
  info: Info,
  { x, filter, bias, y, relu }: ForwardOperands,
): void {
  const { heap, kernels, geometry } = context;
  const floor = relu ? heap.zeros(info.outChannels) : 0;
  const { block, filters, scratch } = roomFor(context, transform, info);
  const { inChannels, outChannels } = info;
  kernels[`filterTransform_${transform.name}`](heap.address(filter), inChannels, outChannels, filters, scratch);
  kernels[`winograd_${transform.name}`](
    geometry.write(info),
    heap.address(x),
    filters,
    bias ? heap.address(bias) : 0,
    floor,
    heap.address(y),
    block,
    scratch,
  );
}

/** dx = dy ∗ the filters turned by 180° with channels exchanged, padded by what the forward pass did not pad. */
export function turned(info: Info): Info {
  const { filterHeight: taps, padInfo } = info;
  return {
    ...info,
    inHeight: info.outHeight,
    inWidth: info.outWidth,
    inChannels: info.outChannels,
    outHeight: info.inHeight,
    outWidth: info.inWidth,
    outChannels: info.inChannels,
    padInfo: { ...padInfo, top: taps - 1 - padInfo.top, left: taps - 1 - padInfo.left },
  };
}

/** @param info of the convolution with dy, `turned` */
export function winogradInputGradient(
  context: Context,
  transform: Transform,
  info: Info,
  { dy, filter, dx }: InputGradientOperands,
): void {
  const { heap, kernels, geometry } = context;
  const { block, filters, scratch } = roomFor(context, transform, info);
  kernels[`filterTransformFlipped_${transform.name}`](
    heap.address(filter),
    info.outChannels,
    info.inChannels,
    filters,
    scratch,
  );
  kernels[`winograd_${transform.name}`](
    geometry.write(info),
    heap.address(dy),
    filters,
    0,
    0,
    heap.address(dx),
    block,
    scratch,
  );
}

export function winogradFilterGradient(
  context: Context,
  transform: Transform,
  info: Info,
  { x, dy, dFilter }: FilterGradientOperands,
): void {
  const { heap, kernels, geometry } = context;
  const { block, filters, scratch } = roomFor(context, transform, info);
  kernels[`winogradFilterGradient_${transform.name}`](
    geometry.write(info),
    heap.address(x),
    heap.address(dy),
    heap.address(dFilter),
    block,
    filters,
    scratch,
  );
}
