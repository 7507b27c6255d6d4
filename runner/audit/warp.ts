/** Samples pictures under flips, turns, scales and shifts, and smooths them. */

/** Where a copy has its pixels from: flipped first, then turned and scaled around the centre, then shifted. */
export interface Pose {
  readonly flip: boolean;
  /** Degrees, anticlockwise as seen. */
  readonly turn: number;
  readonly scale: number;
  /** Pixels, to the right and down. */
  readonly dx: number;
  readonly dy: number;
}

/** Points around the centre of a picture, in pixels: x and y of each. */
export interface Grid {
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/** A square of `points` × `points`, `step` pixels apart, around the centre; row by row. */
export function squareGrid(points: number, step: number): Grid {
  const x = new Float32Array(points * points);
  const y = new Float32Array(points * points);
  const middle = (points - 1) / 2;
  for (let row = 0, at = 0; row < points; row++) {
    for (let column = 0; column < points; column++, at++) {
      x[at] = (column - middle) * step;
      y[at] = (row - middle) * step;
    }
  }
  return { x, y };
}

/**
 * Grey values at the grid's points, each moved by a pose, between pixels by bilinear interpolation. Beyond the border the
 * nearest pixel counts.
 *
 * @param picture grey values, `side · side`, row by row
 * @param out one value for each point of the grid
 */
export function sample(picture: Float32Array, side: number, grid: Grid, pose: Pose, out: Float32Array): void {
  const angle = (pose.turn * Math.PI) / 180;
  const cos = Math.cos(angle) * pose.scale;
  const sin = Math.sin(angle) * pose.scale;
  const middle = (side - 1) / 2;
  const last = side - 1;
  const mirror = pose.flip ? -1 : 1;
  const { x, y } = grid;
  for (let at = 0; at < x.length; at++) {
    let px = middle + mirror * (cos * x[at]! + sin * y[at]! + pose.dx);
    let py = middle - sin * x[at]! + cos * y[at]! + pose.dy;
    px = px < 0 ? 0 : px > last ? last : px;
    py = py < 0 ? 0 : py > last ? last : py;
    let left = px | 0;
    let top = py | 0;
    if (left === last) left--;
    if (top === last) top--;
    const fx = px - left;
    const fy = py - top;
    const start = top * side + left;
    const above = picture[start]! + fx * (picture[start + 1]! - picture[start]!);
    const below = picture[start + side]! + fx * (picture[start + side + 1]! - picture[start + side]!);
    out[at] = above + fy * (below - above);
  }
}

/** A picture smoothed by boxes of three pixels, `passes` times in both directions; beyond the border the nearest pixel counts. */
export function smooth(pixels: ArrayLike<number>, start: number, side: number, passes: number): Float32Array {
  let from = new Float32Array(side * side);
  for (let i = 0; i < from.length; i++) from[i] = pixels[start + i]!;
  let to = new Float32Array(side * side);
  for (let pass = 0; pass < passes; pass++) {
    for (let row = 0; row < side; row++) {
      for (let column = 0; column < side; column++) {
        const at = row * side + column;
        const before = column > 0 ? at - 1 : at;
        const after = column < side - 1 ? at + 1 : at;
        to[at] = (from[before]! + from[at]! + from[after]!) / 3;
      }
    }
    [from, to] = [to, from];
    for (let row = 0; row < side; row++) {
      for (let column = 0; column < side; column++) {
        const at = row * side + column;
        const before = row > 0 ? at - side : at;
        const after = row < side - 1 ? at + side : at;
        to[at] = (from[before]! + from[at]! + from[after]!) / 3;
      }
    }
    [from, to] = [to, from];
  }
  return from;
}

/** Makes the mean 0 and the sum of squares 1. @returns the standard deviation before; values of a flat picture become 0 */
export function normalise(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]! - mean;
    values[i] = value;
    squares += value * value;
  }
  const factor = squares > 1e-9 ? 1 / Math.sqrt(squares) : 0;
  for (let i = 0; i < values.length; i++) values[i]! *= factor;
  return Math.sqrt(squares / values.length);
}

export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
