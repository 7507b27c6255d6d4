import type { initializers } from '@tensorflow/tfjs';
import type { TF } from '../engine/contract';
import { Random } from '../random';

type Initializer = ReturnType<typeof initializers.glorotUniform>;

/** Initial weights that depend only on the seed and on the number of layers that asked before. */
export class InitialWeights {
  private asked = 0;

  constructor(
    private readonly tf: TF,
    /** Seed of the run. */
    private readonly seed: number,
  ) {}

  /** How many layers have asked. */
  get layers(): number {
    return this.asked;
  }

  /** Keras's default of convolutions and dense layers (Glorot and Bengio, 2010). */
  glorotUniform(): Initializer {
    const seed = new Random(this.seed, 'initial-weights', 0, this.asked++).uint32();
    return this.tf.initializers.glorotUniform({ seed });
  }
}
