/** Dropout layers of the embedded engine. */
import type { Context } from '../context';
import { seededDropout } from '../ops/dropout';
import { patchTraining } from './patch';

interface DropoutFields {
  readonly rate: number;
  readonly noiseShape: readonly (number | null)[] | null | undefined;
}

/** Seeds of the dropout layers of one step: a pure function of the step's seed and the order of the calls. */
export class DropoutSeeds {
  private seed = 0;
  private calls = 0;

  beginStep(seed: number): void {
    this.seed = seed >>> 0;
    this.calls = 0;
  }

  /** Unsigned 32 bits (the finaliser of MurmurHash3, Austin Appleby, 2011, over seed and call). */
  next(): number {
    let hash = Math.imul(this.seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(++this.calls, 0xc2b2ae35);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return (hash ^ (hash >>> 16)) >>> 0;
  }
}

/** Draws masks from the step's seed; a layer's own `seed` is ignored. */
export function patchDropout(context: Context, seeds: DropoutSeeds): void {
  const { tf } = context;
  patchTraining<DropoutFields>(context, tf.layers.dropout({ rate: 0.5 }), (layer, x) => {
    if (layer.rate <= 0 || layer.rate >= 1) return undefined;
    const seed = seeds.next();
    if (!layer.noiseShape) return seededDropout(context, x, layer.rate, seed);
    const shape = layer.noiseShape.map((length, i) => length ?? x.shape[i]!);
    return tf.mul(x, seededDropout(context, tf.ones(shape), layer.rate, seed));
  });
}
