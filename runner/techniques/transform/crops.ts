/** Cuts five crops out of an image, from its middle and its corners, and enlarges each to the size of the image. */
import type { ImageSize } from '../technique';

/** In pixels; `left` and `top` are of its upper left corner. */
export interface Crop {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The middle, then the corners row by row. They are those of torchvision's `five_crop`, which has the middle last; here
 * it is first, since that is the crop that a single prediction uses, which makes the accuracy of the first meaningful.
 * @param share side of the crops as a share of the image's side, rounded to whole pixels
 */
export function fiveCrops({ width, height }: ImageSize, share: number): readonly Crop[] {
  const crop = { width: cropSide(width, share), height: cropSide(height, share) };
  const right = width - crop.width;
  const bottom = height - crop.height;
  return [
    { ...crop, left: Math.floor(right / 2), top: Math.floor(bottom / 2) },
    { ...crop, left: 0, top: 0 },
    { ...crop, left: right, top: 0 },
    { ...crop, left: 0, top: bottom },
    { ...crop, left: right, top: bottom },
  ];
}

function cropSide(side: number, share: number): number {
  return Math.max(1, Math.round(side * share));
}

/** The two source pixels that a pixel of the result lies between. */
interface Position {
  readonly first: number;
  readonly second: number;
  /** Weight of the second. */
  readonly weight: number;
}

/** Treats pixels as areas and aligns their centres, like the bilinear `resize` of torchvision and Keras. */
function positions(start: number, length: number, resultLength: number): Position[] {
  return Array.from({ length: resultLength }, (_, i) => {
    const within = Math.min(Math.max(((i + 0.5) * length) / resultLength - 0.5, 0), length - 1);
    const first = Math.floor(within);
    return { first: start + first, second: start + Math.min(first + 1, length - 1), weight: within - first };
  });
}

/**
 * @returns a function that replaces an image of `size` (row by row) in place with the crop, enlarged to `size` with
 *   bilinear interpolation; it reuses a buffer of its own
 */
export function createCrop(size: ImageSize, crop: Crop): (image: Float32Array) => void {
  const { width, height } = size;
  const columns = positions(crop.left, crop.width, width);
  const rows = positions(crop.top, crop.height, height);
  const source = new Float32Array(width * height);
  return (image) => {
    source.set(image);
    let index = 0;
    for (const row of rows) {
      const above = row.first * width;
      const below = row.second * width;
      for (const { first, second, weight } of columns) {
        const upper = source[above + first]! + (source[above + second]! - source[above + first]!) * weight;
        const lower = source[below + first]! + (source[below + second]! - source[below + first]!) * weight;
        image[index++] = upper + (lower - upper) * row.weight;
      }
    }
  };
}
