/** Relu6, and gradients of relu, relu6 and of a bias that is added per channel. */
import { Ptr, clear } from "./pointer";
import { zero, constant, atLeast, add, min } from "./simd";

const blockRows: u32 = 256;

/** dx = dy where y > 0, else 0. */
export function reluGradient(dy: Ptr, y: Ptr, length: u32, dx: Ptr): void {
  let i: u32 = 0;
  for (; i + 4 <= length; i += 4) dx.setVec(i, v128.and(dy.vec(i), f32x4.gt(y.vec(i), zero())));
  for (; i < length; i++) dx.set(i, y.get(i) > 0 ? dy.get(i) : 0);
}

/** y = min(max(x, 0), 6). NaN stays NaN. */
export function relu6(x: Ptr, length: u32, y: Ptr): void {
  let i: u32 = 0;
  for (; i + 4 <= length; i += 4) y.setVec(i, f32x4.pmin(atLeast(x.vec(i), zero()), constant(6)));
  for (; i < length; i++) { const value = x.get(i); y.set(i, value < 0 ? 0 : value > 6 ? 6 : value); }
}

/** dx = dy where 0 < y < 6, else 0. */
export function relu6Gradient(dy: Ptr, y: Ptr, length: u32, dx: Ptr): void {
  let i: u32 = 0;
  for (; i + 4 <= length; i += 4) {
    const q = y.vec(i);
    dx.setVec(i, v128.and(dy.vec(i), v128.and(f32x4.gt(q, zero()), f32x4.lt(q, constant(6)))));
  }
  for (; i < length; i++) { const q = y.get(i); dx.set(i, q > 0 && q < 6 ? dy.get(i) : 0); }
}

/** Both at once, for y = relu(z + bias) with rows of C channels: dz = dy where y > 0; dBias = Σₘ dz. @param block scratch of C floats */
export function reluBiasGradient(dy: Ptr, y: Ptr, M: u32, C: u32, dz: Ptr, dBias: Ptr, block: Ptr): void {
  clear(dBias, C);
  for (let start: u32 = 0; start < M; start += blockRows) {
    const end = min(start + blockRows, M);
    clear(block, C);
    for (let m = start; m < end; m++) {
      const p = dy.at(m * C), q = y.at(m * C), o = dz.at(m * C);
      let c: u32 = 0;
      for (; c + 4 <= C; c += 4) {
        const d = v128.and(p.vec(c), f32x4.gt(q.vec(c), zero()));
        o.setVec(c, d);
        block.setVec(c, add(block.vec(c), d));
      }
      for (; c < C; c++) { const d: f32 = q.get(c) > 0 ? p.get(c) : 0; o.set(c, d); block.set(c, block.get(c) + d); }
    }
    for (let c: u32 = 0; c < C; c++) dBias.set(c, dBias.get(c) + block.get(c));
  }
}
