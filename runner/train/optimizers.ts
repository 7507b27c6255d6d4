/** Adam, AdamW, RMSprop and SGD with the formulas of Keras. The engine does the arithmetic. */
import type { NamedTensorMap, Tensor, Variable } from '@tensorflow/tfjs';
import type { ResolvedTraining } from '../../experiment/types';
import type { Engine, TF } from '../engine/contract';
import { globalNorm } from '../engine/globalNorm';
import { own } from '../../schemas/own';

type OptimizerConfig = ResolvedTraining['optimizer'];

export interface NamedTensor {
  readonly name: string;
  readonly tensor: Tensor;
}

export interface Optimizer {
  /** The number of steps so far. */
  readonly step: number;
  /**
   * Does one step: changes the variables.
   * Call it within `tf.tidy`.
   * @param gradients one for every variable, by its name; the caller still owns them
   */
  apply(gradients: NamedTensorMap, learningRate: number): void;
  /**
   * What a checkpoint needs in addition to `step`: the optimizer's own variables, which later steps change. Their names
   * have the kind and the position of the weight, so that they fit the same model in another process.
   */
  state(): readonly NamedTensor[];
  /**
   * Resumes from a checkpoint. Copies the values.
   * @throws Error if the state does not fit this optimizer and these variables
   */
  restore(state: readonly NamedTensor[], step: number): void;
  dispose(): void;
}

/**
 * @param variables the trainable weights, in the model's order
 */
export function createOptimizer(
  engine: Pick<Engine, 'tf' | 'updates'>,
  config: OptimizerConfig,
  variables: readonly Variable[],
): Optimizer {
  return new SlotOptimizer(engine, config, variables);
}

/** An optimizer with up to two variables (slots) for every weight, of the same shape. */
class SlotOptimizer implements Optimizer {
  step = 0;
  private readonly slots: Readonly<Record<string, readonly Variable[]>>;

  constructor(
    private readonly engine: Pick<Engine, 'tf' | 'updates'>,
    private readonly config: OptimizerConfig,
    private readonly variables: readonly Variable[],
  ) {
    const { tf } = engine;
    const zeros = () =>
      variables.map((variable) => tf.tidy(() => tf.variable(tf.zeros(variable.shape, variable.dtype), false)));
    this.slots = Object.fromEntries(slotNames(config).map((name) => [name, zeros()]));
  }

  apply(gradients: NamedTensorMap, learningRate: number): void {
    this.step++;
    const { globalClipNorm } = this.config;
    const scale = globalClipNorm === undefined ? undefined : clipScale(this.engine.tf, gradients, globalClipNorm);
    this.variables.forEach((variable, i) => {
      const gradient = own(gradients, variable.name);
      if (!gradient) throw new Error(`No gradient for the weight ${variable.name}.`);
      this.update(variable, i, scale ? this.engine.tf.mul(gradient, scale) : gradient, learningRate);
    });
  }

  private update(variable: Variable, i: number, gradient: Tensor, learningRate: number): void {
    const { config } = this;
    const { tf, updates } = this.engine;
    const slot = (name: string) => own(this.slots, name)![i]!;
    if (config.type === 'adam' || config.type === 'adamw') {
      const { beta1, beta2, epsilon } = config;
      const alpha = (learningRate * Math.sqrt(1 - beta2 ** this.step)) / (1 - beta1 ** this.step);
      const decay = config.type === 'adamw' && isDecayed(config, variable) ? learningRate * config.weightDecay : 0;
      const moments = { first: slot('first'), second: slot('second') };
      updates.adam(variable, moments, gradient, { alpha, beta1, beta2, epsilon, decay });
    } else if (config.type === 'rmsprop') {
      const { rho, momentum, epsilon } = config;
      const slots = { square: slot('square'), velocity: slot('velocity') };
      updates.rmsprop(variable, slots, gradient, { learningRate, rho, momentum, epsilon });
    } else if (config.momentum > 0) {
      const { momentum, nesterov } = config;
      updates.momentum(variable, slot('velocity'), gradient, { learningRate, momentum, nesterov });
    } else {
      tf.tidy(() => variable.assign(tf.sub(variable, tf.mul(gradient, learningRate))));
    }
  }

  state(): readonly NamedTensor[] {
    return Object.entries(this.slots).flatMap(([slot, tensors]) =>
      tensors.map((tensor, i) => ({ name: `${slot}/${i}`, tensor })),
    );
  }

  restore(state: readonly NamedTensor[], step: number): void {
    const saved = new Map(state.map(({ name, tensor }) => [name, tensor]));
    const own = this.state();
    if (saved.size !== own.length) {
      throw new Error(`The optimizer state has ${saved.size} tensors; ${own.length} were expected.`);
    }
    for (const { name, tensor } of own) {
      const value = saved.get(name);
      const shape = value?.shape.join('×') ?? 'nothing';
      if (shape !== tensor.shape.join('×')) {
        throw new Error(`The optimizer state has ${shape} for ${name}; ${tensor.shape.join('×')} was expected.`);
      }
    }
    const { tf } = this.engine;
    for (const { name, tensor } of own) {
      // Copies the memory, since an engine may update variables in place.
      tf.tidy(() => (tensor as Variable).assign(tf.tensor(saved.get(name)!.dataSync().slice(), tensor.shape)));
    }
    this.step = step;
  }

  dispose(): void {
    for (const tensors of Object.values(this.slots)) for (const tensor of tensors) tensor.dispose();
  }
}

/** Biases and the weights of batch normalisation have one dimension; all others have more. */
function isDecayed(
  { decayBiasesAndNorms = true }: Pick<Extract<OptimizerConfig, { type: 'adamw' }>, 'decayBiasesAndNorms'>,
  { shape }: Variable,
): boolean {
  return decayBiasesAndNorms || shape.length > 1;
}

/** The factor that shortens all gradients together to the given length, or 1 where they are not longer. */
function clipScale(tf: TF, gradients: NamedTensorMap, length: number): Tensor {
  return tf.div(length, tf.maximum(globalNorm(tf, gradients), length));
}

/** Plain SGD has no slots. */
function slotNames(config: OptimizerConfig): readonly string[] {
  switch (config.type) {
    case 'adam':
    case 'adamw':
      return ['first', 'second'];
    case 'rmsprop':
      return ['square', 'velocity'];
    case 'sgd':
      return config.momentum > 0 ? ['velocity'] : [];
  }
}
