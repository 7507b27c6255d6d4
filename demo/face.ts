/** Makes the face that the network reads of a square of a picture, as FER Experiments makes faces of pictures. */
import { scaleSquare } from '../runner/data/import/scalePicture';
import { createClahe, equalizeHistogram } from '../runner/techniques/transform/equalize';
import type { DemoEqualization } from '../schemas/demo';

/** A square of a picture, in its pixels. */
export interface Square {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

/** Smaller squares show no face. */
export const fewestPixels = 16;

/** The largest in the middle, as FER Experiments takes of a picture that is not square. */
export function middleSquare({ width, height }: { readonly width: number; readonly height: number }): Square {
  const side = Math.min(width, height);
  return { left: Math.floor((width - side) / 2), top: Math.floor((height - side) / 2), side };
}

/** The nearest square that lies in the picture, in whole pixels. */
export function squareWithin({ left, top, side }: Square, { width, height }: ImageBitmap): Square {
  const fits = Math.round(Math.max(Math.min(fewestPixels, width, height), Math.min(side, width, height)));
  const within = (start: number, length: number): number => Math.round(Math.max(0, Math.min(start, length - fits)));
  return { left: within(left, width), top: within(top, height), side: fits };
}

function pixelsOf(picture: ImageBitmap, { left, top, side }: Square): Uint8ClampedArray {
  const canvas = new OffscreenCanvas(side, side);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('this browser does not draw pictures');
  context.drawImage(picture, left, top, side, side, 0, 0, side, side);
  return context.getImageData(0, 0, side, side).data;
}

/** Whether parts of a picture show what is behind it, which nobody knows. */
export function isTransparent(picture: ImageBitmap): boolean {
  const { width, height } = picture;
  const side = Math.min(width, height);
  const last = Math.max(width, height) - side;
  // Squares that cover it from one end to the other.
  for (let start = 0; ; start += side) {
    const at = Math.min(start, last);
    const data = pixelsOf(picture, width > height ? { left: at, top: 0, side } : { left: 0, top: at, side });
    for (let alpha = 3; alpha < data.length; alpha += 4) if (data[alpha]! < 255) return true;
    if (at === last) return false;
  }
}

/**
 * `size · size` grey values, row by row.
 * @param equalization of the run
 */
export function faceOf(
  picture: ImageBitmap,
  square: Square,
  size: number,
  equalization: DemoEqualization | undefined,
): Uint8Array {
  const { side } = square;
  const data = pixelsOf(picture, square);
  const grey = Uint8Array.from({ length: side * side }, (_, pixel) =>
    // The luma of ITU-R BT.601.
    Math.round(0.299 * data[4 * pixel]! + 0.587 * data[4 * pixel + 1]! + 0.114 * data[4 * pixel + 2]!),
  );
  const face = new Uint8Array(size * size);
  if (side === size) face.set(grey);
  else scaleSquare(grey, side, size, face);
  if (equalization?.method === 'histogram') equalizeHistogram(face);
  else if (equalization) createClahe(equalization, { width: size, height: size })(face);
  return face;
}
