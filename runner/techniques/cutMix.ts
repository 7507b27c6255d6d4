/** Pastes a rectangle of one face over another (Yun et al., 2019); targets mix by area. */
import { Random } from '../random';
import { drawPartners, mixTargets } from './mixing';
import type { BatchTechnique, ImageSize } from './technique';

export const cutMix: BatchTechnique = {
  name: 'cutMix',
  actsOn: 'batch',
  create({ cutMix: settings }, size) {
    if (!settings) return undefined;
    return (batch, { seed, epoch, step }) => {
      const random = new Random(seed, 'cutmix', epoch, step);
      if (random.uniform() >= settings.probability) return;
      // One λ and one rectangle for a batch, as in the authors' code.
      const box = drawBox(random, random.beta(settings.alpha, settings.alpha), size);
      const partners = drawPartners(random, batch.count);
      paste(batch.images, batch.count, partners, box, size.width);
      const area = (box.right - box.left) * (box.bottom - box.top);
      mixTargets(batch, partners, 1 - area / (size.width * size.height));
    };
  },
};

/** In pixels; `right` and `bottom` are the first ones outside. */
interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Sides of √(1 − λ) of the image's around a uniform centre; what lies outside the image is cut off. */
function drawBox(random: Random, kept: number, { width, height }: ImageSize): Box {
  const side = Math.sqrt(1 - kept);
  const span = (length: number): [number, number] => {
    const half = Math.floor(Math.floor(length * side) / 2);
    const centre = random.integer(length);
    return [Math.max(0, centre - half), Math.min(length, centre + half)];
  };
  const [left, right] = span(width);
  const [top, bottom] = span(height);
  return { left, right, top, bottom };
}

function paste(images: Float32Array, count: number, partners: Uint32Array, box: Box, width: number): void {
  const size = images.length / count;
  const before = images.slice();
  for (let row = 0; row < count; row++) {
    const [own, other] = [row * size, partners[row]! * size];
    for (let y = box.top; y < box.bottom; y++) {
      for (let x = y * width + box.left; x < y * width + box.right; x++) images[own + x] = before[other + x]!;
    }
  }
}
