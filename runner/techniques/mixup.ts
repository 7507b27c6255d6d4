/** Trains on mixtures of two faces (Zhang et al., 2018): x = λ xᵢ + (1 − λ) xⱼ, and targets likewise. */
import { Random } from '../random';
import { drawPartners, mixTargets } from './mixing';
import type { BatchTechnique } from './technique';

export const mixup: BatchTechnique = {
  name: 'mixup',
  actsOn: 'batch',
  create({ mixup: settings }) {
    if (!settings) return undefined;
    return (batch, { seed, epoch, step }) => {
      const random = new Random(seed, 'mixup', epoch, step);
      // One λ for a batch, as in the authors' code.
      const kept = random.beta(settings.alpha, settings.alpha);
      const partners = drawPartners(random, batch.count);
      mixImages(batch.images, batch.count, partners, kept);
      mixTargets(batch, partners, kept);
    };
  },
};

function mixImages(images: Float32Array, count: number, partners: Uint32Array, kept: number): void {
  const size = images.length / count;
  const before = images.slice();
  for (let row = 0; row < count; row++) {
    const [own, other] = [row * size, partners[row]! * size];
    for (let i = 0; i < size; i++) images[own + i] = kept * before[own + i]! + (1 - kept) * before[other + i]!;
  }
}
