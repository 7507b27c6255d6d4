/** Optimizer steps as Keras computes them. New values go to new tensors: the backend keeps copies of filters by tensor. */
import { Ptr } from "./pointer";
import { add, sub, mul, fma } from "./simd";

/**
 * first' = β₁·first + (1 − β₁)·g; second' = β₂·second + (1 − β₂)·g²; weight' = (1 − decay)·weight − α·first' / (√second' + ε)
 * (Kingma and Ba, 2015, section 2, with the bias correction in α; the decay is that of Loshchilov and Hutter, 2019).
 */
export function adam(weight: Ptr, first: Ptr, second: Ptr, gradient: Ptr, length: u32, alpha: f32, beta1: f64, beta2: f64, epsilon: f32, decay: f64, newWeight: Ptr, newFirst: Ptr, newSecond: Ptr): void {
  const keep1 = <f32>beta1, rest1 = <f32>(1 - beta1), keep2 = <f32>beta2, rest2 = <f32>(1 - beta2);
  const B1 = f32x4.splat(keep1), R1 = f32x4.splat(rest1), B2 = f32x4.splat(keep2), R2 = f32x4.splat(rest2), A = f32x4.splat(alpha), E = f32x4.splat(epsilon);
  const keep = <f32>(1 - decay), K = f32x4.splat(keep);
  let i: u32 = 0;
  for (; i + 4 <= length; i += 4) {
    const g = gradient.vec(i), m = fma(first.vec(i), B1, mul(R1, g)), v = fma(second.vec(i), B2, mul(R2, mul(g, g)));
    newFirst.setVec(i, m);
    newSecond.setVec(i, v);
    newWeight.setVec(i, sub(mul(K, weight.vec(i)), f32x4.div(mul(A, m), add(f32x4.sqrt(v), E))));
  }
  for (; i < length; i++) {
    const g = gradient.get(i), m = keep1 * first.get(i) + rest1 * g, v = keep2 * second.get(i) + rest2 * g * g;
    newFirst.set(i, m);
    newSecond.set(i, v);
    newWeight.set(i, keep * weight.get(i) - alpha * m / (sqrt<f32>(v) + epsilon));
  }
}

/** square' = ρ·square + (1 − ρ)·g²; velocity' = μ·velocity + rate·g / √(square' + ε); weight' = weight − velocity'. */
export function rmsprop(weight: Ptr, square: Ptr, velocity: Ptr, gradient: Ptr, length: u32, rate: f32, rho: f64, mu: f32, epsilon: f32, newWeight: Ptr, newSquare: Ptr, newVelocity: Ptr): void {
  const keep = <f32>rho, rest = <f32>(1 - rho);
  const P = f32x4.splat(keep), Q = f32x4.splat(rest), R = f32x4.splat(rate), U = f32x4.splat(mu), E = f32x4.splat(epsilon);
  let i: u32 = 0;
  for (; i + 4 <= length; i += 4) {
    const g = gradient.vec(i), s = fma(square.vec(i), P, mul(Q, mul(g, g)));
    const v = fma(velocity.vec(i), U, f32x4.div(mul(R, g), f32x4.sqrt(add(s, E))));
    newSquare.setVec(i, s);
    newVelocity.setVec(i, v);
    newWeight.setVec(i, sub(weight.vec(i), v));
  }
  for (; i < length; i++) {
    const g = gradient.get(i), s = keep * square.get(i) + rest * g * g, v = mu * velocity.get(i) + rate * g / sqrt<f32>(s + epsilon);
    newSquare.set(i, s);
    newVelocity.set(i, v);
    newWeight.set(i, weight.get(i) - v);
  }
}

/** velocity' = μ·velocity − rate·g; weight' = weight + velocity', or with Nesterov weight + μ·velocity' − rate·g. */
export function momentum(weight: Ptr, velocity: Ptr, gradient: Ptr, length: u32, rate: f32, mu: f32, nesterov: bool, newWeight: Ptr, newVelocity: Ptr): void {
  const R = f32x4.splat(rate), U = f32x4.splat(mu);
  let i: u32 = 0;
  for (; i + 4 <= length; i += 4) {
    const step = mul(R, gradient.vec(i)), v = sub(mul(U, velocity.vec(i)), step);
    newVelocity.setVec(i, v);
    newWeight.setVec(i, add(weight.vec(i), nesterov ? sub(mul(U, v), step) : v));
  }
  for (; i < length; i++) {
    const step = rate * gradient.get(i), v = mu * velocity.get(i) - step;
    newVelocity.set(i, v);
    newWeight.set(i, weight.get(i) + (nesterov ? mu * v - step : v));
  }
}
