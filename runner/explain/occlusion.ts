/** Occlusion (Zeiler and Fergus, 2014): how much the logit drops when a patch of the face is covered. */
import { UserError } from '../../schemas/userError';
import type { Faces, LogitModel } from './logitModel';

export interface Patches {
  /** Side of the square, pixels. */
  readonly patch: number;
  /** Distance from one square to the next, pixels. */
  readonly stride: number;
}

/** @throws UserError when a square is larger than the face: it would always hide all of it */
function checkFits({ patch }: Patches, width: number, height: number): void {
  if (patch <= Math.min(width, height)) return;
  throw new UserError(
    `Squares of ${patch} pixels are larger than the face, which has ${width}×${height}.`,
    `Give at most ${Math.min(width, height)} pixels; 8 are usual for faces of 48.`,
  );
}

/** Where squares begin along one side; the last one ends at the edge. */
function starts(length: number, { patch, stride }: Patches): number[] {
  const last = length - patch;
  const found = Array.from({ length: Math.floor(last / stride) + 1 }, (_, i) => i * stride);
  if (found.at(-1) !== last) found.push(last);
  return found;
}

/**
 * @param cover pixels that replace those of the face in a square
 * @param onProgress called after each batch with the squares that are done and their total
 * @throws UserError when squares are larger than the face
 * @returns for each pixel, the mean loss over the squares that cover it, in logits
 */
export async function occlusion(
  model: LogitModel,
  face: Faces,
  target: number,
  cover: Faces,
  patches: Patches,
  onProgress?: (done: number, total: number) => void,
): Promise<Float32Array> {
  const { width, height, size, classes, batchSize } = model;
  checkFits(patches, width, height);
  const tops = starts(height, patches);
  const squares = tops.flatMap((top) => starts(width, patches).map((left) => ({ top, left })));
  const pixelsOf = ({ top, left }: (typeof squares)[number]) =>
    Array.from({ length: patches.patch ** 2 }, (_, i) => {
      const [row, column] = [Math.floor(i / patches.patch), i % patches.patch];
      return (top + row) * width + left + column;
    });
  const whole = (await model.logits(face))[target]!;
  const sums = new Float64Array(size);
  const counts = new Uint32Array(size);
  for (let first = 0; first < squares.length; first += batchSize) {
    const covered = squares.slice(first, first + batchSize).map(pixelsOf);
    const faces = new Float32Array(covered.length * size);
    covered.forEach((pixels, row) => {
      faces.set(face, row * size);
      for (const pixel of pixels) faces[row * size + pixel] = cover[pixel]!;
    });
    const logits = await model.logits(faces);
    covered.forEach((pixels, row) => {
      const loss = whole - logits[row * classes + target]!;
      for (const pixel of pixels) {
        sums[pixel]! += loss;
        counts[pixel]!++;
      }
    });
    onProgress?.(first + covered.length, squares.length);
  }
  return Float32Array.from(sums, (sum, pixel) => (counts[pixel]! > 0 ? sum / counts[pixel]! : 0));
}
