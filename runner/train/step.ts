/** One training step: forward, backward, update. */
import type { LayersModel, NamedTensorMap, Scalar, Tensor1D, Tensor2D, Variable } from '@tensorflow/tfjs';
import type { Engine } from '../engine/engine';
import type { Batch } from './batches';
import { correctCount, crossEntropy, type TargetRule } from './loss';

/** Applies gradients, by the variables' names, to the variables. */
export interface Updater {
  apply(gradients: NamedTensorMap, learningRate: number): void;
}

/** Of one step, still on the device; the caller disposes. */
export interface StepResult {
  /** Mean weighted cross-entropy plus penalties. */
  readonly loss: Scalar;
  /** Number of examples that were right. */
  readonly correct: Scalar;
}

/** The variables that training changes; batch normalisation's moving averages are not among them. */
export function trainableVariables(model: LayersModel): Variable[] {
  return model.trainableWeights.map((weight) => weight.read() as Variable);
}

export class TrainStep {
  private readonly logits: LayersModel;
  private readonly variables: Variable[];

  constructor(
    private readonly engine: Engine,
    private readonly model: LayersModel,
    private readonly optimizer: Updater,
    private readonly rule: TargetRule,
  ) {
    const output = model.layers.at(-2)!.output;
    // Shares the layers: training needs logits, which the softmax at the end hides.
    this.logits = engine.tf.model({ inputs: model.inputs, outputs: output });
    this.variables = trainableVariables(model);
  }

  /** @param seed of this step's dropout masks */
  run(batch: Batch, seed: number, learningRate: number): StepResult {
    const { tf } = this.engine;
    this.engine.beginStep(seed);
    const { height, width } = batch;
    const images = tf.tensor4d(batch.images, [batch.count, height, width, 1]);
    const targets = tf.tensor2d(batch.targets, [batch.count, batch.targets.length / batch.count]);
    const weights = tf.tensor1d(batch.weights);
    let correct: Scalar | undefined;
    const { value, grads } = tf.variableGrads(() => {
      const logits = this.logits.apply(images, { training: true }) as Tensor2D;
      correct = tf.keep(tf.tidy(() => correctCount(tf, logits, targets)));
      return this.withPenalties(crossEntropy(tf, logits, targets, weights as Tensor1D, this.rule));
    }, this.variables);
    tf.tidy(() => this.optimizer.apply(grads, learningRate));
    tf.dispose([images, targets, weights, grads]);
    return { loss: value, correct: correct! };
  }

  /** Adds the layers' weight penalties to the mean loss, as Keras does. */
  private withPenalties(loss: Scalar): Scalar {
    const penalties = this.model.layers.flatMap((layer) => layer.calculateLosses());
    return penalties.reduce((total, penalty) => this.engine.tf.add(total, penalty) as Scalar, loss);
  }
}
