/** Makes pictures of screens small: a palette instead of full colours, with an error that nobody sees. */
import { crc32, deflateSync } from 'node:zlib';
import { PNG } from 'pngjs';

/** Of a palette with one byte a pixel. */
const mostColours = 256;

/** The channels that PNG calls a colour type, and the length of one value. */
const paletteHeader = Buffer.from([8, 3, 0, 0, 0]);
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}

/** @returns for each colour the one that stands for it: the most frequent of those that are alike when divided by `step` */
function palette(counts: ReadonlyMap<number, number>, step: number): Map<number, number> {
  const cell = (colour: number): number =>
    [16, 8, 0].reduce((key, shift) => key * 256 + Math.floor(((colour >> shift) & 255) / step), 0);
  const first = new Map<number, number>();
  // Most frequent first: grounds and lines keep their exact colour, and only blended edges of letters change.
  for (const [colour] of [...counts].sort((a, b) => b[1] - a[1])) {
    const key = cell(colour);
    if (!first.has(key)) first.set(key, colour);
  }
  return new Map([...counts.keys()].map((colour) => [colour, first.get(cell(colour))!]));
}

/**
 * @param picture an opaque PNG
 * @returns the same as a PNG with a palette, about a third as large. The steps are the smallest with which its colours fit.
 */
export function withPalette(picture: Buffer): Buffer {
  const { width, height, data } = PNG.sync.read(picture);
  const colours = Array.from({ length: width * height }, (_, pixel) => data.readUInt32BE(4 * pixel) >>> 8);
  const counts = new Map<number, number>();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  let step = 1;
  let stand = palette(counts, step);
  while (new Set(stand.values()).size > mostColours) stand = palette(counts, ++step);
  const kept = [...new Set(stand.values())];
  const place = new Map(kept.map((colour, index) => [colour, index]));
  // Each line begins with the filter "none": neighbours in a palette are not alike.
  const lines = Buffer.alloc(height * (width + 1));
  colours.forEach((colour, pixel) => {
    lines[pixel + Math.floor(pixel / width) + 1] = place.get(stand.get(colour)!)!;
  });
  const size = Buffer.alloc(8);
  size.writeUInt32BE(width);
  size.writeUInt32BE(height, 4);
  return Buffer.concat([
    signature,
    chunk('IHDR', Buffer.concat([size, paletteHeader])),
    chunk('PLTE', Buffer.from(kept.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]))),
    chunk('IDAT', deflateSync(lines, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
