/** Passes sizes to the kernels. */
import type { backend_util } from '@tensorflow/tfjs';
import type { Heap } from './heap';
import type { Address } from './kernelModule';

/** Writes the sizes of a convolution or pooling in the order of kernels/geometry.ts. */
export class GeometryBlock {
  private static readonly fields = 15;
  private readonly block: Address;

  constructor(private readonly heap: Heap) {
    this.block = heap.allocate(GeometryBlock.fields * Int32Array.BYTES_PER_ELEMENT);
  }

  /** The address is valid until the next call. */
  write(info: backend_util.Conv2DInfo): Address {
    this.heap.writeIntegers(this.block, [
      info.batchSize,
      info.inHeight,
      info.inWidth,
      info.inChannels,
      info.outHeight,
      info.outWidth,
      info.outChannels,
      info.filterHeight,
      info.filterWidth,
      info.strideHeight,
      info.strideWidth,
      info.dilationHeight,
      info.dilationWidth,
      info.padInfo.top,
      info.padInfo.left,
    ]);
    return this.block;
  }
}
