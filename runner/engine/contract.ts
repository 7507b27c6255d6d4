/** The one way to the library that computes. Nothing outside this folder imports a TensorFlow.js backend. */
import type * as TensorFlow from '@tensorflow/tfjs';
import type { ExperimentFile, ResolvedExperiment } from '../../experiment/types';

/** The TensorFlow.js namespace of the engine. Each engine brings its own instance: pass it on, never import one. */
export type TF = typeof TensorFlow;

export type EngineId = Exclude<NonNullable<ExperimentFile['engine']>, 'auto'>;

/** What goes into environment.json. */
export interface EngineDescription {
  readonly id: EngineId;
  readonly backend: string;
  readonly backendVersion: string;
  /** What computes, in words: "CPU, 2 threads", "NVIDIA H100". */
  readonly device: string;
  /** For example `relaxed-simd`. */
  readonly features: readonly string[];
  readonly threads: number;
}

/** One weight's update, as one fused operation where the engine has one. Assigns the variables; keeps no tensor. */
export interface OptimizerUpdates {
  /**
   * Adam as Keras computes it: m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², w ← w − α·m / (√v + ε).
   * With weight decay, which is AdamW, the weight is first multiplied by 1 − decay.
   * @param alpha learning rate with bias correction: lr·√(1−β₂ᵗ) / (1−β₁ᵗ)
   * @param decay of the weight in this step: lr times the optimizer's weight decay
   */
  adam(
    weight: TensorFlow.Variable,
    moments: { readonly first: TensorFlow.Variable; readonly second: TensorFlow.Variable },
    gradient: TensorFlow.Tensor,
    settings: {
      readonly alpha: number;
      readonly beta1: number;
      readonly beta2: number;
      readonly epsilon: number;
      readonly decay?: number;
    },
  ): void;
  /** RMSprop as Keras computes it: v ← ρv + (1−ρ)g², m ← μm + lr·g / √(v + ε), w ← w − m. */
  rmsprop(
    weight: TensorFlow.Variable,
    slots: { readonly square: TensorFlow.Variable; readonly velocity: TensorFlow.Variable },
    gradient: TensorFlow.Tensor,
    settings: {
      readonly learningRate: number;
      readonly rho: number;
      readonly momentum: number;
      readonly epsilon: number;
    },
  ): void;
  /** SGD as Keras computes it: v ← μv − lr·g; w ← w + v, or with Nesterov w ← w + μv − lr·g. */
  momentum(
    weight: TensorFlow.Variable,
    velocity: TensorFlow.Variable,
    gradient: TensorFlow.Tensor,
    settings: { readonly learningRate: number; readonly momentum: number; readonly nesterov: boolean },
  ): void;
}

/**
 * Mean over the batch of weight · softmax cross-entropy −Σ tᵢ log pᵢ, as Keras reduces it (by the number of examples, not
 * of weights), with its gradient by the logits, weight · (p − t) / batch. One operation where the engine has one.
 * @param logits `[batch, classes]`
 * @param targets `[batch, classes]`, rows sum to 1
 * @param weights `[batch]`
 */
export type CrossEntropy = (
  logits: TensorFlow.Tensor2D,
  targets: TensorFlow.Tensor2D,
  weights: TensorFlow.Tensor1D,
) => { readonly value: TensorFlow.Scalar; readonly slope: TensorFlow.Tensor2D };

/**
 * A running engine. One a process. Its `tf.layers` are the stock ones with the engine's own kernels and gradients under
 * them, so a model built from them trains fast and loads anywhere.
 */
export interface Engine {
  readonly tf: TF;
  readonly description: EngineDescription;
  readonly updates: OptimizerUpdates;
  readonly crossEntropy: CrossEntropy;
  /**
   * Call before every training step: the masks of all dropout layers until the next call follow from `seed` and the
   * order of the layers alone.
   */
  beginStep(seed: number): void;
  /**
   * Makes a model ready for many predictions with the weights that it has now. Absent, or undefined, where the engine
   * gains nothing by it.
   */
  prepareModel?(model: TensorFlow.LayersModel): PreparedModel | undefined;
  dispose(): Promise<void>;
}

/** Predicts as the model did when it was prepared. */
export interface PreparedModel {
  /** Probabilities; the caller disposes. */
  predict(images: TensorFlow.Tensor): TensorFlow.Tensor;
  dispose(): void;
}

/** Arrays are reused by the next batch. */
export interface Batch {
  readonly count: number;
  /** `count · height · width`, 0–1; or of each what the frozen part of the model gives. */
  readonly images: Float32Array;
  /** `count · classes`, rows sum to 1. */
  readonly targets: Float32Array;
  /** `count`. */
  readonly weights: Float32Array;
}

export interface StoredTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}

export interface StoredTraining {
  /** All weights of the model, moving averages included. */
  readonly weights: readonly StoredTensor[];
  /** The optimizer's own tensors; left as they are where absent. */
  readonly slots?: readonly StoredTensor[];
  /** Steps that the optimizer has taken; with `slots`. */
  readonly step?: number;
}

/**
 * `distribution`: −Σ tᵢ log pᵢ. `bestAccepted`: −log of the probability of the accepted class that the network finds
 * most probable (FER+ paper's multi-target rule, Barsoum et al., 2016); accepted are the classes with more than the
 * row's smallest target, so that it composes with label smoothing.
 */
export type TargetRule = 'distribution' | 'bestAccepted';

export interface ModelShape {
  readonly classes: number;
  /** Of the run: initial weights follow from it. */
  readonly seed: number;
  /** Height, width, channels. */
  readonly inputShape: readonly [number, number, number];
}

/** Of one step, still on the device; the caller disposes. */
export interface StepResult {
  /** Mean weighted cross-entropy plus penalties. */
  readonly loss: TensorFlow.Scalar;
  /** Number of examples that were right. */
  readonly correct: TensorFlow.Scalar;
}

/** What one step would do, before it is done; the caller disposes. */
export interface ComputedStep extends StepResult {
  /** Of the loss, by the variables' names. */
  readonly gradients: TensorFlow.NamedTensorMap;
}

/** A step on one batch, however many threads share it. */
export interface Step {
  /**
   * @param seed of this step's dropout masks
   * @throws ReplicaFailure
   */
  run(batch: Batch, seed: number, learningRate: number): StepResult | Promise<StepResult>;
}

export interface StepSettings {
  /**
   * Parts that a batch is computed in, one after another, at least 1: the gradient of the batch in a fraction of the memory.
   * Each part has dropout masks and, where it is trained, batch statistics of its own.
   */
  readonly parts: number;
  /** `features`: batches hold what the frozen part gives, in place of images. */
  readonly reads: 'images' | 'features';
}

/** The step on the thread that shares its work, in its two halves. */
export interface SharedStep extends Step {
  readonly settings: StepSettings;
  /** Forward and backward. Moving averages follow the batch, trainable weights stay. */
  compute(batch: Batch, seed: number): ComputedStep;
  /** Disposes the gradients. */
  apply(gradients: TensorFlow.NamedTensorMap, learningRate: number): void;
}

/** What each thread builds the same model and optimizer from. */
export interface ReplicaPlan {
  readonly model: ResolvedExperiment['model'];
  readonly shape: ModelShape;
  readonly optimizer: ResolvedExperiment['training']['optimizer'];
  readonly rule: TargetRule;
}

/** A model and its copies. The one on this thread belongs to the caller and counts. */
export interface Replicas {
  readonly count: number;
  /**
   * Steps that all copies share: each takes a part of the batch, and all make the update of the mean gradient. Gives the
   * same bits for the same `count`. The copies' layers become trainable as the caller's are, with an optimizer anew.
   * @param own the step on this thread
   */
  share(own: SharedStep): Step;
  /** Gives the other copies what the caller's own model and optimizer were given. */
  restore(state: StoredTraining): void;
  /**
   * Predicts on another copy.
   * @param copy from 1 to `count` − 1
   * @param images `[n, height, width, 1]`
   * @returns what the model gives, `[n, classes]`
   * @throws ReplicaFailure when the thread has ended
   */
  predict(copy: number, images: Float32Array, shape: readonly number[]): Promise<Float32Array>;
  /**
   * As `predict`, with what the part below the caller's trainable layers gives.
   * @throws ReplicaFailure when the thread has ended
   */
  features(copy: number, images: Float32Array, shape: readonly number[]): Promise<Float32Array>;
  /** @throws Error when the weights of the copies are not the same, bit for bit */
  verify(): Promise<void>;
  dispose(): Promise<void>;
}

/** What an engine may want to know before it starts. */
export interface EngineOptions {
  /** Of the training: no more threads than it keeps busy. */
  readonly batchSize?: number;
  /** That the run began with: with another number it would not end with the same bits. */
  readonly threads?: number | undefined;
}

/** Does an engine work on this machine? In words that a person can act on. */
export type Availability =
  | { readonly available: true; readonly detail: string }
  | { readonly available: false; readonly reason: string; readonly remedy: string };

/** One engine that can be chosen. Cheap to import: loads its library in `create` only. */
export interface EngineProvider {
  readonly id: EngineId;
  readonly title: string;
  /** `auto` takes the available provider with the highest rank. */
  readonly rank: number;
  probe(): Promise<Availability>;
  create(options?: EngineOptions): Promise<Engine>;
  /** Environment variables that the process must be started with. */
  launchEnvironment(): Promise<Record<string, string>>;
}
