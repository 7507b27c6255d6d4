/** Sizes of one convolution or pooling, written by the caller in this order (see geometry.ts of the engine). */
@unmanaged @final
export class Geometry {
  batch: i32;
  inHeight: i32;
  inWidth: i32;
  inChannels: i32;
  outHeight: i32;
  outWidth: i32;
  outChannels: i32;
  filterHeight: i32;
  filterWidth: i32;
  strideHeight: i32;
  strideWidth: i32;
  dilationHeight: i32;
  dilationWidth: i32;
  padTop: i32;
  padLeft: i32;

  /** Output pixels of the whole batch. */
  @inline get outPixels(): i32 { return this.batch * this.outHeight * this.outWidth; }
  /** Inputs that one output channel of one pixel depends on. */
  @inline get patchSize(): i32 { return this.filterHeight * this.filterWidth * this.inChannels; }
}
