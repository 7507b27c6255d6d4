/**
 * Matrix products. Both operands are packed first, so that the one inner loop reads memory in order whatever was
 * transposed: the left one in quads of rows, [rows/4][depth][4], the right one in octets of columns, [columns/8][depth][8].
 */
import { Ptr, clear } from "./pointer";
import { zero, atLeast, add, fma, min, roundUp, low, high, even, odd } from "./simd";

/**
 * D = A·B over a part of the depth, or D += A·B with `more`. The sum starts from zero and is added to D at its end: rounding
 * then grows with the parts, not with the depth of all. The loop form is measured: eight accumulators are as many as the
 * processor needs to keep its multipliers busy, and leave it registers for what they multiply.
 * @param A quads of rows; `height` a multiple of 4
 * @param B octets of columns; `width` a multiple of 8
 * @param stride vectors from one quad or octet to the next, at least `depth`
 * @param D row i, columns 8p … lie at i·rowStep + p·panelStep
 */
export function multiplyPacked(A: Ptr, B: Ptr, D: Ptr, height: u32, depth: u32, width: u32, stride: u32, rowStep: u32, panelStep: u32, more: bool): void {
  for (let column: u32 = 0; column < width; column += 8) {
    for (let row: u32 = 0; row < height; row += 4) {
      let a = A.at(row * stride), b = B.at(column * stride);
      let x0 = zero(), x1 = zero(), x2 = zero(), x3 = zero(), y0 = zero(), y1 = zero(), y2 = zero(), y3 = zero();
      for (let k: u32 = 0; k < depth; k++) {
        const u = b.vec(0), v = b.vec(4);
        let s = a.splat(0); x0 = fma(s, u, x0); y0 = fma(s, v, y0);
        s = a.splat(1); x1 = fma(s, u, x1); y1 = fma(s, v, y1);
        s = a.splat(2); x2 = fma(s, u, x2); y2 = fma(s, v, y2);
        s = a.splat(3); x3 = fma(s, u, x3); y3 = fma(s, v, y3);
        a = a.at(4);
        b = b.at(8);
      }
      let d = D.at(row * rowStep + (column >> 3) * panelStep);
      store(d, x0, y0, more); d = d.at(rowStep);
      store(d, x1, y1, more); d = d.at(rowStep);
      store(d, x2, y2, more); d = d.at(rowStep);
      store(d, x3, y3, more);
    }
  }
}

@inline function store(d: Ptr, x: v128, y: v128, more: bool): void {
  d.setVec(0, more ? add(d.vec(0), x) : x);
  d.setVec(4, more ? add(d.vec(4), y) : y);
}

/** Rows of A[rows × depth] → quads [⌈rows/4⌉][depth][4], zero padded. */
export function packQuads(A: Ptr, rows: u32, depth: u32, quads: Ptr): void {
  let m: u32 = 0;
  for (; m + 4 <= rows; m += 4) {
    let from = A.at(m * depth), to = quads.at(m * depth), k: u32 = 0;
    for (; k + 4 <= depth; k += 4) {
      const a = from.vec(0), b = from.vec(depth), c = from.vec(2 * depth), d = from.vec(3 * depth);
      const p = low(a, b), q = low(c, d), r = high(a, b), s = high(c, d);
      to.setVec(0, even(p, q));
      to.setVec(4, odd(p, q));
      to.setVec(8, even(r, s));
      to.setVec(12, odd(r, s));
      from = from.at(4);
      to = to.at(16);
    }
    for (; k < depth; k++) {
      for (let i: u32 = 0; i < 4; i++) to.set(i, from.get(i * depth));
      from = from.at(1);
      to = to.at(4);
    }
  }
  if (m == rows) return;
  const from = A.at(m * depth), to = quads.at(m * depth);
  for (let k: u32 = 0; k < depth; k++) for (let i: u32 = 0; i < 4; i++) to.set(k * 4 + i, m + i < rows ? from.get(i * depth + k) : 0);
}

/** Columns of B[depth × columns] → groups [⌈columns/size⌉][stride][size], zero padded; size 4 (quads) or 8 (octets). */
export function packColumns(B: Ptr, depth: u32, columns: u32, size: u32, stride: u32, groups: Ptr): void {
  for (let first: u32 = 0; first < columns; first += size) {
    let from = B.at(first), to = groups.at(first * stride);
    const full = first + size <= columns;
    for (let k: u32 = 0; k < depth; k++) {
      if (full) {
        to.setVec(0, from.vec(0));
        if (size == 8) to.setVec(4, from.vec(4));
      } else {
        for (let j: u32 = 0; j < size; j++) to.set(j, first + j < columns ? from.get(j) : 0);
      }
      from = from.at(columns);
      to = to.at(size);
    }
  }
}

/** Rows of B[columns × depth], which are columns of its transpose → octets [⌈columns/8⌉][depth][8], zero padded. */
export function packOctets(B: Ptr, columns: u32, depth: u32, octets: Ptr): void {
  for (let first: u32 = 0; first < columns; first += 8) {
    const from = B.at(first * depth), to = octets.at(first * depth), count = min(8, columns - first);
    if (count < 8) clear(to, 8 * depth);
    for (let k: u32 = 0; k < depth; k++) for (let j: u32 = 0; j < count; j++) to.set(k * 8 + j, from.get(j * depth + k));
  }
}

/**
 * y[m, c] = max(product[m, c] + bias[c], floor[c]); rows of `product` are `width` apart. May work in place.
 * @param bias address 0 for none
 * @param floor zeros for relu, address 0 for none
 */
export function addBiasActivate(product: Ptr, width: u32, rows: u32, channels: u32, bias: Ptr, floor: Ptr, y: Ptr): void {
  if (!bias.given && !floor.given && changetype<usize>(product) == changetype<usize>(y)) return;
  for (let m: u32 = 0; m < rows; m++) {
    const p = product.at(m * width), q = y.at(m * channels);
    let c: u32 = 0;
    for (; c + 4 <= channels; c += 4) {
      let v = p.vec(c);
      if (bias.given) v = add(v, bias.vec(c));
      if (floor.given) v = atLeast(v, floor.vec(c));
      q.setVec(c, v);
    }
    for (; c < channels; c++) {
      let v = p.get(c);
      if (bias.given) v += bias.get(c);
      if (floor.given) { const lowest = floor.get(c); if (lowest > v) v = lowest; }
      q.set(c, v);
    }
  }
}

/** Floats of scratch that `matMul` needs. */
export function matMulScratch(M: u32, K: u32, N: u32): u32 {
  const height = roundUp(M, 4), width = roundUp(N, 8);
  return height * K + K * width + height * width;
}

/**
 * out[M × N] = max(op(A)[M × K] · op(B)[K × N] + bias[N], floor[N]), any sizes.
 * @param transposeA A is stored as [K × M]
 * @param transposeB B is stored as [N × K]
 * @param bias and floor as above
 */
export function matMul(A: Ptr, B: Ptr, M: u32, K: u32, N: u32, transposeA: bool, transposeB: bool, bias: Ptr, floor: Ptr, out: Ptr, scratch: Ptr): void {
  const height = roundUp(M, 4), width = roundUp(N, 8);
  const quads = scratch, octets = quads.at(height * K), product = octets.at(K * width);
  if (transposeA) packColumns(A, K, M, 4, K, quads);
  else packQuads(A, M, K, quads);
  if (transposeB) packOctets(B, N, K, octets);
  else packColumns(B, K, N, 8, K, octets);
  const y = height == M && width == N ? out : product;
  multiplyPacked(quads, octets, y, height, K, width, K, width, 8, false);
  addBiasActivate(y, width, M, N, bias, floor, out);
}
