/** Encodes faces as PNG, for pages and figures. */
import { PNG } from 'pngjs';

/** Only the Paeth filter: trying all filters on each line takes several times as long and saves one per cent. */
const greyOnly = { colorType: 0, inputColorType: 0, inputHasAlpha: false, filterType: 4 } as const;

/**
 * @param grey values 0–255, row by row: `height · width`
 * @returns PNG, base64
 */
export function encodeGrey(grey: Uint8Array, width: number, height: number): string {
  const png = new PNG({ width, height, ...greyOnly });
  png.data = Buffer.from(grey);
  return PNG.sync.write(png, greyOnly).toString('base64');
}

/** @returns the face `index` of an array of faces as PNG, base64 */
export function encodeFace(
  { pixels, width, height }: { readonly pixels: Uint8Array; readonly width: number; readonly height: number },
  index: number,
): string {
  const size = width * height;
  return encodeGrey(pixels.subarray(index * size, (index + 1) * size), width, height);
}

const colorOnly = { colorType: 2, inputColorType: 2, inputHasAlpha: false } as const;

/**
 * @param colors red, green and blue of every pixel, 0–255, row by row
 * @returns PNG, base64
 */
export function encodeColors(colors: Uint8Array, width: number, height: number): string {
  const png = new PNG({ width, height, ...colorOnly });
  png.data = Buffer.from(colors);
  return PNG.sync.write(png, colorOnly).toString('base64');
}
