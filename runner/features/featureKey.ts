/** What features follow from: the same key, the same values. */
import { createHash } from 'node:crypto';
import type { LayersModel } from '@tensorflow/tfjs';
import type { ResolvedAugmentation } from '../../experiment/types';
import type { EngineId } from '../engine/contract';
import { readWeights } from '../train/tensorStore';

export interface FeatureSource {
  readonly engine: EngineId;
  /** Of the data. */
  readonly fingerprint: string;
  /** Of `identify`. */
  readonly model: string;
  readonly examples: Uint32Array;
  /** Undefined for images as they are. */
  readonly augmentation?:
    { readonly settings: ResolvedAugmentation; readonly seed: number; readonly epoch: number } | undefined;
}

/** Of topology and weights, whatever the seed that they were drawn from or the layers that were trained. */
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
