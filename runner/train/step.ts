/** One training step: forward, backward, update. */
import type { LayersModel, NamedTensorMap, Scalar, Tensor1D, Tensor2D, Variable } from '@tensorflow/tfjs';
import { UserError } from '../../schemas/userError';
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

/** What one step would do, before it is done; the caller disposes. */
export interface ComputedStep extends StepResult {
  /** Of the loss, by the variables' names. */
  readonly gradients: NamedTensorMap;
}

/** A step on one batch, however many threads share it. */
export interface Step {
  /**
   * @param seed of this step's dropout masks
   * @throws ReplicaFailure
   */
  run(batch: Batch, seed: number, learningRate: number): StepResult | Promise<StepResult>;
}

/** Work that threads share failed and left the model and the optimizer as they were before: a checkpoint of them is whole. */
export class ReplicaFailure extends UserError {}

/** The variables that training changes; batch normalisation's moving averages are not among them. */
export function trainableVariables(model: LayersModel): Variable[] {
  return model.trainableWeights.map((weight) => weight.read() as Variable);
}

export class TrainStep implements Step {
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

  run(batch: Batch, seed: number, learningRate: number): StepResult {
    const { loss, correct, gradients } = this.compute(batch, seed);
    this.apply(gradients, learningRate);
    return { loss, correct };
  }

  /** Forward and backward. Moving averages follow the batch, trainable weights stay. */
  compute(batch: Batch, seed: number): ComputedStep {
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
    tf.dispose([images, targets, weights]);
    return { loss: value, correct: correct!, gradients: grads };
  }

  /** Updates the weights, and disposes the gradients. */
  apply(gradients: NamedTensorMap, learningRate: number): void {
    const { tf } = this.engine;
    tf.tidy(() => this.optimizer.apply(gradients, learningRate));
    tf.dispose(gradients);
  }

  /** Adds the layers' weight penalties to the mean loss, as Keras does. */
  private withPenalties(loss: Scalar): Scalar {
    const penalties = this.model.layers.flatMap((layer) => layer.calculateLosses());
    return penalties.reduce((total, penalty) => this.engine.tf.add(total, penalty) as Scalar, loss);
  }
}
