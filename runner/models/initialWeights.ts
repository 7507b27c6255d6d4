import type { initializers } from '@tensorflow/tfjs';
import type { TF } from '../engine/contract';
import { Random } from '../random';

type Initializer = ReturnType<typeof initializers.glorotUniform>;

/** Initial weights that follow from the seed and the layer's place among those that ask, alone. */
export class InitialWeights {
  private asked = 0;

  constructor(
    private readonly tf: TF,
    /** Of the run. */
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
