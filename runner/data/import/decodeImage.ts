import { decode as decodeJpeg } from 'jpeg-js';
import { PNG } from 'pngjs';

import { UserError } from '../../../schemas/userError';

interface Decoded {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
  readonly channels: 3 | 4;
}

/** Channels of a grey JPEG saved in colour differ by rounding alone. */
const greyTolerance = 3;

/**
 * Grey values of a JPEG or PNG. An image in colour whose channels are equal is grey.
 *
 * @param name of the file, for messages
 * @param into gets `size · size` values, row by row
 * @throws UserError where it is no image, has another size or real colours
 */
export function decodeGrey(bytes: Uint8Array, name: string, size: number, into: Uint8Array): void {
  const { width, height, data, channels } = decode(bytes, name);
  if (width !== size || height !== size) {
    throw new UserError(
      `${name} is ${width} × ${height} pixels: expected ${size} × ${size}.`,
      `Crop the faces and scale them to ${size} × ${size}, for example: magick mogrify -resize ${size}x${size}! -colorspace Gray <folder>/*`,
    );
  }
  for (let pixel = 0, at = 0; pixel < size * size; pixel++, at += channels) {
    const red = data[at]!;
    const green = data[at + 1]!;
    const blue = data[at + 2]!;
    if (Math.max(red, green, blue) - Math.min(red, green, blue) > greyTolerance) {
      throw new UserError(
        `${name} is in colour: expected grey.`,
        'Convert the images to grey, for example: magick mogrify -colorspace Gray <folder>/*',
      );
    }
    if (channels === 4 && data[at + 3] !== 255) {
      throw new UserError(
        `${name} is partly transparent: expected an opaque grey image.`,
        'Remove the transparency, for example: magick mogrify -alpha off <folder>/*',
      );
    }
    into[pixel] = Math.round((red + green + blue) / 3);
  }
}

function decode(bytes: Uint8Array, name: string): Decoded {
  try {
    if (bytes[0] === 0xff && bytes[1] === 0xd8) {
      const image = decodeJpeg(bytes, { useTArray: true, formatAsRGBA: false, maxResolutionInMP: 32 });
      return { ...image, channels: 3 };
    }
    if (bytes[0] === 0x89 && bytes[1] === 0x50) {
      return { ...PNG.sync.read(Buffer.from(bytes)), channels: 4 };
    }
  } catch (error) {
    throw notAnImage(name, `it cannot be decoded (${(error as Error).message})`);
  }
  throw notAnImage(name, 'its content is neither JPEG nor PNG');
}

function notAnImage(name: string, why: string): UserError {
  return new UserError(`${name} is not an image: ${why}.`, 'Remove that file, or get it again if it was cut off.');
}
