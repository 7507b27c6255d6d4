/** The unit beside a network's classifier that says how far each face is trusted. It is trained, and not part of the network. */
import type { LayersModel, SymbolicTensor, Tensor1D, Tensor2D, Variable } from '@tensorflow/tfjs';
import type { StoredTensor, TF } from '../engine/contract';
import { Random } from '../random';
import type { NamedTensor } from './optimizers';
import { makeTensors } from './tensorStore';

export class ImportanceUnit {
  /** Kernel, then bias. */
  readonly variables: readonly Variable[];
  private readonly kernel: Variable;
  private readonly bias: Variable;

  /** @param seed of the run, from which its first weights follow (uniform, as Glorot and Bengio, 2010) */
  constructor(
    private readonly tf: TF,
    model: LayersModel,
    seed: number,
  ) {
    const features = (model.layers.at(-2)!.input as SymbolicTensor).shape.at(-1)!;
    const random = new Random(seed, 'importance-unit', 0, 0);
    const limit = Math.sqrt(6 / (features + 1));
    const kernel = Float32Array.from({ length: features }, () => limit * (2 * random.uniform() - 1));
    this.kernel = tf.tidy(() => tf.variable(tf.tensor2d(kernel, [features, 1])));
    this.bias = tf.tidy(() => tf.variable(tf.zeros([1])));
    this.variables = [this.kernel, this.bias];
  }

  /** @param features `[batch, features]`, what the classifier reads @returns `[batch]`, from 0 to 1 */
  importances(features: Tensor2D): Tensor1D {
    const { tf } = this;
    return tf.sigmoid(tf.reshape(tf.add(tf.matMul(features, this.kernel as Tensor2D), this.bias), [-1]));
  }

  /** For checkpoints. */
  state(): readonly NamedTensor[] {
    return [
      { name: 'kernel', tensor: this.kernel },
      { name: 'bias', tensor: this.bias },
    ];
  }

  /** @throws Error if they are of another network */
  restore(stored: readonly StoredTensor[]): void {
    const tensors = makeTensors(this.tf, stored);
    this.variables.forEach((variable, i) => variable.assign(tensors[i]!.tensor));
    for (const { tensor } of tensors) tensor.dispose();
  }

  dispose(): void {
    for (const variable of this.variables) variable.dispose();
  }
}
