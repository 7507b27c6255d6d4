/** Dropout whose mask is a pure function of (seed, index), so that the backward pass makes it again and nothing is saved. */
import { Ptr } from "./pointer";
import { mul } from "./simd";

/** A bijection on 32 bits that mixes well (the constants of "lowbias32", Chris Wellons, 2018). */
@inline function mix(x: v128): v128 {
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 16)), i32x4.splat(0x7feb352d));
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 15)), i32x4.splat(0x846ca68b));
  return v128.xor(x, i32x4.shr_u(x, 16));
}

/** y = scale·x where the random word of the element is at least `threshold`, else 0. */
export function dropout(x: Ptr, length: u32, seed: u32, threshold: u32, scale: f32, y: Ptr): void {
  const start = mix(i32x4.splat(seed)), lanes = i32x4(0, 1, 2, 3), limit = i32x4.splat(threshold), factor = f32x4.splat(scale);
  let i: u32 = 0;
  for (; i + 4 <= length; i += 4) {
    const word = mix(i32x4.add(start, i32x4.add(i32x4.splat(i), lanes)));
    y.setVec(i, v128.and(mul(x.vec(i), factor), i32x4.ge_u(word, limit)));
  }
  for (; i < length; i++) {
    const word = mix(i32x4.add(start, i32x4.splat(i)));
    y.set(i, <u32>i32x4.extract_lane(word, 0) >= threshold ? x.get(i) * scale : 0);
  }
}
