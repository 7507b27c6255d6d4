/**
 * A perceptual hash of 64 bits: whether each of the low frequencies of the centre of a picture is above its median over all
 * pictures. What all faces have in common therefore does not count, and a change of contrast or brightness changes no bit.
 */
import { type Grid, normalise, type Pose, sample, squareGrid } from './warp';

/** Points on a side of the grid: 36 of 48 pixels, which small turns and shifts leave in the picture. */
const points = 16;
const step = 2.25;
export const frequencies = 64;

const grid: Grid = squareGrid(points, step);

/** Waves over a picture from left to right (u) and from top to bottom (v), lowest first, without the mean. */
const waves: readonly (readonly [u: number, v: number])[] = lowest();

function lowest(): [number, number][] {
  const all: [number, number][] = [];
  for (let u = 0; u < points; u++) for (let v = 0; v < points; v++) if (u + v > 0) all.push([u, v]);
  return all.sort(([a, b], [c, d]) => a * a + b * b - c * c - d * d || a - c).slice(0, frequencies);
}

const highest = Math.max(...waves.flat()) + 1;
/** Of a discrete cosine transform (type II), orthonormal: `highest · points`. */
const cosines = Float32Array.from({ length: highest * points }, (_, at) => {
  const [k, i] = [Math.floor(at / points), at % points];
  return Math.sqrt((k === 0 ? 1 : 2) / points) * Math.cos((Math.PI * (2 * i + 1) * k) / (2 * points));
});

const sampled = new Float32Array(points * points);
const rows = new Float32Array(points * highest);

/**
 * The low frequencies of a picture under a pose, whatever its contrast and brightness.
 *
 * @param picture grey values, `side · side`
 * @param out `frequencies` values
 */
export function spectrumOf(picture: Float32Array, side: number, pose: Pose, out: Float32Array): void {
  sample(picture, side, grid, pose, sampled);
  normalise(sampled);
  for (let y = 0; y < points; y++) {
    for (let u = 0; u < highest; u++) {
      let sum = 0;
      for (let x = 0; x < points; x++) sum += cosines[u * points + x]! * sampled[y * points + x]!;
      rows[y * highest + u] = sum;
    }
  }
  for (let wave = 0; wave < frequencies; wave++) {
    const [u, v] = waves[wave]!;
    let sum = 0;
    for (let y = 0; y < points; y++) sum += cosines[v * points + y]! * rows[y * highest + u]!;
    out[wave] = sum;
  }
}

/** The spectrum of the mirrored picture: waves that are odd from left to right change their sign. */
export function mirrored(spectrum: Float32Array, out: Float32Array): void {
  for (let wave = 0; wave < frequencies; wave++)
    out[wave] = waves[wave]![0] % 2 === 1 ? -spectrum[wave]! : spectrum[wave]!;
}

/** Number of bits that are set. */
export function ones(bits: number): number {
  let x = bits - ((bits >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
