/** Confirms that two pictures are the same: finds the pose in which they fit best, and how well they then correlate. */
import { dot, normalise, type Pose, sample, smooth, squareGrid } from './warp';

/** Points on a side, a pixel apart: what small turns and shifts leave in the picture. */
const grid = squareGrid(34, 1);
const points = grid.x.length;
const mostSteps = 12;

/** Changes of turn (degrees), scale, dx and dy by which slopes are measured. */
const nudges = [0.5, 0.01, 0.25, 0.25] as const;
/** A pose further than this from where it began is another one: degrees, share, pixels. */
const farthest = [6, 0.25, 5, 5] as const;

export interface Fit {
  readonly pose: Pose;
  /** Correlation of the pictures, −1 to 1. */
  readonly correlation: number;
  /** Correlation of what is finer than a face's coarse light and shade, −1 to 1. */
  readonly detail: number;
}

/** A picture with what is compared of it: all, and its details. */
export interface Compared {
  readonly picture: Float32Array;
  readonly detail: Float32Array;
}

export function comparedOf(picture: Float32Array, side: number): Compared {
  const coarse = smooth(picture, 0, side, 4);
  return { picture, detail: picture.map((value, i) => value - coarse[i]!) };
}

const target = new Float32Array(points);
const fitted = new Float32Array(points);
const nudged = nudges.map(() => new Float32Array(points));

/**
 * Turns, scales and shifts the first picture until it fits the second (least squares, Gauss and Newton).
 *
 * @param start about the pose that makes the second picture of the first
 */
export function fit(first: Compared, second: Compared, side: number, start: Pose): Fit {
  const at: Pose = { flip: false, turn: 0, scale: 1, dx: 0, dy: 0 };
  sample(second.picture, side, grid, at, target);
  normalise(target);
  const look = (pose: Pose, out: Float32Array): void => {
    sample(first.picture, side, grid, pose, out);
    normalise(out);
  };
  let best = start;
  look(start, fitted);
  let correlation = dot(target, fitted);
  let pose = start;
  for (let step = 0; step < mostSteps; step++) {
    nudges.forEach((_, k) => look(moved(pose, k), nudged[k]!));
    const change = leastSquares();
    if (change === undefined) break;
    pose = {
      flip: pose.flip,
      turn: pose.turn + change[0]! * nudges[0],
      scale: pose.scale + change[1]! * nudges[1],
      dx: pose.dx + change[2]! * nudges[2],
      dy: pose.dy + change[3]! * nudges[3],
    };
    if (isFar(pose, start)) break;
    look(pose, fitted);
    const now = dot(target, fitted);
    if (now > correlation) [correlation, best] = [now, pose];
    if (change.every((value) => Math.abs(value) < 0.05)) break;
  }
  sample(second.detail, side, grid, at, target);
  normalise(target);
  sample(first.detail, side, grid, best, fitted);
  normalise(fitted);
  return { pose: best, correlation, detail: dot(target, fitted) };
}

function moved({ flip, turn, scale, dx, dy }: Pose, by: number): Pose {
  return {
    flip,
    turn: turn + (by === 0 ? nudges[0] : 0),
    scale: scale + (by === 1 ? nudges[1] : 0),
    dx: dx + (by === 2 ? nudges[2] : 0),
    dy: dy + (by === 3 ? nudges[3] : 0),
  };
}

function isFar(pose: Pose, start: Pose): boolean {
  const gone = [pose.turn - start.turn, pose.scale - start.scale, pose.dx - start.dx, pose.dy - start.dy];
  return gone.some((distance, k) => Math.abs(distance) > farthest[k]!);
}

/** How many nudges of each kind bring `fitted` nearest to `target`; undefined for a picture that nudges do not change. */
function leastSquares(): number[] | undefined {
  const count = nudges.length;
  const matrix = nudges.map(() => new Array<number>(count + 1).fill(0));
  for (let i = 0; i < points; i++) {
    const miss = target[i]! - fitted[i]!;
    for (let a = 0; a < count; a++) {
      const slope = nudged[a]![i]! - fitted[i]!;
      const row = matrix[a]!;
      for (let b = a; b < count; b++) row[b]! += slope * (nudged[b]![i]! - fitted[i]!);
      row[count]! += slope * miss;
    }
  }
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < a; b++) matrix[a]![b] = matrix[b]![a]!;
    matrix[a]![a]! *= 1.001;
  }
  return solve(matrix);
}

/** Gauss's elimination of a small positive definite system, its right side in the last column. */
function solve(matrix: number[][]): number[] | undefined {
  const count = matrix.length;
  for (let k = 0; k < count; k++) {
    const pivot = matrix[k]![k]!;
    if (!(pivot > 1e-12)) return undefined;
    for (let row = k + 1; row < count; row++) {
      const factor = matrix[row]![k]! / pivot;
      for (let column = k; column <= count; column++) matrix[row]![column]! -= factor * matrix[k]![column]!;
    }
  }
  const result = new Array<number>(count).fill(0);
  for (let k = count - 1; k >= 0; k--) {
    let sum = matrix[k]![count]!;
    for (let column = k + 1; column < count; column++) sum -= matrix[k]![column]! * result[column]!;
    result[k] = sum / matrix[k]![k]!;
  }
  return result;
}
