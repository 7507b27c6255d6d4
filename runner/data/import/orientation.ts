/** Turns pictures upright that a camera stored as its sensor lay. */
import { jpegSegments } from './pictureSize';

/** From 1, upright, to 8: where the first row and the first column of the stored picture belong (Exif 2.3, tag 274). */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

const tag = 0x0112;
const app1 = 0xe1;
const start = 'Exif\0\0';
const entryBytes = 12;

/** The orientation of a JPEG; 1 where it names none, or a wrong one. */
export function orientationOf(bytes: Buffer): Orientation {
  for (const { marker, at } of jpegSegments(bytes)) {
    if (marker !== app1) continue;
    const content = bytes.subarray(at + 4, at + 2 + bytes.readUInt16BE(at + 2));
    if (content.toString('latin1', 0, start.length) !== start) continue;
    const value = shortOf(content.subarray(start.length), tag);
    return value !== undefined && value >= 1 && value <= 8 ? (value as Orientation) : 1;
  }
  return 1;
}

/** A number of 16 bits of the first directory of a TIFF; undefined where it is not there. */
function shortOf(tiff: Buffer, wanted: number): number | undefined {
  if (tiff.length < 8) return undefined;
  const isLittle = tiff.toString('latin1', 0, 2) === 'II';
  const short = (at: number) => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const directory = isLittle ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  if (directory + 2 > tiff.length) return undefined;
  const entries = Math.min(short(directory), Math.floor((tiff.length - directory - 2) / entryBytes));
  for (let entry = 0; entry < entries; entry++) {
    const at = directory + 2 + entry * entryBytes;
    if (short(at) === wanted) return short(at + 8);
  }
  return undefined;
}

/** Where a pixel of the upright square is in the stored one. @param last index of the last row */
const sources: Readonly<Record<Orientation, (x: number, y: number, last: number) => readonly [number, number]>> = {
  1: (x, y) => [x, y],
  2: (x, y, last) => [last - x, y],
  3: (x, y, last) => [last - x, last - y],
  4: (x, y, last) => [x, last - y],
  5: (x, y) => [y, x],
  6: (x, y, last) => [y, last - x],
  7: (x, y, last) => [last - y, last - x],
  8: (x, y, last) => [last - y, x],
};

/** @param pixels of a square, row by row: `size · size`; turned upright in place */
export function turnUpright(pixels: Uint8Array, size: number, orientation: Orientation): void {
  if (orientation === 1) return;
  const stored = pixels.slice();
  const sourceOf = sources[orientation];
  for (let y = 0, at = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const [column, row] = sourceOf(x, y, size - 1);
      pixels[at++] = stored[row * size + column]!;
    }
  }
}
