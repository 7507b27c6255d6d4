/**
 * Convolutions of any size, stride, padding, dilation and channel count as matrix products over patches (im2col), in
 * blocks of output pixels, so that the scratch stays small whatever the batch. NHWC images, HWIO filters.
 */
import { Ptr, clear, copy } from "./pointer";
import { add, min, roundUp } from "./simd";
import { Geometry } from "./geometry";
import { packPanels, padRows, packGroups, addBiasActivate } from "./gemm";
import { multiplyPacked, accumulateTransposed } from "./generated/tiles";

/** Floats of scratch that each of the three products below needs for blocks of `blockRows` output pixels. */
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
 * y = activation(x ∗ filter + bias).
 * @param bias [outChannels], or address 0 for none
 * @param activate whether the activation is relu; none otherwise
 */
export function convolve(g: Geometry, x: Ptr, filter: Ptr, bias: Ptr, activate: bool, y: Ptr, blockRows: u32, scratch: Ptr): void {
  const patch: u32 = g.patchSize, channels: u32 = g.outChannels, depth = roundUp(patch, 4), width = roundUp(channels, 8);
  const panels = scratch, block = panels.at(depth * width), product = block.at(blockRows * depth), total: u32 = g.outPixels;
  const direct = isPointwise(g) && depth == patch;
  packPanels(filter, patch, channels, false, depth, panels);
  for (let first: u32 = 0; first < total; first += blockRows) {
    const rows = min(blockRows, total - first), out = y.at(first * channels), to = width == channels ? out : product;
    if (!direct) gatherPatches(g, x, first, rows, depth, block);
    multiplyPacked(direct ? x.at(first * depth) : block, panels, to, rows, depth, width);
    addBiasActivate(to, width, rows, channels, bias, activate, out);
  }
}

/** dx = gradient of a loss with respect to x, from dy = its gradient with respect to x ∗ filter. */
export function convolveInputGradient(g: Geometry, dy: Ptr, filter: Ptr, dx: Ptr, blockRows: u32, scratch: Ptr): void {
  const patch: u32 = g.patchSize, channels: u32 = g.outChannels, depth = roundUp(channels, 4), width = roundUp(patch, 8);
  const panels = scratch, padded = panels.at(depth * width), product = padded.at(blockRows * depth), total: u32 = g.outPixels;
  packPanels(filter, channels, patch, true, depth, panels);
  clear(dx, g.batch * g.inHeight * g.inWidth * g.inChannels);
  for (let first: u32 = 0; first < total; first += blockRows) {
    const rows = min(blockRows, total - first), from = dy.at(first * channels);
    if (depth != channels) padRows(from, rows, channels, false, depth, padded);
    multiplyPacked(depth == channels ? from : padded, panels, product, rows, depth, width);
    scatterPatches(g, product, first, rows, width, dx);
  }
}

/** dFilter = gradient of a loss with respect to the filter. */
export function convolveFilterGradient(g: Geometry, x: Ptr, dy: Ptr, dFilter: Ptr, blockRows: u32, scratch: Ptr): void {
  const patch: u32 = g.patchSize, channels: u32 = g.outChannels, height = roundUp(patch, 4), width = roundUp(channels, 8);
  const sum = scratch, block = sum.at(height * width), quads = block.at(blockRows * height), octets = quads.at(blockRows * height);
  const total: u32 = g.outPixels, exact = height == patch && width == channels, out = exact ? dFilter : sum;
  clear(out, height * width);
  for (let first: u32 = 0; first < total; first += blockRows) {
    const rows = min(blockRows, total - first);
    gatherPatches(g, x, first, rows, height, block);
    packGroups(block, rows, height, 4, blockRows, quads);
    packGroups(dy.at(first * channels), rows, channels, 8, blockRows, octets);
    accumulateTransposed(quads, octets, out, rows, blockRows, height, width);
  }
  if (!exact) for (let k: u32 = 0; k < patch; k++) copy(dFilter.at(k * channels), sum.at(k * width), channels);
}
