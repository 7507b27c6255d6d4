/** Divides a batch among the replicas of a model. */
import { Random } from '../random';
import { slice } from '../train/batches';
import type { Batch } from '../engine/contract';
import { smallestShare } from '../engine/wasm/workerCount';

/**
 * Number of images of each replica; they differ by at most one. A small batch goes to fewer replicas: the others get 0.
 * @param count of images, at least 1
 */
export function shareSizes(count: number, copies: number): number[] {
  const active = Math.max(1, Math.min(copies, Math.floor(count / smallestShare)));
  const size = Math.floor(count / active);
  const larger = count % active;
  return Array.from({ length: copies }, (_, copy) => (copy < active ? size + (copy < larger ? 1 : 0) : 0));
}

/** The images of one replica, as a batch with its own arrays; undefined when it has none. */
export function shareOf(batch: Batch, sizes: readonly number[], copy: number): Batch | undefined {
  const count = sizes[copy]!;
  if (count === 0) return undefined;
  const first = sizes.slice(0, copy).reduce((sum, size) => sum + size, 0);
  const { images, targets, weights } = slice(batch, first, first + count);
  return { count, images: images.slice(), targets: targets.slice(), weights: weights.slice() };
}

/** The seed of a replica's dropout masks in a step; the first replica uses the step's own seed. */
export function shareSeed(seed: number, copy: number): number {
  return copy === 0 ? seed : new Random(seed, 'dropout-share', 0, copy).uint32();
}
