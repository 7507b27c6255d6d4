/** Keys of stored features. */
/** What features depend on: the same key means the same values. */
import { createHash } from 'node:crypto';
import type { LayersModel } from '@tensorflow/tfjs';
import type { ResolvedAugmentation } from '../../experiment/types';
import type { EngineId } from '../engine/contract';
import { readWeights } from '../train/tensorStore';

export interface FeatureSource {
  readonly engine: EngineId;
  /** Fingerprint of the data. */
  readonly fingerprint: string;
  /** The result of `identify`. */
  readonly model: string;
  readonly examples: Uint32Array;
  /** Undefined for images without augmentation. */
  readonly augmentation?:
    { readonly settings: ResolvedAugmentation; readonly seed: number; readonly epoch: number } | undefined;
}

/** A hash of topology and weights; the seed of the weights and the choice of trained layers do not count. */
export async function identify(model: LayersModel): Promise<string> {
  const hash = createHash('sha256');
  hash.update(
    JSON.stringify(model.getConfig(), (key, value: unknown) =>
      key === 'trainable' || key.endsWith('nitializer') ? undefined : value,
    ),
  );
  for (const { name, values } of await readWeights(model)) {
    hash.update(name);
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest('hex');
}

export function featureKey({ examples, ...source }: FeatureSource): string {
  const { buffer, byteOffset, byteLength } = examples;
  return createHash('sha256')
    .update(JSON.stringify(source))
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest('hex');
}
