/** Factors and means of whole channels: pictures are [N][P pixels][C channels], factors and means [N][C]. */
import { Ptr, clear } from "./pointer";
import { add, mul, div, fma, constant, min } from "./simd";

/** Pixels that are summed before they are added to the others, so that rounding does not grow with the picture. */
const blockPixels: u32 = 256;

/** y[n, p, c] = x[n, p, c] · factor[n, c] */
export function scaleChannels(x: Ptr, N: u32, P: u32, C: u32, factor: Ptr, y: Ptr): void {
  for (let n: u32 = 0; n < N; n++) {
    const f = factor.at(n * C);
    for (let p: u32 = 0; p < P; p++) {
      let c: u32 = 0;
      for (; c + 4 <= C; c += 4) y.setVec(c, mul(x.vec(c), f.vec(c)));
      for (; c < C; c++) y.set(c, x.get(c) * f.get(c));
      x = x.at(C);
      y = y.at(C);
    }
  }
}

/** out[n, c] = Σₚ x[n, p, c] · y[n, p, c]. @param block scratch of C floats */
export function channelProducts(x: Ptr, y: Ptr, N: u32, P: u32, C: u32, out: Ptr, block: Ptr): void {
  clear(out, N * C);
  for (let n: u32 = 0; n < N; n++) {
    const sum = out.at(n * C);
    for (let start: u32 = 0; start < P; start += blockPixels) {
      const end = min(start + blockPixels, P);
      clear(block, C);
      for (let p = start; p < end; p++) {
        let c: u32 = 0;
        for (; c + 4 <= C; c += 4) block.setVec(c, fma(x.vec(c), y.vec(c), block.vec(c)));
        for (; c < C; c++) block.set(c, block.get(c) + x.get(c) * y.get(c));
        x = x.at(C);
        y = y.at(C);
      }
      for (let c: u32 = 0; c < C; c++) sum.set(c, sum.get(c) + block.get(c));
    }
  }
}

/** out[n, c] = Σₚ x[n, p, c] / P. @param block scratch of C floats */
export function channelMeans(x: Ptr, N: u32, P: u32, C: u32, out: Ptr, block: Ptr): void {
  clear(out, N * C);
  for (let n: u32 = 0; n < N; n++) {
    const sum = out.at(n * C);
    for (let start: u32 = 0; start < P; start += blockPixels) {
      const end = min(start + blockPixels, P);
      clear(block, C);
      for (let p = start; p < end; p++) {
        let c: u32 = 0;
        for (; c + 4 <= C; c += 4) block.setVec(c, add(x.vec(c), block.vec(c)));
        for (; c < C; c++) block.set(c, block.get(c) + x.get(c));
        x = x.at(C);
      }
      for (let c: u32 = 0; c < C; c++) sum.set(c, sum.get(c) + block.get(c));
    }
    for (let c: u32 = 0; c < C; c++) sum.set(c, sum.get(c) / <f32>P);
  }
}

/** dx[n, p, c] = dy[n, c] / P. A quotient, not a product with 1 / P: to the bit what the library's own gradient gives. */
export function channelMeansGradient(dy: Ptr, N: u32, P: u32, C: u32, dx: Ptr): void {
  const pixels: f32 = <f32>P, divisors = constant(pixels);
  for (let n: u32 = 0; n < N; n++) {
    const d = dy.at(n * C);
    for (let p: u32 = 0; p < P; p++) {
      let c: u32 = 0;
      for (; c + 4 <= C; c += 4) dx.setVec(c, div(d.vec(c), divisors));
      for (; c < C; c++) dx.set(c, d.get(c) / pixels);
      dx = dx.at(C);
    }
  }
}
