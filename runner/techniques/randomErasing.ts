/** Hides a random rectangle of each training image (Zhong et al., 2020), so that no single part of a face decides. */
import { Random } from '../random';
import type { ImageSize, PixelTechnique } from './technique';

/** As in the authors' code: a rectangle that does not fit is drawn again this often, then the image stays whole. */
const attempts = 100;

export const randomErasing: PixelTechnique = {
  name: 'randomErasing',
  actsOn: 'pixels',
  create({ randomErasing: settings }, size) {
    if (!settings) return undefined;
    const { probability, fill } = settings;
    return (image, { seed, epoch, example }) => {
      const random = new Random(seed, 'random-erasing', epoch, example);
      if (random.uniform() >= probability) return;
      const box = drawRectangle(random, settings, size);
      if (!box) return;
      const grey = fill === 'mean' ? image.reduce((sum, value) => sum + value, 0) / image.length : 0;
      for (let y = box.top; y < box.top + box.height; y++) {
        const start = y * size.width + box.left;
        for (let x = start; x < start + box.width; x++) image[x] = fill === 'noise' ? random.between(0, 255) : grey;
      }
    };
  },
};

/** In pixels. */
export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Draws a rectangle within the image: its area uniformly, and its height to width uniformly, as in the paper's algorithm.
 * @returns undefined if none of many fits
 */
function drawRectangle(
  random: Random,
  { area, ratio }: { readonly area: readonly number[]; readonly ratio: readonly number[] },
  size: ImageSize,
): Rectangle | undefined {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const pixels = random.between(area[0]!, area[1]!) * size.width * size.height;
    const shape = random.between(ratio[0]!, ratio[1]!);
    const height = Math.round(Math.sqrt(pixels * shape));
    const width = Math.round(Math.sqrt(pixels / shape));
    if (width >= size.width || height >= size.height) continue;
    const left = random.integer(size.width - width + 1);
    const top = random.integer(size.height - height + 1);
    return { left, top, width, height };
  }
  return undefined;
}
