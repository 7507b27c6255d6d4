/** Scales grey pictures. */

/** What a pixel of the result is made of: `weights` of the pixels from `first` on. */
interface Source {
  readonly first: number;
  /** Their sum is 1. */
  readonly weights: Float64Array;
}

/**
 * A square picture in another size: bilinear interpolation with a triangle as wide as two pixels of the smaller picture, so
 * that no pixel of a large one is skipped. The same as Pillow's `resize` with `BILINEAR` and TensorFlow's
 * `tf.image.resize(antialias=True)`, which round in between or not at all.
 *
 * @param pixels grey values 0–255, row by row: `side · side`
 * @param into receives `size · size` values
 */
export function scaleSquare(pixels: Uint8Array, side: number, size: number, into: Uint8Array): void {
  const sources = Array.from({ length: size }, (_, at) => sourceOf(at, side, size));
  const rows = new Float64Array(side * size);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < size; x++) {
      const { first, weights } = sources[x]!;
      let sum = 0;
      for (let i = 0; i < weights.length; i++) sum += weights[i]! * pixels[y * side + first + i]!;
      rows[y * size + x] = sum;
    }
  }
  for (let y = 0; y < size; y++) {
    const { first, weights } = sources[y]!;
    for (let x = 0; x < size; x++) {
      let sum = 0;
      for (let i = 0; i < weights.length; i++) sum += weights[i]! * rows[(first + i) * size + x]!;
      into[y * size + x] = Math.round(sum);
    }
  }
}

function sourceOf(at: number, side: number, size: number): Source {
  const scale = side / size;
  const reach = Math.max(scale, 1);
  const center = (at + 0.5) * scale;
  const first = Math.max(0, Math.floor(center - reach + 0.5));
  const end = Math.min(side, Math.floor(center + reach + 0.5));
  const weights = Float64Array.from({ length: end - first }, (_, i) =>
    Math.max(0, 1 - Math.abs(first + i + 0.5 - center) / reach),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return { first, weights: weights.map((weight) => weight / total) };
}
