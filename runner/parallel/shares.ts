/** Which part of a batch each copy of the model takes. */
import { Random } from '../random';
import { slice } from '../train/batches';
import type { Batch } from '../engine/contract';
import { smallestShare } from '../engine/wasm/workerCount';

/**
 * Images of each copy, which differ by one at most. A small batch goes to fewer copies: the others get 0.
 * @param count of images, at least 1
 */
export function shareSizes(count: number, copies: number): number[] {
  const active = Math.max(1, Math.min(copies, Math.floor(count / smallestShare)));
  const size = Math.floor(count / active);
  const larger = count % active;
  return Array.from({ length: copies }, (_, copy) => (copy < active ? size + (copy < larger ? 1 : 0) : 0));
}

/** The images of one copy, as a batch of its own with arrays of its own; undefined when it has none. */
export function shareOf(batch: Batch, sizes: readonly number[], copy: number): Batch | undefined {
  const count = sizes[copy]!;
  if (count === 0) return undefined;
  const first = sizes.slice(0, copy).reduce((sum, size) => sum + size, 0);
  const { images, targets, weights } = slice(batch, first, first + count);
  return { count, images: images.slice(), targets: targets.slice(), weights: weights.slice() };
}

/** The seed of a copy's dropout masks in a step; the first copy takes the step's own. */
export function shareSeed(seed: number, copy: number): number {
  return copy === 0 ? seed : new Random(seed, 'dropout-share', 0, copy).uint32();
}
