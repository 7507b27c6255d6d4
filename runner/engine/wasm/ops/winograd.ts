/** Winograd convolutions: 3 × 3 and 5 × 5 filters, stride 1, channels and filters in multiples of eight. */
import type { backend_util } from '@tensorflow/tfjs';
import type { Context } from '../context';
import type { WinogradSize } from '../kernelModule';
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

/** Transformed tiles of a block take about this many bytes, so that they stay in the processor's second-level cache. */
const blockBytes = 2 << 20;
/** Fewer tiles in a block than this and the transformed filters are read too often. */
const leastTiles = 48;
/** Rows of the largest tile of the matrix product. */
const rowStep = 6;

function products({ outputs, taps }: Transform): number {
  return (outputs + taps - 1) ** 2;
}

function tilesOf({ outputs }: Transform, height: number, width: number): number {
  return Math.ceil(height / outputs) * Math.ceil(width / outputs);
}

/** The transform with the fewest products for the convolution and its input's gradient, if there is one that pays. */
export function chooseTransform(info: Info): Transform | undefined {
  const { filterHeight: taps, filterWidth, inChannels, outChannels, outHeight, outWidth } = info;
  const isPlain = [info.strideHeight, info.strideWidth, info.dilationHeight, info.dilationWidth].every((n) => n === 1);
  if (taps !== filterWidth || !isPlain || inChannels % 8 !== 0 || outChannels % 8 !== 0) return undefined;
  let best: Transform | undefined;
  let fewest = outHeight * outWidth * taps * taps;
  for (const transform of transforms.filter((t) => t.taps === taps)) {
    const count = tilesOf(transform, outHeight, outWidth) * products(transform);
    if (count < fewest) [best, fewest] = [transform, count];
  }
  return best;
}

interface Room {
  /** Tiles of a block. */
  readonly block: number;
  /** Floats for the transformed filters, or their gradients. */
  readonly filterFloats: number;
  /** Floats for the tiles of a block. */
  readonly tileFloats: number;
}

function roomFor(transform: Transform, { batchSize, outHeight, outWidth, inChannels, outChannels }: Info): Room {
  const [count, channels] = [products(transform), inChannels + outChannels];
  const tiles = batchSize * tilesOf(transform, outHeight, outWidth);
  const fitting = Math.max(leastTiles, Math.floor(blockBytes / (4 * count * channels)));
  const block = Math.ceil(Math.min(fitting, tiles) / rowStep) * rowStep;
  return {
    block,
    filterFloats: count * inChannels * outChannels,
    tileFloats: count * (block * channels + 32),
  };
}

export function winogradForward(
  { heap, kernels, geometry }: Context,
  transform: Transform,
  info: Info,
  { x, filter, bias, y, relu }: ForwardOperands,
): void {
  const { block, filterFloats, tileFloats } = roomFor(transform, info);
  const transformed = heap.scratch(filterFloats + tileFloats);
  kernels[`filterTransform_${transform.name}`](heap.address(filter), info.inChannels, info.outChannels, transformed);
  kernels[`winograd_${transform.name}`](
    geometry.write(info),
    heap.address(x),
    transformed,
    bias ? heap.address(bias) : 0,
    relu ? 1 : 0,
    heap.address(y),
    block,
    transformed + filterFloats * Float32Array.BYTES_PER_ELEMENT,
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
  { heap, kernels, geometry }: Context,
  transform: Transform,
  info: Info,
  { dy, filter, dx }: InputGradientOperands,
): void {
  const { block, filterFloats, tileFloats } = roomFor(transform, info);
  const transformed = heap.scratch(filterFloats + tileFloats);
  kernels[`filterTransformFlipped_${transform.name}`](
    heap.address(filter),
    info.outChannels,
    info.inChannels,
    transformed,
  );
  kernels[`winograd_${transform.name}`](
    geometry.write(info),
    heap.address(dy),
    transformed,
    0,
    0,
    heap.address(dx),
    block,
    transformed + filterFloats * Float32Array.BYTES_PER_ELEMENT,
  );
}

export function winogradFilterGradient(
  { heap, kernels, geometry }: Context,
  transform: Transform,
  info: Info,
  { x, dy, dFilter }: FilterGradientOperands,
): void {
  const { block, filterFloats, tileFloats } = roomFor(transform, info);
  const sums = heap.scratch(filterFloats + tileFloats);
  kernels[`winogradFilterGradient_${transform.name}`](
    geometry.write(info),
    heap.address(x),
    heap.address(dy),
    heap.address(dFilter),
    block,
    sums,
    sums + filterFloats * Float32Array.BYTES_PER_ELEMENT,
  );
}
