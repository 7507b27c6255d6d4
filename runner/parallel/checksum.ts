/** A checksum of what is trained. */
import { createHash } from 'node:crypto';
import type { LayersModel, Variable } from '@tensorflow/tfjs';
import type { Heap } from '../engine/wasm/heap';

/**
 * Equal only for models with the same bits in all weights, including moving averages.
 * @param beside what is trained beside the model, which counts too
 */
export function weightsChecksum(heap: Heap, model: LayersModel, beside: readonly Variable[] = []): string {
  const hash = createHash('sha256');
  for (const tensor of [...model.weights.map((weight) => weight.read()), ...beside]) {
    const { buffer, byteOffset, byteLength } = heap.values(tensor);
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest('hex');
}
