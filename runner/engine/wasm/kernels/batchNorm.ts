/**
 * Batch normalisation over rows of C channels (Ioffe and Szegedy, 2015): x and y are [M × C] whatever the rank was.
 * Sums run in blocks of rows, so that the rounding error of float32 stays small however large the batch.
 */
import { Ptr, clear } from "./pointer";
import { add, sub, mul, fma, min } from "./simd";

const blockRows: u32 = 256;

/** sum[c] += block[c] and clears the block. */
function flush(block: Ptr, length: u32, sum: Ptr): void {
  for (let c: u32 = 0; c < length; c++) sum.set(c, sum.get(c) + block.get(c));
  clear(block, length);
}

/** out[c] = Σₘ x[m, c]. @param block scratch of C floats */
export function sumRows(x: Ptr, M: u32, C: u32, out: Ptr, block: Ptr): void {
  clear(out, C);
  clear(block, C);
  for (let start: u32 = 0; start < M; start += blockRows) {
    const end = min(start + blockRows, M);
    for (let m = start; m < end; m++) {
      const p = x.at(m * C);
      let c: u32 = 0;
      for (; c + 4 <= C; c += 4) block.setVec(c, add(block.vec(c), p.vec(c)));
      for (; c < C; c++) block.set(c, block.get(c) + p.get(c));
    }
    flush(block, C, out);
  }
}

/** Σₘ (x − mean)² / M per channel: the variance without Bessel's correction, from a second pass, so that it is exact for a large mean. */
function variances(x: Ptr, M: u32, C: u32, mean: Ptr, out: Ptr, block: Ptr): void {
  clear(out, C);
  clear(block, C);
  for (let start: u32 = 0; start < M; start += blockRows) {
    const end = min(start + blockRows, M);
    for (let m = start; m < end; m++) {
      const p = x.at(m * C);
      let c: u32 = 0;
      for (; c + 4 <= C; c += 4) { const d = sub(p.vec(c), mean.vec(c)); block.setVec(c, fma(d, d, block.vec(c))); }
      for (; c < C; c++) { const d = p.get(c) - mean.get(c); block.set(c, block.get(c) + d * d); }
    }
    flush(block, C, out);
  }
  for (let c: u32 = 0; c < C; c++) out.set(c, out.get(c) / <f32>M);
}

/** y[m, c] = scale[c]·x[m, c] + shift[c] */
function affine(x: Ptr, M: u32, C: u32, scale: Ptr, shift: Ptr, y: Ptr): void {
  for (let m: u32 = 0; m < M; m++) {
    const p = x.at(m * C), q = y.at(m * C);
    let c: u32 = 0;
    for (; c + 4 <= C; c += 4) q.setVec(c, fma(p.vec(c), scale.vec(c), shift.vec(c)));
    for (; c < C; c++) q.set(c, p.get(c) * scale.get(c) + shift.get(c));
  }
}

/**
 * y = γ·(x − mean)·inverse + β, with the statistics of this batch.
 * @param inverse out: 1 / √(variance + ε)
 * @param scratch 2·C floats
 */
export function batchNormForward(x: Ptr, M: u32, C: u32, gamma: Ptr, beta: Ptr, epsilon: f32, y: Ptr, mean: Ptr, variance: Ptr, inverse: Ptr, scratch: Ptr): void {
  const scale = scratch, shift = scratch.at(C);
  sumRows(x, M, C, mean, scratch);
  for (let c: u32 = 0; c < C; c++) mean.set(c, mean.get(c) / <f32>M);
  variances(x, M, C, mean, variance, scratch);
  for (let c: u32 = 0; c < C; c++) {
    const i: f32 = 1 / sqrt<f32>(variance.get(c) + epsilon), a: f32 = gamma.get(c) * i;
    inverse.set(c, i);
    scale.set(c, a);
    shift.set(c, beta.get(c) - mean.get(c) * a);
  }
  affine(x, M, C, scale, shift, y);
}

/** scale[c] = γ / √(variance + ε) */
function fixedScale(C: u32, gamma: Ptr, variance: Ptr, epsilon: f32, scale: Ptr): void {
  for (let c: u32 = 0; c < C; c++) scale.set(c, gamma.get(c) / sqrt<f32>(variance.get(c) + epsilon));
}

/** y = γ·(x − mean) / √(variance + ε) + β, with statistics that are given. @param scratch 2·C floats */
export function batchNormFixed(x: Ptr, M: u32, C: u32, gamma: Ptr, beta: Ptr, mean: Ptr, variance: Ptr, epsilon: f32, y: Ptr, scratch: Ptr): void {
  const scale = scratch, shift = scratch.at(C);
  fixedScale(C, gamma, variance, epsilon, scale);
  for (let c: u32 = 0; c < C; c++) shift.set(c, beta.get(c) - mean.get(c) * scale.get(c));
  affine(x, M, C, scale, shift, y);
}

/** dx = γ / √(variance + ε) · dy: what is given has no gradient here. @param scratch 2·C floats */
export function batchNormFixedGradient(dy: Ptr, M: u32, C: u32, gamma: Ptr, variance: Ptr, epsilon: f32, dx: Ptr, scratch: Ptr): void {
  const scale = scratch, none = scratch.at(C);
  fixedScale(C, gamma, variance, epsilon, scale);
  clear(none, C);
  affine(dy, M, C, scale, none, dx);
}

/** dBeta[c] = Σ dy; dGamma[c] = Σ dy·(x − mean)·inverse. @param scratch 2·C floats */
function parameterGradients(dy: Ptr, x: Ptr, M: u32, C: u32, mean: Ptr, inverse: Ptr, dGamma: Ptr, dBeta: Ptr, scratch: Ptr): void {
  const forBeta = scratch, forGamma = scratch.at(C);
  clear(dGamma, C);
  clear(dBeta, C);
  clear(scratch, 2 * C);
  for (let start: u32 = 0; start < M; start += blockRows) {
    const end = min(start + blockRows, M);
    for (let m = start; m < end; m++) {
      const p = dy.at(m * C), q = x.at(m * C);
      let c: u32 = 0;
      for (; c + 4 <= C; c += 4) {
        const d = p.vec(c);
        forBeta.setVec(c, add(forBeta.vec(c), d));
        forGamma.setVec(c, fma(d, sub(q.vec(c), mean.vec(c)), forGamma.vec(c)));
      }
      for (; c < C; c++) {
        const d = p.get(c);
        forBeta.set(c, forBeta.get(c) + d);
        forGamma.set(c, forGamma.get(c) + d * (q.get(c) - mean.get(c)));
      }
    }
    flush(forBeta, C, dBeta);
    flush(forGamma, C, dGamma);
  }
  for (let c: u32 = 0; c < C; c++) dGamma.set(c, dGamma.get(c) * inverse.get(c));
}

/**
 * Gradients of `batchNormForward`. With x̂ = (x − mean)·inverse:
 * dx = γ·inverse·(dy − dBeta/M − x̂·dGamma/M), one affine function of dy and x per channel.
 * @param scratch 3·C floats
 */
export function batchNormGradient(dy: Ptr, x: Ptr, M: u32, C: u32, gamma: Ptr, mean: Ptr, inverse: Ptr, dx: Ptr, dGamma: Ptr, dBeta: Ptr, scratch: Ptr): void {
  parameterGradients(dy, x, M, C, mean, inverse, dGamma, dBeta, scratch);
  const ofDy = scratch, ofX = scratch.at(C), shift = scratch.at(2 * C), count = <f32>M;
  for (let c: u32 = 0; c < C; c++) {
    const a: f32 = gamma.get(c) * inverse.get(c), b: f32 = -a * inverse.get(c) * dGamma.get(c) / count;
    ofDy.set(c, a);
    ofX.set(c, b);
    shift.set(c, -a * dBeta.get(c) / count - b * mean.get(c));
  }
  for (let m: u32 = 0; m < M; m++) {
    const p = dy.at(m * C), q = x.at(m * C), o = dx.at(m * C);
    let c: u32 = 0;
    for (; c + 4 <= C; c += 4) o.setVec(c, fma(ofDy.vec(c), p.vec(c), fma(ofX.vec(c), q.vec(c), shift.vec(c))));
    for (; c < C; c++) o.set(c, ofDy.get(c) * p.get(c) + (ofX.get(c) * q.get(c) + shift.get(c)));
  }
}
