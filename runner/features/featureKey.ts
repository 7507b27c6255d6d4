/** Keys of stored features. */
/** What features depend on: the same key means the same values. */
import { createHash } from 'node:crypto';
import type { LayersModel } from '@tensorflow/tfjs';
import { actingOn } from '../../experiment/techniques';
import type { ResolvedTechniques } from '../../experiment/types';
import type { EngineId } from '../engine/contract';
import { readWeights } from '../train/tensorStore';

export interface FeatureSource {
  readonly engine: EngineId;
  /** Fingerprint of the data. */
  readonly fingerprint: string;
  /** The result of `identify`. */
  readonly model: string;
  readonly examples: Uint32Array;
  /** How the images are prepared, by technique; undefined for those of the data. */
  readonly faces?: ResolvedTechniques | undefined;
  /** Undefined for images without augmentation. */
  readonly augmentation?: (PixelSettings & { readonly seed: number; readonly epoch: number }) | undefined;
}

/** What changes the pixels of training images. */
interface PixelSettings {
  readonly settings: ResolvedTechniques['augmentation'];
  /** Beside `augmentation`, by name. */
  readonly others?: ResolvedTechniques;
}

/** What prepares the images of all splits; undefined for nothing, so that keys without it stay what they were. */
export function faceSettings(techniques: ResolvedTechniques): ResolvedTechniques | undefined {
  const names = actingOn(techniques, 'faces');
  return names.length === 0 ? undefined : Object.fromEntries(names.map((name) => [name, techniques[name]]));
}

/** `augmentation` has a place of its own, so that keys with nothing else stay what they were. */
export function pixelSettings(techniques: ResolvedTechniques): PixelSettings {
  const names = actingOn(techniques, 'pixels').filter((name) => name !== 'augmentation');
  const others: ResolvedTechniques = Object.fromEntries(names.map((name) => [name, techniques[name]]));
  return { settings: techniques.augmentation, ...(names.length > 0 && { others }) };
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
