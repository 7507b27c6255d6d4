/** Reads the size of a picture from its header. */
import { inflateSync } from 'node:zlib';
import { tiffSize } from './decodeTiff';

/** Width and height in pixels. */
export interface PictureHeader {
  readonly width: number;
  readonly height: number;
}

/**
 * Size of a PNG, JPEG, BMP or TIFF from its header, before anything is decoded: a few bytes can promise gigabytes of pixels.
 *
 * @returns undefined when the header is cut off or has no size
 */
export function pictureSize(kind: 'png' | 'jpeg' | 'bmp' | 'tiff', bytes: Buffer): PictureHeader | undefined {
  switch (kind) {
    case 'png':
      if (bytes.length < 29 || bytes.toString('latin1', 12, 16) !== 'IHDR') return undefined;
      return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
    case 'jpeg':
      return jpegSize(bytes);
    case 'tiff':
      return tiffSize(bytes);
    case 'bmp':
      if (bytes.length < 34) return undefined;
      // A negative height means rows from top to bottom.
      return { width: Math.abs(bytes.readInt32LE(18)), height: Math.abs(bytes.readInt32LE(22)) };
  }
}

/** Reads the frame header (SOF), which may follow segments of any kind. */
function jpegSize(bytes: Buffer): PictureHeader | undefined {
  for (const { marker, at } of jpegSegments(bytes)) {
    // The codes of DHT, JPG and DAC are among those of frame headers.
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
  }
  return undefined;
}

/** The segments of a JPEG with their first bytes, until one is damaged. @returns `at`: where its marker begins */
export function* jpegSegments(bytes: Buffer): Generator<{ readonly marker: number; readonly at: number }> {
  for (let at = 2; at + 9 <= bytes.length;) {
    if (bytes[at] !== 0xff) return;
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at++;
      continue;
    }
    yield { marker, at };
    const isAlone = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
    at += isAlone ? 2 : 2 + bytes.readUInt16BE(at + 2);
  }
}

/**
 * Whether the pixels of a PNG unpack to no more than its size allows. The decoder checks that itself when the rows are
 * stored in order, but unpacks without a bound when they are interlaced.
 */
export function unpacksWithin(bytes: Buffer, most: number): boolean {
  const isInterlaced = bytes[28] === 1;
  if (!isInterlaced) return true;
  const parts: Buffer[] = [];
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    if (bytes.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(bytes.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  try {
    inflateSync(Buffer.concat(parts), { maxOutputLength: most });
    return true;
  } catch (error) {
    // The decoder reports damage.
    return (error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE';
  }
}
