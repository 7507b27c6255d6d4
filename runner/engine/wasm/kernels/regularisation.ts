/** L2 penalty. */
import { Ptr } from "./pointer";
import { zero, add, mul, fma, min } from "./simd";

const blockLength: u32 = 4096;

/** Σ x², in blocks of float32 that are added in float64. */
export function sumOfSquares(x: Ptr, length: u32): f64 {
  const whole = length & ~15;
  let total: f64 = 0, i: u32 = 0;
  while (i < whole) {
    const end = min(i + blockLength, whole);
    let a = zero(), b = zero(), c = zero(), d = zero();
    for (; i < end; i += 16) {
      const p = x.vec(i), q = x.vec(i + 4), r = x.vec(i + 8), s = x.vec(i + 12);
      a = fma(p, p, a);
      b = fma(q, q, b);
      c = fma(r, r, c);
      d = fma(s, s, d);
    }
    a = add(add(a, b), add(c, d));
    total += <f64>f32x4.extract_lane(a, 0) + <f64>f32x4.extract_lane(a, 1) + <f64>f32x4.extract_lane(a, 2) + <f64>f32x4.extract_lane(a, 3);
  }
  for (; i < length; i++) total += <f64>x.get(i) * <f64>x.get(i);
  return total;
}

/** y = factor·x */
export function scale(x: Ptr, length: u32, factor: f32, y: Ptr): void {
  const f = f32x4.splat(factor);
  let i: u32 = 0;
  for (; i + 4 <= length; i += 4) y.setVec(i, mul(x.vec(i), f));
  for (; i < length; i++) y.set(i, x.get(i) * factor);
}
