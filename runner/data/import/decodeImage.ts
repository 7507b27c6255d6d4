/** Decodes pictures of faces to grey values. */
import { decode as decodeBmp } from 'bmp-ts';
import { decode as decodeJpeg } from 'jpeg-js';
import { PNG } from 'pngjs';

import { UserError } from '../../../schemas/userError';
import { type FileKind, fileKindOf, kindHeadBytes, pictureKinds } from '../../files/fileKind';
import { printable } from '../../../words/printable';
import { decodeTiff } from './decodeTiff';
import { type Orientation, orientationOf, turnUpright } from './orientation';
import { type PictureHeader, pictureSize, unpacksWithin } from './pictureSize';
import { scaleSquare } from './scalePicture';

interface Decoded {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
  readonly channels: 3 | 4;
  /** Which channel is the first of the three colours. */
  readonly first: number;
  /** Which channel is the opacity; absent when there is none. */
  readonly alpha?: number;
  readonly orientation?: Orientation;
}

/** Channels of a grey JPEG saved in colour differ by rounding alone. */
const greyTolerance = 3;

/** Most and fewest pixels of a side: a face is not smaller, and no data set of faces has larger pictures of one. */
export const fewestPixels = 16;
const mostPixels = 4096;

/** Part of a picture, in pixels: from `left` and `top` to just before `right` and `bottom`. It may go beyond the picture. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** What was done to a picture. */
export interface PictureFacts {
  /** It has colours, and was made grey. */
  readonly isColour: boolean;
  readonly width: number;
  readonly height: number;
  /** Its box reached beyond the picture. */
  readonly isBeyond: boolean;
}

/**
 * Grey values of a JPEG, PNG, BMP or TIFF in the size of a face. A picture in colour becomes grey by its luma (ITU-R BT.601);
 * one whose channels are equal is grey. Of a picture that is not square, the middle is used; another size is scaled; one that a
 * camera stored turned is upright.
 *
 * @param name of the file, for messages
 * @param into receives `size · size` values, row by row
 * @param box the face, where the picture shows more
 * @throws UserError when it is not an image, partly transparent, or too large or too small for a face
 */
export function decodeGrey(bytes: Uint8Array, name: string, size: number, into: Uint8Array, box?: Box): PictureFacts {
  const whole = decode(Buffer.from(bytes), name);
  checkOpaque(whole, name);
  const picture = box ? cutOut(whole, box, name) : whole;
  const { width, height } = picture;
  const isColour = hasColours(picture);
  const side = Math.min(width, height);
  const square = side === size ? into : new Uint8Array(side * side);
  const [left, top] = [Math.floor((width - side) / 2), Math.floor((height - side) / 2)];
  for (let y = 0, at = 0; y < side; y++) {
    for (let x = 0; x < side; x++) square[at++] = greyAt(picture, (top + y) * width + left + x, isColour);
  }
  if (side !== size) scaleSquare(square, side, size, into);
  turnUpright(into, size, picture.orientation ?? 1);
  const isBeyond = box !== undefined && (width < box.right - box.left || height < box.bottom - box.top);
  return { isColour, width, height, isBeyond };
}

/** What lies beyond the picture is cut off. */
function cutOut(picture: Decoded, box: Box, name: string): Decoded {
  const [left, top] = [Math.max(0, box.left), Math.max(0, box.top)];
  const [width, height] = [Math.min(picture.width, box.right) - left, Math.min(picture.height, box.bottom) - top];
  if (Math.min(width, height) < fewestPixels) {
    throw new UserError(
      `${name} is ${picture.width} × ${picture.height} pixels, and its box from ${box.left}, ${box.top} to ${box.right}, ${box.bottom} holds fewer than ${fewestPixels} on a side.`,
      'Correct the box, or remove its line.',
    );
  }
  const rowBytes = width * picture.channels;
  const data = new Uint8Array(rowBytes * height);
  for (let y = 0; y < height; y++) {
    const start = ((top + y) * picture.width + left) * picture.channels;
    data.set(picture.data.subarray(start, start + rowBytes), y * rowBytes);
  }
  return { ...picture, width, height, data };
}

function greyAt({ data, channels, first }: Decoded, pixel: number, isColour: boolean): number {
  const at = pixel * channels + first;
  const [red, green, blue] = [data[at]!, data[at + 1]!, data[at + 2]!];
  return Math.round(isColour ? 0.299 * red + 0.587 * green + 0.114 * blue : (red + green + blue) / 3);
}

function hasColours({ width, height, data, channels, first }: Decoded): boolean {
  for (let pixel = 0, at = first; pixel < width * height; pixel++, at += channels) {
    const [red, green, blue] = [data[at]!, data[at + 1]!, data[at + 2]!];
    if (Math.max(red, green, blue) - Math.min(red, green, blue) > greyTolerance) return true;
  }
  return false;
}

function checkOpaque({ width, height, data, channels, alpha }: Decoded, name: string): void {
  if (alpha === undefined) return;
  for (let pixel = 0; pixel < width * height; pixel++) {
    if (data[pixel * channels + alpha] === 255) continue;
    throw new UserError(
      `${name} is partly transparent: expected an opaque picture.`,
      'Remove the transparency, for example: magick FILE.png -background white -alpha remove FILE.png',
    );
  }
}

/** Most bytes per pixel: 16 bits of red, green, blue and opacity, and one byte per row for the filter. */
const bytesPerPixel = 9;

function decode(bytes: Buffer, name: string): Decoded {
  const kind = fileKindOf(bytes.subarray(0, kindHeadBytes));
  if (kind?.id !== 'jpeg' && kind?.id !== 'png' && kind?.id !== 'bmp' && kind?.id !== 'tiff')
    throw notDecoded(kind, name);
  const header = headerOf(kind.id, bytes, name);
  if (header === undefined) throw notAnImage(name, 'its header is damaged or cut off');
  checkSize(header, name);
  const { width, height } = header;
  if (kind.id === 'png' && !unpacksWithin(bytes, width * height * bytesPerPixel)) {
    throw notAnImage(name, `it holds more than its ${width} × ${height} pixels`);
  }
  let decoded: Decoded;
  try {
    decoded = decoders[kind.id](bytes);
  } catch (error) {
    throw notDecodable(kind.id, name, error);
  }
  // Another header may follow.
  if (decoded.width === width && decoded.height === height) return decoded;
  throw notAnImage(name, 'it says twice how large it is, and not the same');
}

function headerOf(kind: 'jpeg' | 'png' | 'bmp' | 'tiff', bytes: Buffer, name: string): PictureHeader | undefined {
  try {
    return pictureSize(kind, bytes);
  } catch (error) {
    throw notDecodable(kind, name, error);
  }
}

const decoders = {
  jpeg: (bytes: Buffer): Decoded => ({
    // It may have a second frame header, so the decoder has its own bounds.
    ...decodeJpeg(bytes, { useTArray: true, formatAsRGBA: false, maxResolutionInMP: 17, maxMemoryUsageInMB: 512 }),
    channels: 3,
    first: 0,
    orientation: orientationOf(bytes),
  }),
  png: (bytes: Buffer): Decoded => ({ ...PNG.sync.read(bytes), channels: 4, first: 0, alpha: 3 }),
  bmp: decodeUncompressedBmp,
  tiff: (bytes: Buffer): Decoded => ({ ...decodeTiff(bytes), channels: 3, first: 0 }),
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

function checkSize({ width, height }: { width: number; height: number }, name: string): void {
  if (Math.min(width, height) >= fewestPixels && Math.max(width, height) <= mostPixels) return;
  throw new UserError(
    `${name} is ${width} × ${height} pixels: expected ${fewestPixels} to ${mostPixels} on each side.`,
    'Crop the face, or remove the file.',
  );
}

function notDecoded(kind: FileKind | undefined, name: string): UserError {
  if (kind !== undefined && pictureKinds.includes(kind.id)) {
    return new UserError(`${name} is ${kind.name}: JPEG, PNG, BMP and TIFF are read.`, kind.wayOut);
  }
  const isKnown = kind !== undefined && kind.id !== 'binary';
  return notAnImage(name, isKnown ? `it is ${kind.name}` : 'its content is neither JPEG, PNG, BMP nor TIFF');
}

function notDecodable(kind: string, name: string, error: unknown): UserError {
  const why = printable((error as Error).message);
  if (kind !== 'tiff') return notAnImage(name, `it cannot be decoded (${why})`);
  return new UserError(
    `${name} is a TIFF file that cannot be read: ${why}.`,
    'Save it as PNG, or as uncompressed TIFF of 8 bits a colour without opacity; get it again if it was cut off.',
  );
}

function notAnImage(name: string, why: string): UserError {
  return new UserError(`${name} is not an image: ${why}.`, 'Leave that file out, or get it again if it was cut off.');
}
