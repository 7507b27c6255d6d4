/** Equalises histograms of grey values as OpenCV does: of a whole face, or of tiles with limited contrast. */
import type { FaceFunction, ImageSize } from '../technique';

const greys = 256;

/** OpenCV computes in single precision. */
const single = Math.fround;

/**
 * OpenCV's `equalizeHist`: grey value v becomes 255 · (C(v) − C(min)) / (n − C(min)), with C(v) the number of the n pixels
 * up to v. A face of one grey value stays as it is.
 */
export function equalizeHistogram(face: Uint8Array): void {
  const counts = histogram(face, face.length, 0, 1, face.length);
  const darkest = counts.findIndex((count) => count > 0);
  const rest = face.length - counts[darkest]!;
  if (rest === 0) return;
  const scale = single(255 / rest);
  const table = new Uint8Array(greys);
  let sum = 0;
  for (let grey = darkest + 1; grey < greys; grey++) table[grey] = toGrey(single((sum += counts[grey]!) * scale));
  for (let i = 0; i < face.length; i++) face[i] = table[face[i]!]!;
}

/**
 * OpenCV's CLAHE (Zuiderveld, 1994): each tile has its own table of grey values, from a histogram whose peaks are cut off and
 * spread evenly; between the middles of tiles, their tables are interpolated. Where the tiles do not fit, the face is
 * continued by its mirror image.
 * @param clipLimit in even shares of a grey value: pixels of a tile / 256
 * @param tiles along each side
 * @returns reuses its buffers, so it must not run twice at the same time
 */
export function createClahe(
  { clipLimit, tiles }: { readonly clipLimit: number; readonly tiles: number },
  { width, height }: ImageSize,
): FaceFunction {
  // OpenCV continues both sides where either does not fit.
  const fits = width % tiles === 0 && height % tiles === 0;
  const [wide, high] = fits ? [width, height] : [width + tiles - (width % tiles), height + tiles - (height % tiles)];
  const [tileWidth, tileHeight] = [wide / tiles, high / tiles];
  const area = tileWidth * tileHeight;
  const limit = Math.max(Math.floor((clipLimit * area) / greys), 1);
  const scale = single((greys - 1) / area);
  const continued = new Uint8Array(wide * high);
  const tables = new Uint8Array(tiles * tiles * greys);
  const columns = neighbours(width, tileWidth, tiles);
  const rows = neighbours(height, tileHeight, tiles);
  return (face) => {
    for (let y = 0; y < high; y++) {
      const from = mirrored(y, height) * width;
      for (let x = 0; x < wide; x++) continued[y * wide + x] = face[from + mirrored(x, width)]!;
    }
    for (let tile = 0; tile < tiles * tiles; tile++) {
      const start = Math.floor(tile / tiles) * tileHeight * wide + (tile % tiles) * tileWidth;
      const counts = histogram(continued, tileWidth, start, tileHeight, wide);
      limitContrast(counts, limit);
      let sum = 0;
      for (let grey = 0; grey < greys; grey++) {
        sum += counts[grey]!;
        tables[tile * greys + grey] = toGrey(single(sum * scale));
      }
    }
    const at = (row: number, column: number, grey: number) => tables[(row * tiles + column) * greys + grey]!;
    for (let y = 0; y < height; y++) {
      const { first: top, second: bottom, share: down } = rows[y]!;
      for (let x = 0; x < width; x++) {
        const { first: left, second: right, share: across } = columns[x]!;
        const grey = face[y * width + x]!;
        const above = between(at(top, left, grey), at(top, right, grey), across);
        const below = between(at(bottom, left, grey), at(bottom, right, grey), across);
        face[y * width + x] = toGrey(between(above, below, down));
      }
    }
  };
}

/** Of a rectangle of an image. @param stride from one row of the image to the next */
function histogram(image: Uint8Array, width: number, start: number, height: number, stride: number): Uint32Array {
  const counts = new Uint32Array(greys);
  for (let y = 0; y < height; y++) {
    const row = start + y * stride;
    for (let x = 0; x < width; x++) counts[image[row + x]!]!++;
  }
  return counts;
}

/** Cuts off what is above the limit and spreads it evenly, the remainder in even steps from the darkest on. */
function limitContrast(counts: Uint32Array, limit: number): void {
  let cut = 0;
  for (let grey = 0; grey < greys; grey++) {
    if (counts[grey]! <= limit) continue;
    cut += counts[grey]! - limit;
    counts[grey] = limit;
  }
  const each = Math.floor(cut / greys);
  let left = cut - each * greys;
  for (let grey = 0; grey < greys; grey++) counts[grey]! += each;
  const step = left === 0 ? 1 : Math.max(Math.floor(greys / left), 1);
  for (let grey = 0; grey < greys && left > 0; grey += step, left--) counts[grey]!++;
}

/** The two tiles whose middles are around a pixel, and the share of the second. */
interface Neighbours {
  readonly first: number;
  readonly second: number;
  readonly share: number;
}

function neighbours(length: number, tile: number, tiles: number): Neighbours[] {
  return Array.from({ length }, (_, pixel) => {
    const place = single(single(pixel * single(1 / tile)) - 0.5);
    const first = Math.floor(place);
    return { first: Math.max(first, 0), second: Math.min(first + 1, tiles - 1), share: single(place - first) };
  });
}

function between(one: number, other: number, share: number): number {
  return single(single(one * single(1 - share)) + single(other * share));
}

/** The pixel that is seen in a mirror behind the last one, which is not repeated: OpenCV's BORDER_REFLECT_101. */
function mirrored(pixel: number, length: number): number {
  return pixel < length ? pixel : 2 * (length - 1) - pixel;
}

/** Rounds half to even, as OpenCV does, and limits to 0–255. */
function toGrey(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  const rounded = rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
  return Math.min(255, Math.max(0, rounded));
}
