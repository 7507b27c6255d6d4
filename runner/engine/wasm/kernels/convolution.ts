/**
 * Convolutions of any size, stride, padding, dilation and channel count as matrix products over patches (im2col), in
 * blocks of output pixels, so that the scratch stays small whatever the batch. NHWC images, HWIO filters.
 */
import { Ptr, clear, copy } from "./pointer";
import { add, min, roundUp } from "./simd";
import { Geometry } from "./geometry";
import { packQuads, packColumns, packOctets, multiplyPacked, addBiasActivate } from "./gemm";

/** Floats of scratch that each of the three products below needs for blocks of `blockRows` output pixels, a multiple of 4. */
export function convolutionScratch(g: Geometry, blockRows: u32): u32 {
  const patch = roundUp(g.patchSize, 8), channels = roundUp(g.outChannels, 8);
  return patch * channels + 2 * blockRows * (patch + channels);
}

/** Rows `first` … `first + rows − 1` of the patch matrix: row m holds the inputs of output pixel m, zero padded to `width`. */
function gatherPatches(g: Geometry, x: Ptr, first: i32, rows: i32, width: i32, out: Ptr): void {
  const channels = g.inChannels, line = g.filterWidth * channels;
  let pixel = first;
  for (let m = 0; m < rows; m++, pixel++) {
    const column = pixel % g.outWidth, row = pixel / g.outWidth % g.outHeight, n = pixel / (g.outWidth * g.outHeight);
    const top = row * g.strideHeight - g.padTop, left = column * g.strideWidth - g.padLeft;
    // A line of the patch lies in one piece: with few channels, copying it in parts takes longer than the products.
    const whole = g.dilationWidth == 1 && left >= 0 && left + g.filterWidth <= g.inWidth;
    let to = out.at(m * width);
    for (let i = 0; i < g.filterHeight; i++) {
      const h = top + i * g.dilationHeight;
      if (h < 0 || h >= g.inHeight) {
        for (let k = 0; k < line; k++) to.set(k, 0);
        to = to.at(line);
        continue;
      }
      const from = x.at((n * g.inHeight + h) * g.inWidth * channels);
      if (whole) {
        copy(to, from.at(left * channels), line);
        to = to.at(line);
        continue;
      }
      for (let j = 0; j < g.filterWidth; j++) {
        const w = left + j * g.dilationWidth;
        if (w >= 0 && w < g.inWidth) copy(to, from.at(w * channels), channels);
        else for (let c = 0; c < channels; c++) to.set(c, 0);
        to = to.at(channels);
      }
    }
    for (let k = g.patchSize; k < width; k++) out.set(m * width + k, 0);
  }
}

/** The input of output pixel `pixel` at tap (i, j) of the filter, of an image of one channel. */
function tapOf(g: Geometry, x: Ptr, pixel: i32, i: i32, j: i32): f32 {
  const column = pixel % g.outWidth, row = pixel / g.outWidth % g.outHeight, n = pixel / (g.outWidth * g.outHeight);
  const h = row * g.strideHeight - g.padTop + i * g.dilationHeight, w = column * g.strideWidth - g.padLeft + j * g.dilationWidth;
  return h >= 0 && h < g.inHeight && w >= 0 && w < g.inWidth ? x.get((n * g.inHeight + h) * g.inWidth + w) : 0;
}

/**
 * The patches of one channel, packed as quads at once: four neighbouring outputs read four neighbouring inputs at every
 * tap. Gathered one by one, they would take longer than the products.
 */
function gatherQuads(g: Geometry, x: Ptr, first: i32, rows: i32, quads: Ptr): void {
  for (let m = 0; m < rows; m += 4) {
    const pixel = first + m, column = pixel % g.outWidth, row = pixel / g.outWidth % g.outHeight, n = pixel / (g.outWidth * g.outHeight);
    const top = row * g.strideHeight - g.padTop, left = column - g.padLeft, image = x.at(n * g.inHeight * g.inWidth);
    const inLine = g.strideWidth == 1 && m + 4 <= rows && column + 4 <= g.outWidth;
    for (let i = 0; i < g.filterHeight; i++) for (let j = 0; j < g.filterWidth; j++) {
      const h = top + i * g.dilationHeight, w = left + j * g.dilationWidth;
      if (inLine && h >= 0 && h < g.inHeight && w >= 0 && w + 4 <= g.inWidth) quads.setVec(0, image.vec(h * g.inWidth + w));
      else for (let lane = 0; lane < 4; lane++) quads.set(lane, m + lane < rows ? tapOf(g, x, pixel + lane, i, j) : 0);
      quads = quads.at(4);
    }
  }
}

/** The transpose of `gatherPatches`: adds each element of the patch rows to the input that it came from. */
function scatterPatches(g: Geometry, patches: Ptr, first: i32, rows: i32, width: i32, dx: Ptr): void {
  const channels = g.inChannels;
  let pixel = first;
  for (let m = 0; m < rows; m++, pixel++) {
    const column = pixel % g.outWidth, row = pixel / g.outWidth % g.outHeight, n = pixel / (g.outWidth * g.outHeight);
    const top = row * g.strideHeight - g.padTop, left = column * g.strideWidth - g.padLeft;
    for (let i = 0; i < g.filterHeight; i++) {
      const h = top + i * g.dilationHeight;
      if (h < 0 || h >= g.inHeight) continue;
      for (let j = 0; j < g.filterWidth; j++) {
        const w = left + j * g.dilationWidth;
        if (w < 0 || w >= g.inWidth) continue;
        const from = patches.at(m * width + (i * g.filterWidth + j) * channels);
        const to = dx.at(((n * g.inHeight + h) * g.inWidth + w) * channels);
        let c = 0;
        for (; c + 4 <= channels; c += 4) to.setVec(c, add(to.vec(c), from.vec(c)));
        for (; c < channels; c++) to.set(c, to.get(c) + from.get(c));
      }
    }
  }
}

/** True where the patch matrix is the image itself. */
@inline function isPointwise(g: Geometry): bool {
  return g.filterHeight == 1 && g.filterWidth == 1 && g.strideHeight == 1 && g.strideWidth == 1 && g.padTop == 0 && g.padLeft == 0 &&
    g.outHeight == g.inHeight && g.outWidth == g.inWidth;
}

/**
 * y = max(x ∗ filter + bias, floor).
 * @param bias [outChannels], or address 0 for none
 * @param floor [outChannels], zeros for relu, or address 0 for none
 */
export function convolve(g: Geometry, x: Ptr, filter: Ptr, bias: Ptr, floor: Ptr, y: Ptr, blockRows: u32, scratch: Ptr): void {
  const patch: u32 = g.patchSize, channels: u32 = g.outChannels, width = roundUp(channels, 8);
  const octets = scratch, block = octets.at(patch * width), quads = block.at(blockRows * patch), product = quads.at(blockRows * patch);
  const total: u32 = g.outPixels, direct = isPointwise(g);
  packColumns(filter, patch, channels, 8, patch, octets);
  for (let first: u32 = 0; first < total; first += blockRows) {
    const rows = min(blockRows, total - first), height = roundUp(rows, 4), out = y.at(first * channels);
    const to = width == channels && height == rows ? out : product;
    if (g.inChannels == 1) gatherQuads(g, x, first, rows, quads);
    else {
      if (!direct) gatherPatches(g, x, first, rows, patch, block);
      packQuads(direct ? x.at(first * patch) : block, rows, patch, quads);
    }
    multiplyPacked(quads, octets, to, height, patch, width, patch, width, 8, false);
    addBiasActivate(to, width, rows, channels, bias, floor, out);
  }
}

/** dx = gradient of a loss with respect to x, from dy = its gradient with respect to x ∗ filter. */
export function convolveInputGradient(g: Geometry, dy: Ptr, filter: Ptr, dx: Ptr, blockRows: u32, scratch: Ptr): void {
  const patch: u32 = g.patchSize, channels: u32 = g.outChannels, width = roundUp(patch, 8);
  const octets = scratch, quads = octets.at(channels * width), product = quads.at(blockRows * channels), total: u32 = g.outPixels;
  packOctets(filter, patch, channels, octets);
  clear(dx, g.batch * g.inHeight * g.inWidth * g.inChannels);
  for (let first: u32 = 0; first < total; first += blockRows) {
    const rows = min(blockRows, total - first);
    packQuads(dy.at(first * channels), rows, channels, quads);
    multiplyPacked(quads, octets, product, roundUp(rows, 4), channels, width, channels, width, 8, false);
    scatterPatches(g, product, first, rows, width, dx);
  }
}

/** dFilter = gradient of a loss with respect to the filter. */
export function convolveFilterGradient(g: Geometry, x: Ptr, dy: Ptr, dFilter: Ptr, blockRows: u32, scratch: Ptr): void {
  const patch: u32 = g.patchSize, channels: u32 = g.outChannels, height = roundUp(patch, 4), width = roundUp(channels, 8);
  const sum = scratch, block = sum.at(height * width), quads = block.at(blockRows * height), octets = quads.at(blockRows * height);
  const total: u32 = g.outPixels, exact = height == patch && width == channels, out = exact ? dFilter : sum;
  for (let first: u32 = 0; first < total; first += blockRows) {
    const rows = min(blockRows, total - first);
    gatherPatches(g, x, first, rows, height, block);
    packColumns(block, rows, height, 4, blockRows, quads);
    packColumns(dy.at(first * channels), rows, channels, 8, blockRows, octets);
    multiplyPacked(quads, octets, out, height, rows, width, blockRows, width, 8, first > 0);
  }
  if (!exact) for (let k: u32 = 0; k < patch; k++) copy(dFilter.at(k * channels), sum.at(k * width), channels);
}
