/** A checksum of a model's weights. */
import { createHash } from 'node:crypto';
import type { LayersModel } from '@tensorflow/tfjs';
import type { Heap } from '../engine/wasm/heap';

/** Equal only for models with the same bits in all weights, including moving averages. */
export function weightsChecksum(heap: Heap, model: LayersModel): string {
  const hash = createHash('sha256');
  for (const weight of model.weights) {
    const { buffer, byteOffset, byteLength } = heap.values(weight.read());
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest('hex');
}
