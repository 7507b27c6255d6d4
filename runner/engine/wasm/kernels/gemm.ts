/**
 * Matrix products. Operands are packed first, so that the inner loops read memory in order; the inner loops themselves
 * (./generated/tiles) are unrolled by a generator, since all accumulators must be local variables.
 */
import { Ptr, copy } from "./pointer";
import { zero, relu, add, roundUp } from "./simd";
import { multiplyPacked } from "./generated/tiles";

/**
 * Packs B[rows × columns] (or its transpose) into panels of eight columns: [columns/8][paddedRows][8], zero padded.
 * @param transposed B is stored as [columns × rows]
 */
export function packPanels(B: Ptr, rows: u32, columns: u32, transposed: bool, paddedRows: u32, panels: Ptr): void {
  for (let first: u32 = 0; first < columns; first += 8) {
    const panel = panels.at(first * paddedRows);
    if (!transposed && first + 8 <= columns) {
      for (let k: u32 = 0; k < rows; k++) {
        panel.setVec(k * 8, B.vec(k * columns + first));
        panel.setVec(k * 8 + 4, B.vec(k * columns + first + 4));
      }
    } else {
      for (let j: u32 = 0; j < 8; j++) {
        const column = first + j;
        for (let k: u32 = 0; k < rows; k++) {
          panel.set(k * 8 + j, column < columns ? (transposed ? B.get(column * rows + k) : B.get(k * columns + column)) : 0);
        }
      }
    }
    for (let k = rows; k < paddedRows; k++) { panel.setVec(k * 8, zero()); panel.setVec(k * 8 + 4, zero()); }
  }
}

/** Copies A[rows × columns] (or its transpose) row by row, each row zero padded to `width`. */
export function padRows(A: Ptr, rows: u32, columns: u32, transposed: bool, width: u32, out: Ptr): void {
  if (!transposed) {
    for (let m: u32 = 0; m < rows; m++) {
      copy(out.at(m * width), A.at(m * columns), columns);
      for (let k = columns; k < width; k++) out.set(m * width + k, 0);
    }
    return;
  }
  // Four columns at a time, so that each line of A that is read gives all that it holds.
  for (let first: u32 = 0; first < width; first += 4) {
    for (let m: u32 = 0; m < rows; m++) {
      for (let k = first; k < first + 4; k++) out.set(m * width + k, k < columns ? A.get(k * rows + m) : 0);
    }
  }
}

/** A[rows × width] → quads [width/4][stride][4], or with `group` 8 octets [width/8][stride][8]; width ≤ paddedWidth. */
export function packGroups(A: Ptr, rows: u32, width: u32, group: u32, stride: u32, out: Ptr): void {
  for (let first: u32 = 0; first < width; first += group) {
    let to = out.at(first * stride);
    const full = first + group <= width;
    for (let m: u32 = 0; m < rows; m++) {
      const from = A.at(m * width + first);
      if (full) {
        to.setVec(0, from.vec(0));
        if (group == 8) to.setVec(4, from.vec(4));
      } else {
        for (let k: u32 = 0; k < group; k++) to.set(k, first + k < width ? from.get(k) : 0);
      }
      to = to.at(group);
    }
  }
}

/** y[m, c] = activation(product[m, c] + bias[c]); rows of `product` are `width` apart. May work in place. */
export function addBiasActivate(product: Ptr, width: u32, rows: u32, channels: u32, bias: Ptr, activate: bool, y: Ptr): void {
  if (!bias.given && !activate && changetype<usize>(product) == changetype<usize>(y)) return;
  for (let m: u32 = 0; m < rows; m++) {
    const p = product.at(m * width), q = y.at(m * channels);
    let c: u32 = 0;
    for (; c + 4 <= channels; c += 4) {
      let v = p.vec(c);
      if (bias.given) v = add(v, bias.vec(c));
      q.setVec(c, activate ? relu(v) : v);
    }
    for (; c < channels; c++) {
      let v = p.get(c);
      if (bias.given) v += bias.get(c);
      q.set(c, activate && v < 0 ? 0 : v);
    }
  }
}

/** Floats of scratch that `matMul` needs. */
export function matMulScratch(M: u32, K: u32, N: u32): u32 {
  const depth = roundUp(K, 4), width = roundUp(N, 8);
  return M * depth + depth * width + M * width;
}

/**
 * out[M × N] = activation(op(A)[M × K] · op(B)[K × N] + bias[N]), any sizes.
 * @param transposeA A is stored as [K × M]
 * @param transposeB B is stored as [N × K]
 * @param bias address 0 for none
 */
export function matMul(A: Ptr, B: Ptr, M: u32, K: u32, N: u32, transposeA: bool, transposeB: bool, bias: Ptr, activate: bool, out: Ptr, scratch: Ptr): void {
  const depth = roundUp(K, 4), width = roundUp(N, 8);
  const padded = scratch, panels = padded.at(M * depth), product = panels.at(depth * width);
  const direct = !transposeA && depth == K;
  if (!direct) padRows(A, M, K, transposeA, depth, padded);
  packPanels(B, K, N, transposeB, depth, panels);
  const y = width == N ? out : product;
  multiplyPacked(direct ? A : padded, panels, y, M, depth, width);
  addBiasActivate(y, width, M, N, bias, activate, out);
}
