/**
 * Depthwise convolutions of any size, stride, padding and dilation: every input channel has its own filters and gives
 * outChannels / inChannels outputs, side by side. NHWC images, filters [height][width][inChannels][outputs a channel].
 */
import { Ptr, clear } from "./pointer";
import { add, fma } from "./simd";
import { Geometry } from "./geometry";

/** First tap of a filter that lies inside the image, which begins at −start. */
@inline function firstTap(start: i32, dilation: i32): i32 { return start >= 0 ? 0 : (dilation - 1 - start) / dilation; }
/** One past the last tap inside. */
@inline function endTap(start: i32, dilation: i32, taps: i32, size: i32): i32 {
  const inside = start >= size ? 0 : (size - 1 - start) / dilation + 1;
  return inside < taps ? inside : taps;
}

/** y[c·m + q] += x[c] · f[c·m + q] for all channels c and their m outputs q. */
@inline function forwardTap(x: Ptr, f: Ptr, y: Ptr, channels: i32, outputs: i32): void {
  let c = 0;
  if (outputs == 1) {
    for (; c + 4 <= channels; c += 4) y.setVec(c, fma(x.vec(c), f.vec(c), y.vec(c)));
  }
  for (; c < channels; c++) {
    for (let o = c * outputs; o < (c + 1) * outputs; o++) y.set(o, y.get(o) + x.get(c) * f.get(o));
  }
}

/** dx[c] += Σ dy[c·m + q] · f[c·m + q] over q. */
@inline function inputTap(dy: Ptr, f: Ptr, dx: Ptr, channels: i32, outputs: i32): void {
  let c = 0;
  if (outputs == 1) {
    for (; c + 4 <= channels; c += 4) dx.setVec(c, fma(dy.vec(c), f.vec(c), dx.vec(c)));
  }
  for (; c < channels; c++) {
    let sum: f32 = 0;
    for (let o = c * outputs; o < (c + 1) * outputs; o++) sum += dy.get(o) * f.get(o);
    dx.set(c, dx.get(c) + sum);
  }
}

export function depthwise(g: Geometry, x: Ptr, filter: Ptr, y: Ptr): void {
  const C = g.inChannels, O = g.outChannels, outputs = O / C, line = g.inWidth * C;
  clear(y, g.outPixels * O);
  for (let n = 0; n < g.batch; n++) for (let i = 0; i < g.outHeight; i++) for (let j = 0; j < g.outWidth; j++) {
    const top = i * g.strideHeight - g.padTop, left = j * g.strideWidth - g.padLeft, image = x.at(n * g.inHeight * line);
    const a1 = endTap(top, g.dilationHeight, g.filterHeight, g.inHeight), b0 = firstTap(left, g.dilationWidth), b1 = endTap(left, g.dilationWidth, g.filterWidth, g.inWidth);
    for (let a = firstTap(top, g.dilationHeight); a < a1; a++) for (let b = b0; b < b1; b++) {
      const h = top + a * g.dilationHeight, w = left + b * g.dilationWidth;
      forwardTap(image.at(h * line + w * C), filter.at((a * g.filterWidth + b) * O), y, C, outputs);
    }
    y = y.at(O);
  }
}

export function depthwiseInputGradient(g: Geometry, dy: Ptr, filter: Ptr, dx: Ptr): void {
  const C = g.inChannels, O = g.outChannels, outputs = O / C, line = g.inWidth * C;
  clear(dx, g.batch * g.inHeight * line);
  for (let n = 0; n < g.batch; n++) for (let i = 0; i < g.outHeight; i++) for (let j = 0; j < g.outWidth; j++) {
    const top = i * g.strideHeight - g.padTop, left = j * g.strideWidth - g.padLeft, image = dx.at(n * g.inHeight * line);
    const a1 = endTap(top, g.dilationHeight, g.filterHeight, g.inHeight), b0 = firstTap(left, g.dilationWidth), b1 = endTap(left, g.dilationWidth, g.filterWidth, g.inWidth);
    for (let a = firstTap(top, g.dilationHeight); a < a1; a++) for (let b = b0; b < b1; b++) {
      const h = top + a * g.dilationHeight, w = left + b * g.dilationWidth;
      inputTap(dy, filter.at((a * g.filterWidth + b) * O), image.at(h * line + w * C), C, outputs);
    }
    dy = dy.at(O);
  }
}

/**
 * Each line of outputs is summed from zero and then added: rounding grows with the lines, not with the pixels.
 * @param scratch as large as the filter
 */
export function depthwiseFilterGradient(g: Geometry, x: Ptr, dy: Ptr, dFilter: Ptr, scratch: Ptr): void {
  const C = g.inChannels, O = g.outChannels, outputs = O / C, line = g.inWidth * C, length = g.filterHeight * g.filterWidth * O;
  clear(dFilter, length);
  for (let n = 0; n < g.batch; n++) for (let i = 0; i < g.outHeight; i++) {
    const top = i * g.strideHeight - g.padTop, image = x.at(n * g.inHeight * line);
    const a0 = firstTap(top, g.dilationHeight), a1 = endTap(top, g.dilationHeight, g.filterHeight, g.inHeight);
    clear(scratch, length);
    for (let j = 0; j < g.outWidth; j++) {
      const left = j * g.strideWidth - g.padLeft;
      const b0 = firstTap(left, g.dilationWidth), b1 = endTap(left, g.dilationWidth, g.filterWidth, g.inWidth);
      for (let a = a0; a < a1; a++) for (let b = b0; b < b1; b++) {
        const h = top + a * g.dilationHeight, w = left + b * g.dilationWidth;
        forwardTap(image.at(h * line + w * C), dy, scratch.at((a * g.filterWidth + b) * O), C, outputs);
      }
      dy = dy.at(O);
    }
    let k = 0;
    for (; k + 4 <= length; k += 4) dFilter.setVec(k, add(dFilter.vec(k), scratch.vec(k)));
    for (; k < length; k++) dFilter.set(k, dFilter.get(k) + scratch.get(k));
  }
}
