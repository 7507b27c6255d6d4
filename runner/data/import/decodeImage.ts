/** Decodes pictures of faces to grey values. */
import { decode as decodeBmp } from 'bmp-ts';
import { decode as decodeJpeg } from 'jpeg-js';
import { PNG } from 'pngjs';

import { UserError } from '../../../schemas/userError';
import { type FileKind, fileKindOf, kindHeadBytes, pictureKinds } from '../../files/fileKind';
import { printable } from '../../../words/printable';
import { pictureSize, unpacksWithin } from './pictureSize';

interface Decoded {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
  readonly channels: 3 | 4;
  /** Which channel is the first of the three colours. */
  readonly first: number;
  /** Which channel is the opacity; absent when there is none. */
  readonly alpha?: number;
}

/** Channels of a grey JPEG saved in colour differ by rounding alone. */
const greyTolerance = 3;

/**
 * Grey values of a JPEG, PNG or BMP. An image in colour whose channels are equal is grey.
 *
 * @param name of the file, for messages
 * @param into receives `size · size` values, row by row
 * @throws UserError when it is not an image, has another size or real colours
 */
export function decodeGrey(bytes: Uint8Array, name: string, size: number, into: Uint8Array): void {
  const { width, height, data, channels, first, alpha } = decode(Buffer.from(bytes), name, size);
  checkSize({ width, height }, name, size);
  for (let pixel = 0, at = 0; pixel < size * size; pixel++, at += channels) {
    const red = data[at + first]!;
    const green = data[at + first + 1]!;
    const blue = data[at + first + 2]!;
    if (Math.max(red, green, blue) - Math.min(red, green, blue) > greyTolerance) {
      throw new UserError(
        `${name} is in colour: expected grey.`,
        'Convert the images to grey, for example: magick mogrify -colorspace Gray <folder>/*',
      );
    }
    if (alpha !== undefined && data[at + alpha] !== 255) {
      throw new UserError(
        `${name} is partly transparent: expected an opaque grey image.`,
        'Remove the transparency, for example: magick mogrify -alpha off <folder>/*',
      );
    }
    into[pixel] = Math.round((red + green + blue) / 3);
  }
}

/** Most bytes per pixel: 16 bits of red, green, blue and opacity, and one byte per row for the filter. */
const bytesPerPixel = 9;

function decode(bytes: Buffer, name: string, size: number): Decoded {
  const kind = fileKindOf(bytes.subarray(0, kindHeadBytes));
  if (kind?.id !== 'jpeg' && kind?.id !== 'png' && kind?.id !== 'bmp') throw notDecoded(kind, name);
  const header = pictureSize(kind.id, bytes);
  if (header === undefined) throw notAnImage(name, 'its header is damaged or cut off');
  checkSize(header, name, size);
  if (kind.id === 'png' && !unpacksWithin(bytes, size * size * bytesPerPixel)) {
    throw notAnImage(name, `it holds more than its ${size} × ${size} pixels`);
  }
  try {
    return decoders[kind.id](bytes);
  } catch (error) {
    throw notAnImage(name, `it cannot be decoded (${printable((error as Error).message)})`);
  }
}

const decoders = {
  jpeg: (bytes: Buffer): Decoded => ({
    // It may have a second frame header, so the decoder has its own bounds.
    ...decodeJpeg(bytes, { useTArray: true, formatAsRGBA: false, maxResolutionInMP: 1, maxMemoryUsageInMB: 64 }),
    channels: 3,
    first: 0,
  }),
  png: (bytes: Buffer): Decoded => ({ ...PNG.sync.read(bytes), channels: 4, first: 0, alpha: 3 }),
  bmp: decodeUncompressedBmp,
};

/** The library expects pixels right after the header and does not unpack runs: other files are refused. */
function decodeUncompressedBmp(bytes: Buffer): Decoded {
  const compression = bytes.readUInt32LE(30);
  if (compression !== 0 && compression !== 3) throw new Error('it is compressed');
  const { width, height, bitPP, headerSize, colors, offset, data } = decodeBmp(bytes);
  const masks = headerSize === 40 && compression === 3 ? 12 : 0;
  const palette = bitPP <= 8 || colors > 0 ? 4 * (colors || 2 ** bitPP) : 0;
  if (offset !== 14 + headerSize + masks + palette) throw new Error('its pixels do not follow its header');
  return { width, height, data, channels: 4, first: 1 };
}

function checkSize({ width, height }: { width: number; height: number }, name: string, size: number): void {
  if (width === size && height === size) return;
  throw new UserError(
    `${name} is ${width} × ${height} pixels: expected ${size} × ${size}.`,
    `Crop the faces and scale them to ${size} × ${size}, for example: magick mogrify -resize ${size}x${size}! -colorspace Gray <folder>/*`,
  );
}

function notDecoded(kind: FileKind | undefined, name: string): UserError {
  if (kind !== undefined && pictureKinds.includes(kind.id)) {
    return new UserError(`${name} is ${kind.name}: JPEG, PNG and BMP are read.`, kind.wayOut);
  }
  const isKnown = kind !== undefined && kind.id !== 'binary';
  return notAnImage(name, isKnown ? `it is ${kind.name}` : 'its content is neither JPEG, PNG nor BMP');
}

function notAnImage(name: string, why: string): UserError {
  return new UserError(`${name} is not an image: ${why}.`, 'Remove that file, or get it again if it was cut off.');
}
