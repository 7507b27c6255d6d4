/**
 * Rotates, shifts, shears and zooms an image with bilinear interpolation like Keras's `apply_affine_transform`, and crops
 * its edges in the same pass.
 */
import type { ResolvedAugmentation } from '../../../experiment/types';
import type { ImageSize } from '../technique';
import type { EdgeCrop, TransformParameters } from './parameters';

type FillMode = ResolvedAugmentation['fillMode'];
type Geometry = Pick<
  TransformParameters,
  'rotation' | 'shear' | 'widthShift' | 'heightShift' | 'zoomX' | 'zoomY' | 'edgeCrop'
>;

/** The pixel (x, y) of the result is read at (xx·x + xy·y + x0, yx·x + yy·y + y0) of the source. */
export interface AffineMatrix {
  readonly xx: number;
  readonly xy: number;
  readonly x0: number;
  readonly yx: number;
  readonly yy: number;
  readonly y0: number;
}

const degree = Math.PI / 180;

/**
 * The product rotation · shift · shear · zoom around the centre of the image, as in Keras 3, but with x before y.
 *
 * Keras's generator swaps the names: its `height_shift_range` shifts along x. Here `widthShift` moves sideways, as its
 * name says.
 * The crop is applied to the result of these, which is then stretched to the whole image.
 * @returns undefined if nothing moves, so that pixels stay exactly the same
 */
export function affineMatrix(geometry: Geometry, size: ImageSize): AffineMatrix | undefined {
  const { edgeCrop } = geometry;
  const moved = kerasMatrix(geometry, size);
  return edgeCrop ? cropped(moved ?? still, edgeCrop, size) : moved;
}

const still: AffineMatrix = { xx: 1, xy: 0, x0: 0, yx: 0, yy: 1, y0: 0 };

/** Keeps rounding from reading beyond the edge, where a black pixel may be. */
const shorter = 1 - 1e-12;

/** The matrix followed by the crop. */
function cropped(matrix: AffineMatrix, { left, right, top, bottom }: EdgeCrop, { width, height }: ImageSize) {
  const { xx, xy, x0, yx, yy, y0 } = matrix;
  const scaleX = (1 - left - right) * shorter;
  const scaleY = (1 - top - bottom) * shorter;
  const firstX = left * (width - 1);
  const firstY = top * (height - 1);
  return {
    xx: xx * scaleX,
    xy: xy * scaleY,
    x0: x0 + xx * firstX + xy * firstY,
    yx: yx * scaleX,
    yy: yy * scaleY,
    y0: y0 + yx * firstX + yy * firstY,
  };
}

function kerasMatrix(geometry: Geometry, { width, height }: ImageSize): AffineMatrix | undefined {
  const { rotation, shear, widthShift, heightShift, zoomX, zoomY } = geometry;
  if (rotation === 0 && shear === 0 && widthShift === 0 && heightShift === 0 && zoomX === 1 && zoomY === 1) {
    return undefined;
  }
  const cos = Math.cos(rotation * degree);
  const sin = Math.sin(rotation * degree);
  const shearCos = Math.cos(shear * degree);
  const shearSin = Math.sin(shear * degree);
  const shiftX = widthShift * width;
  const shiftY = heightShift * height;
  const centreX = width / 2 - 0.5;
  const centreY = height / 2 - 0.5;
  const xx = cos * zoomX;
  const xy = (-cos * shearSin - sin * shearCos) * zoomY;
  const yx = sin * zoomX;
  const yy = (-sin * shearSin + cos * shearCos) * zoomY;
  return {
    xx,
    xy,
    x0: cos * shiftX - sin * shiftY + centreX - xx * centreX - xy * centreY,
    yx,
    yy,
    y0: sin * shiftX + cos * shiftY + centreY - yx * centreX - yy * centreY,
  };
}

/**
 * Maps a coordinate outside the image to one inside it. The modes mean the same as in SciPy (where `wrap` has a period
 * of length − 1).
 * @returns −1 if the pixel is to be black
 */
function inside(coordinate: number, length: number, mode: FillMode): number {
  const last = length - 1;
  if (coordinate >= 0 && coordinate <= last) return coordinate;
  switch (mode) {
    case 'constant':
      return -1;
    case 'nearest':
      return coordinate < 0 ? 0 : last;
    case 'wrap':
      if (last === 0) return 0;
      return coordinate < 0
        ? coordinate + last * (Math.trunc(-coordinate / last) + 1)
        : coordinate - last * Math.trunc(coordinate / last);
    case 'reflect': {
      const period = 2 * length;
      const shifted = coordinate + 0.5 - period * Math.floor((coordinate + 0.5) / period);
      const mirrored = (shifted < length ? shifted : period - shifted) - 0.5;
      return Math.min(Math.max(mirrored, 0), last);
    }
  }
}

/** The value at coordinates that may be outside the image or in its last row or column. */
function sampleAtEdge(
  source: Float32Array,
  { width, height }: ImageSize,
  x: number,
  y: number,
  mode: FillMode,
): number {
  const insideX = inside(x, width, mode);
  const insideY = inside(y, height, mode);
  if (insideX < 0 || insideY < 0) return 0;
  const left = Math.floor(insideX);
  const top = Math.floor(insideY);
  const right = left < width - 1 ? 1 : 0;
  const below = top < height - 1 ? width : 0;
  const at = top * width + left;
  const fractionX = insideX - left;
  const upper = source[at]! + (source[at + right]! - source[at]!) * fractionX;
  const lower = source[at + below]! + (source[at + below + right]! - source[at + below]!) * fractionX;
  return upper + (lower - upper) * (insideY - top);
}

/**
 * Transforms `source` into `out`: `height · width` values, row by row, in a different array. Flipping the result costs
 * nothing extra, as its pixels are only written to other places.
 * @param source the image, followed by `paddingOf` more numbers, whose values do not matter
 */
export function transformAffine(
  source: Float32Array,
  out: Float32Array,
  size: ImageSize,
  matrix: AffineMatrix,
  mode: FillMode,
  flips: Flips = noFlips,
): void {
  if (mode === 'nearest') {
    transformNearest(source, out, size, matrix, flips);
    return;
  }
  const { width, height } = size;
  const { xx, xy, x0, yx, yy, y0 } = matrix;
  const lastX = width - 1;
  const lastY = height - 1;
  const next = flips.horizontalFlip ? -1 : 1;
  for (let row = 0; row < height; row++) {
    let index = firstIndex(row, size, flips);
    const rowX = xy * row + x0;
    const rowY = yy * row + y0;
    for (let column = 0; column < width; column++, index += next) {
      const x = xx * column + rowX;
      const y = yx * column + rowY;
      // Nearly all pixels. Edges are handled separately, as augmentation spends most of its time in this loop.
      if (x >= 0 && x < lastX && y >= 0 && y < lastY) {
        const left = x | 0;
        const top = y | 0;
        const above = top * width + left;
        const below = above + width;
        const fractionX = x - left;
        const upper = source[above]! + (source[above + 1]! - source[above]!) * fractionX;
        const lower = source[below]! + (source[below + 1]! - source[below]!) * fractionX;
        out[index] = upper + (lower - upper) * (y - top);
      } else {
        out[index] = sampleAtEdge(source, size, x, y, mode);
      }
    }
  }
}

type Flips = Pick<TransformParameters, 'horizontalFlip' | 'verticalFlip'>;
const noFlips: Flips = { horizontalFlip: false, verticalFlip: false };

/** Where the first pixel of a row is written. */
function firstIndex(row: number, { width, height }: ImageSize, { horizontalFlip, verticalFlip }: Flips): number {
  return (verticalFlip ? height - 1 - row : row) * width + (horizontalFlip ? width - 1 : 0);
}

/** How many numbers `transformAffine` may read after the image: neighbours below and to the right of its last pixel. */
export function paddingOf({ width }: ImageSize): number {
  return width + 1;
}

/**
 * The same for the mode `nearest`, Keras's default and by far the most used. With coordinates limited to the image, every
 * pixel takes the same path. In the last row and column, the neighbour beyond has no weight.
 */
function transformNearest(
  source: Float32Array,
  out: Float32Array,
  size: ImageSize,
  { xx, xy, x0, yx, yy, y0 }: AffineMatrix,
  flips: Flips,
): void {
  const { width, height } = size;
  const lastX = width - 1;
  const lastY = height - 1;
  const next = flips.horizontalFlip ? -1 : 1;
  for (let row = 0; row < height; row++) {
    let index = firstIndex(row, size, flips);
    const rowX = xy * row + x0;
    const rowY = yy * row + y0;
    if (xx === 1 && yx === 0) {
      shiftRow(source, out, index, next, width, rowX, Math.min(Math.max(rowY, 0), lastY));
      continue;
    }
    for (let column = 0; column < width; column++, index += next) {
      const x = Math.min(Math.max(xx * column + rowX, 0), lastX);
      const y = Math.min(Math.max(yx * column + rowY, 0), lastY);
      const left = x | 0;
      const top = y | 0;
      const above = top * width + left;
      const below = above + width;
      const fractionX = x - left;
      const atAbove = source[above]!;
      const atBelow = source[below]!;
      const upper = atAbove + (source[above + 1]! - atAbove) * fractionX;
      const lower = atBelow + (source[below + 1]! - atBelow) * fractionX;
      out[index] = upper + (lower - upper) * (y - top);
    }
  }
}

/** Transforms a row that is only moved, as shear and shift do: all its pixels have the same weights. */
function shiftRow(
  source: Float32Array,
  out: Float32Array,
  start: number,
  next: number,
  width: number,
  shift: number,
  y: number,
): void {
  const whole = Math.floor(shift) | 0;
  const fractionX = shift - whole;
  const top = y | 0;
  const fractionY = y - top;
  const above = top * width;
  const below = above + width;
  const last = width - 1;
  // Columns whose left and right neighbours are both within the row.
  const first = Math.min(Math.max(-whole, 0), width) | 0;
  const end = Math.max(Math.min(last - whole, width), first) | 0;
  const leftmost = blend(source, above, below, fractionY);
  const rightmost = blend(source, above + last, below + last, fractionY);
  let index = start;
  for (let column = 0; column < first; column++, index += next) out[index] = leftmost;
  let left = first < end ? blend(source, above + first + whole, below + first + whole, fractionY) : 0;
  for (let column = first; column < end; column++, index += next) {
    const following = column + whole + 1;
    const right = blend(source, above + following, below + following, fractionY);
    out[index] = left + (right - left) * fractionX;
    left = right;
  }
  for (let column = end; column < width; column++, index += next) out[index] = rightmost;
}

function blend(source: Float32Array, above: number, below: number, fractionY: number): number {
  const upper = source[above]!;
  return upper + (source[below]! - upper) * fractionY;
}
