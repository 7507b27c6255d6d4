/** Max and average pooling over any window, stride and padding. Padding takes no part in a maximum or a mean. */
import { Ptr, clear, copy } from "./pointer";
import { add, mul, constant } from "./simd";
import { Geometry } from "./geometry";

@inline function clampLow(first: i32): i32 { return first < 0 ? 0 : first; }
@inline function clampHigh(end: i32, size: i32): i32 { return end > size ? size : end; }

export function maxPool(g: Geometry, x: Ptr, y: Ptr): void {
  const C = g.inChannels, line = g.inWidth * C;
  for (let n = 0; n < g.batch; n++) for (let i = 0; i < g.outHeight; i++) for (let j = 0; j < g.outWidth; j++) {
    const top = i * g.strideHeight - g.padTop, left = j * g.strideWidth - g.padLeft, image = x.at(n * g.inHeight * line);
    const h0 = clampLow(top), h1 = clampHigh(top + g.filterHeight, g.inHeight), w0 = clampLow(left), w1 = clampHigh(left + g.filterWidth, g.inWidth);
    copy(y, image.at(h0 * line + w0 * C), C);
    for (let h = h0; h < h1; h++) for (let w = w0; w < w1; w++) {
      const p = image.at(h * line + w * C);
      let c = 0;
      for (; c + 4 <= C; c += 4) y.setVec(c, f32x4.pmax(y.vec(c), p.vec(c)));
      for (; c < C; c++) if (p.get(c) > y.get(c)) y.set(c, p.get(c));
    }
    y = y.at(C);
  }
}

/**
 * The gradient of each window goes to its maximum; of several equal ones to the first in row-major order.
 * @param scratch 2·C floats: the largest value so far and where it was
 */
export function maxPoolGradient(g: Geometry, dy: Ptr, x: Ptr, dx: Ptr, scratch: Ptr): void {
  const C = g.inChannels, line = g.inWidth * C, best = scratch, where = changetype<usize>(scratch.at(C));
  clear(dx, g.batch * g.inHeight * line);
  for (let n = 0; n < g.batch; n++) for (let i = 0; i < g.outHeight; i++) for (let j = 0; j < g.outWidth; j++) {
    const top = i * g.strideHeight - g.padTop, left = j * g.strideWidth - g.padLeft, image = n * g.inHeight * line;
    const h0 = clampLow(top), h1 = clampHigh(top + g.filterHeight, g.inHeight), w0 = clampLow(left), w1 = clampHigh(left + g.filterWidth, g.inWidth);
    const start = image + h0 * line + w0 * C;
    copy(best, x.at(start), C);
    for (let c = 0; c < C; c++) store<i32>(where + (c << 2), start + c);
    for (let h = h0; h < h1; h++) for (let w = w0; w < w1; w++) {
      const at = image + h * line + w * C, p = x.at(at);
      let c = 0;
      for (; c + 4 <= C; c += 4) {
        const value = p.vec(c), greater = f32x4.gt(value, best.vec(c)), here = i32x4.add(i32x4.splat(at + c), i32x4(0, 1, 2, 3));
        best.setVec(c, v128.bitselect(value, best.vec(c), greater));
        v128.store(where + (c << 2), v128.bitselect(here, v128.load(where + (c << 2)), greater));
      }
      for (; c < C; c++) if (p.get(c) > best.get(c)) { best.set(c, p.get(c)); store<i32>(where + (c << 2), at + c); }
    }
    for (let c = 0; c < C; c++) { const at = load<i32>(where + (c << 2)); dx.set(at, dx.get(at) + dy.get(c)); }
    dy = dy.at(C);
  }
}

export function averagePool(g: Geometry, x: Ptr, y: Ptr): void {
  const C = g.inChannels, line = g.inWidth * C;
  for (let n = 0; n < g.batch; n++) for (let i = 0; i < g.outHeight; i++) for (let j = 0; j < g.outWidth; j++) {
    const top = i * g.strideHeight - g.padTop, left = j * g.strideWidth - g.padLeft, image = x.at(n * g.inHeight * line);
    const h0 = clampLow(top), h1 = clampHigh(top + g.filterHeight, g.inHeight), w0 = clampLow(left), w1 = clampHigh(left + g.filterWidth, g.inWidth);
    clear(y, C);
    for (let h = h0; h < h1; h++) for (let w = w0; w < w1; w++) {
      const p = image.at(h * line + w * C);
      let c = 0;
      for (; c + 4 <= C; c += 4) y.setVec(c, add(y.vec(c), p.vec(c)));
      for (; c < C; c++) y.set(c, y.get(c) + p.get(c));
    }
    const share: f32 = 1 / <f32>((h1 - h0) * (w1 - w0));
    for (let c = 0; c < C; c++) y.set(c, y.get(c) * share);
    y = y.at(C);
  }
}

/** Each input of a window gets an equal share of its gradient: one over the number of inputs, without the padding. */
export function averagePoolGradient(g: Geometry, dy: Ptr, dx: Ptr): void {
  const C = g.inChannels, line = g.inWidth * C;
  clear(dx, g.batch * g.inHeight * line);
  for (let n = 0; n < g.batch; n++) for (let i = 0; i < g.outHeight; i++) for (let j = 0; j < g.outWidth; j++) {
    const top = i * g.strideHeight - g.padTop, left = j * g.strideWidth - g.padLeft, image = dx.at(n * g.inHeight * line);
    const h0 = clampLow(top), h1 = clampHigh(top + g.filterHeight, g.inHeight), w0 = clampLow(left), w1 = clampHigh(left + g.filterWidth, g.inWidth);
    const share: f32 = 1 / <f32>((h1 - h0) * (w1 - w0));
    for (let h = h0; h < h1; h++) for (let w = w0; w < w1; w++) {
      const p = image.at(h * line + w * C);
      let c = 0;
      for (; c + 4 <= C; c += 4) p.setVec(c, add(p.vec(c), mul(constant(share), dy.vec(c))));
      for (; c < C; c++) p.set(c, p.get(c) + share * dy.get(c));
    }
    dy = dy.at(C);
  }
}
