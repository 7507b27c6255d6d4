/** Four float32 at a time. */
@inline export function zero(): v128 { return f32x4.splat(0); }
@inline export function add(a: v128, b: v128): v128 { return f32x4.add(a, b); }
@inline export function sub(a: v128, b: v128): v128 { return f32x4.sub(a, b); }
@inline export function mul(a: v128, b: v128): v128 { return f32x4.mul(a, b); }
@inline export function div(a: v128, b: v128): v128 { return f32x4.div(a, b); }
@inline export function constant(c: f32): v128 { return f32x4.splat(c); }

/** a·b + c; one instruction where relaxed SIMD is on and the processor has it. */
@inline export function fma(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  else return f32x4.add(c, f32x4.mul(a, b));
}

/** max(x, floor), for relu max(x, 0). NaN stays NaN, so that a training that diverges shows. */
@inline export function atLeast(x: v128, floor: v128): v128 { return f32x4.pmax(x, floor); }

@inline export function min(a: u32, b: u32): u32 { return a < b ? a : b; }
@inline export function roundUp(a: u32, step: u32): u32 { return (a + step - 1) / step * step; }

/** Of a = [a₀ a₁ a₂ a₃] and b: [a₀ b₀ a₁ b₁] and [a₂ b₂ a₃ b₃]; then halves of such pairs. Together they transpose 4 × 4. */
@inline export function low(a: v128, b: v128): v128 { return v128.shuffle<i32>(a, b, 0, 4, 1, 5); }
@inline export function high(a: v128, b: v128): v128 { return v128.shuffle<i32>(a, b, 2, 6, 3, 7); }
@inline export function even(a: v128, b: v128): v128 { return v128.shuffle<i64>(a, b, 0, 2); }
@inline export function odd(a: v128, b: v128): v128 { return v128.shuffle<i64>(a, b, 1, 3); }
