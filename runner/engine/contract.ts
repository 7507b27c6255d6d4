/** The only access to the library that computes. Nothing outside this folder imports a TensorFlow.js backend. */
import type * as TensorFlow from '@tensorflow/tfjs';
import type { ExperimentFile, ResolvedExperiment } from '../../experiment/types';

/** The TensorFlow.js namespace of the engine. Each engine has its own instance: pass it on, never import one. */
export type TF = typeof TensorFlow;

export type EngineId = Exclude<NonNullable<ExperimentFile['engine']>, 'auto'>;

/** What goes into environment.json. */
export interface EngineDescription {
  readonly id: EngineId;
  readonly backend: string;
  readonly backendVersion: string;
  /** The computing device, in words: "CPU, 2 threads", "NVIDIA H100". */
  readonly device: string;
  /** For example `relaxed-simd`. */
  readonly features: readonly string[];
  readonly threads: number;
}

/** One weight's update, as one fused operation if the engine has one. Assigns the variables; keeps no tensor. */
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
 * of weights), with its gradient by the logits, weight · (p − t) / batch. One operation if the engine has it.
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
 * A running engine, one per process. Its `tf.layers` are the stock ones, with the engine's own kernels and gradients below
 * them, so a model built from them trains fast and loads anywhere.
 */
export interface Engine {
  readonly tf: TF;
  readonly description: EngineDescription;
  readonly updates: OptimizerUpdates;
  readonly crossEntropy: CrossEntropy;
  /**
   * Call before every training step: the masks of all dropout layers until the next call depend only on `seed` and the
   * order of the layers.
   */
  beginStep(seed: number): void;
  /**
   * Prepares a model for many predictions with its current weights. Absent, or undefined, when the engine gains nothing
   * by it.
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
  /** `count · height · width`, 0–1; or the output of the model's frozen part for each image. */
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
  /** The optimizer's own tensors; unchanged when absent. */
  readonly slots?: readonly StoredTensor[];
  /** Steps that the optimizer has taken; with `slots`. */
  readonly step?: number;
  /** The unit that weighs faces; with `slots`, where there is one. */
  readonly importance?: readonly StoredTensor[];
}

/**
 * `distribution`: −Σ tᵢ log pᵢ. `bestAccepted`: −log of the probability of the accepted class that the network finds
 * most probable (FER+ paper's multi-target rule, Barsoum et al., 2016); accepted are the classes with more than the
 * row's smallest target, so that it composes with label smoothing.
 */
export type TargetRule = 'distribution' | 'bestAccepted';

export interface ModelShape {
  readonly classes: number;
  /** Seed of the run, from which initial weights follow. */
  readonly seed: number;
  /** Height, width, channels. */
  readonly inputShape: readonly [number, number, number];
  /** Of stochastic depth: with which probability the last residual branch takes part in a step. Absent: always. */
  readonly survival?: number;
}

/** The result of one step, still on the device; the caller disposes. */
export interface StepResult {
  /** Mean weighted cross-entropy plus penalties. */
  readonly loss: TensorFlow.Scalar;
  /** Number of examples that were predicted correctly. */
  readonly correct: TensorFlow.Scalar;
  /** The class that each example should be labelled with from now on, −1 where its label stays; absent where none changes. */
  readonly labels?: Int8Array | undefined;
}

/** The result of one step before it is applied; the caller disposes. */
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
   * Each part has its own dropout masks and, where batch normalisation is trained, its own batch statistics.
   */
  readonly parts: number;
  /** `features`: batches have the output of the frozen part instead of images. */
  readonly reads: 'images' | 'features';
}

/** The step on the thread that shares its work, in two halves. */
export interface SharedStep extends Step {
  readonly settings: StepSettings;
  /** What it trains beside the weights of the model. */
  readonly beside: readonly TensorFlow.Variable[];
  /** Forward and backward. Moving averages follow the batch, trainable weights stay. */
  compute(batch: Batch, seed: number): ComputedStep;
  /** Disposes the gradients. */
  apply(gradients: TensorFlow.NamedTensorMap, learningRate: number): void;
}

/** From this, each thread builds the same model and optimizer. */
export interface ReplicaPlan {
  readonly model: ResolvedExperiment['model'];
  readonly shape: ModelShape;
  readonly optimizer: ResolvedExperiment['training']['optimizer'];
  readonly rule: TargetRule;
  readonly techniques: ResolvedExperiment['techniques'];
  /** Training faces of each class, in the order of the classes; shares of a face where labels are soft. */
  readonly classCounts: readonly number[];
  /** Absolute path of the model.json of the network whose answers it learns from. */
  readonly teacher?: string | undefined;
}

/** A model and its replicas. The one on this thread belongs to the caller and counts as one. */
export interface Replicas {
  readonly count: number;
  /**
   * Steps that all replicas share: each takes a part of the batch, and all apply the mean gradient. Gives the same bits
   * for the same `count`. The same layers as the caller's become trainable in the replicas, with a new optimizer.
   * @param own the step on this thread
   */
  share(own: SharedStep): Step;
  /** Gives the other replicas the state that the caller's own model and optimizer were given. */
  restore(state: StoredTraining): void;
  /**
   * Predicts on another replica.
   * @param copy from 1 to `count` − 1
   * @param images `[n, height, width, 1]`
   * @returns the output of the model, `[n, classes]`
   * @throws ReplicaFailure when the thread has ended
   */
  predict(copy: number, images: Float32Array, shape: readonly number[]): Promise<Float32Array>;
  /**
   * As `predict`, but returns the output of the part below the caller's trainable layers.
   * @throws ReplicaFailure when the thread has ended
   */
  features(copy: number, images: Float32Array, shape: readonly number[]): Promise<Float32Array>;
  /** @throws Error when the weights of the replicas are not the same, bit for bit */
  verify(): Promise<void>;
  dispose(): Promise<void>;
}

/** What an engine may need to know before it starts. */
export interface EngineOptions {
  /** Batch size of the training, which limits the number of useful threads. */
  readonly batchSize?: number;
  /** Number of threads that the run began with: with another number it would not end with the same bits. */
  readonly threads?: number | undefined;
}

/** Whether an engine works on this machine, in words that users can act on. */
export type Availability =
  | { readonly available: true; readonly detail: string }
  | { readonly available: false; readonly reason: string; readonly remedy: string };

/** One engine that can be chosen. Cheap to import: loads its library only in `create`. */
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
