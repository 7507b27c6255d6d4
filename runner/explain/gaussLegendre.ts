/** Gauss–Legendre quadrature. */
/** Points and weights that integrate polynomials of degree 2n − 1 over [0, 1] exactly. */
export interface Quadrature {
  readonly points: readonly number[];
  readonly weights: readonly number[];
}

/** The points are the roots of Legendre's polynomial of degree `n`, found by Newton's method. @param n at least 1 */
export function gaussLegendre(n: number): Quadrature {
  const points: number[] = [];
  const weights: number[] = [];
  for (let i = 0; i < n; i++) {
    let x = -Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let { value, slope } = legendre(n, x);
    for (let round = 0; round < 100 && Math.abs(value / slope) > 1e-15; round++) {
      x -= value / slope;
      ({ value, slope } = legendre(n, x));
    }
    points.push((x + 1) / 2);
    weights.push(1 / ((1 - x * x) * slope * slope));
  }
  return { points, weights };
}

/** Legendre's polynomial and its derivative, by the three-term recurrence. */
function legendre(n: number, x: number): { value: number; slope: number } {
  let [before, value] = [1, x];
  for (let k = 2; k <= n; k++) [before, value] = [value, ((2 * k - 1) * x * value - (k - 1) * before) / k];
  return { value, slope: (n * (x * value - before)) / (x * x - 1) };
}
