/** The interface of a technique: one file here, named as in the experiment file, plus one fragment in schemas/techniques/. */
import type { Scalar, Tensor, Tensor1D, Tensor2D, Variable } from '@tensorflow/tfjs';
import type { Combination, ResolvedTechniques, TechniqueName } from '../../experiment/types';
import type { ActsOn } from '../../schemas/actsOn';
import type { Batch, ComputedStep, CrossEntropy, TF } from '../engine/contract';

/** In pixels. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** What determines the random choices for one image. */
export interface Draw {
  /** The seed of the run. */
  readonly seed: number;
  /** In training, the epoch; in prediction, the number of the copy. Both from 0. */
  readonly epoch: number;
  /** Stable id of the image: its index into the dataset. */
  readonly example: number;
}

/** Prepares one face in place, in every split and always alike: `height · width` grey values from 0 to 255, row by row. */
export type FaceFunction = (face: Uint8Array) => void;

/** Changes one image in place: `height · width` grey values from 0 to 255, row by row. */
export type PixelFunction = (image: Float32Array, draw: Draw) => void;

/** Changes one target in place: a probability vector over the classes, before and after. */
export type LabelFunction = (target: Float32Array) => void;

/** What determines the random choices for one batch. */
export interface BatchDraw {
  /** The seed of the run. */
  readonly seed: number;
  /** From 0. */
  readonly epoch: number;
  /** Within the epoch, from 0. */
  readonly step: number;
}

/** Changes a batch in place, for example by mixing its examples. Rows of `targets` sum to 1 before and after. */
export type BatchFunction = (batch: Batch, draw: BatchDraw) => void;

/** How a network is built otherwise. */
export interface NetworkChange {
  /** With which probability its last residual branch takes part in a step. */
  readonly survival: number;
}

/** What a change of the loss may need to know. */
export interface LossSubject {
  readonly tf: TF;
  /** Training faces of each class, in the order of the classes; shares of a face where labels are soft. */
  readonly classCounts: readonly number[];
}

/** Changes how the loss of a batch is computed. @param inner the loss that it changes */
export type LossFunction = (inner: CrossEntropy) => CrossEntropy;

/**
 * Makes the loss of a batch from that of its labels and from what a teacher answers.
 * @param logits `[batch, classes]`, by which the result can be differentiated
 * @param answers `[batch, classes]`, the teacher's logits for the same images
 * @param weights `[batch]`
 */
export type TeacherFunction = (loss: Scalar, logits: Tensor2D, answers: Tensor2D, weights: Tensor1D) => Scalar;

/** A batch whose faces are weighed. */
export interface WeighedBatch {
  /** `[batch, classes]`: of these, the loss of the labels is computed. */
  readonly logits: Tensor2D;
  /** Added to the loss. */
  readonly penalty: Scalar;
}

/**
 * Weighs each face by what a unit beside the classifier says of it, from 0 to 1, and corrects labels. Of a batch that is
 * divided, it sees one part.
 */
export interface ImportanceFunction {
  /** @param importances `[batch]` @param logits `[batch, classes]`; the result can be differentiated by both */
  weigh(importances: Tensor1D, logits: Tensor2D): WeighedBatch;
  /**
   * The class that each face should have instead of its label; −1 where the label stays.
   * @param importances one a face
   * @param logits of the weighed batch, row by row
   * @param targets row by row; the label is the class with the largest one
   */
  relabel(importances: Float32Array, logits: Float32Array, targets: Float32Array): Int8Array;
  /** The first epoch, from 1, in which labels are corrected. */
  readonly relabelFrom: number;
}

/** One computation of the gradients of a batch, which can be done more than once. */
export interface GradientPass {
  readonly tf: TF;
  /** The weights that are trained. */
  readonly variables: readonly Variable[];
  /**
   * Computes loss and gradients with the current weights, always with the same dropout masks. Moving averages follow the
   * batch.
   */
  compute(): ComputedStep;
  /** Copies of the moving averages; the caller disposes. */
  readAverages(): Tensor[];
  writeAverages(values: readonly Tensor[]): void;
}

/** Computes the gradients of a batch in another way. Leaves the trained weights as they were. */
export type GradientFunction = (pass: GradientPass) => ComputedStep;

/** Where training is when a step has ended. */
export interface Moment {
  /** Number of times that the average has taken in weights. */
  readonly updates: number;
  /** The epoch of the stage that this step ends, from 1; undefined within an epoch. */
  readonly endedEpoch: number | undefined;
  /** Epochs of the stage. */
  readonly epochs: number;
}

/** Which weights are evaluated, saved and chosen instead of those of the last step. Training goes on from the latter. */
export interface WeightFunction {
  /** The share of the current weights in the average from now on, from 0 (no change) to 1. Absent: nothing is averaged. */
  readonly share?: (moment: Moment) => number;
  /** Number of training faces from which the statistics of batch normalisation are taken again; absent: none. */
  readonly statistics?: number;
}

/** Several predictions of one image, which are combined into one. */
export interface PredictFunction {
  /** Predictions per image, at least 1. */
  readonly samples: number;
  readonly combine: Combination;
  /** Changes one image in place for one of the predictions; `draw.epoch` is the number of the prediction, from 0. */
  readonly transform: PixelFunction;
}

interface TechniqueOf<What extends ActsOn, Create> {
  readonly name: TechniqueName;
  readonly actsOn: What;
  /** Makes the function for these settings; undefined if the technique is off. */
  readonly create: Create;
}

export type FaceTechnique = TechniqueOf<
  'faces',
  (techniques: ResolvedTechniques, size: ImageSize) => FaceFunction | undefined
>;

export type PixelTechnique = TechniqueOf<
  'pixels',
  (techniques: ResolvedTechniques, size: ImageSize) => PixelFunction | undefined
>;

export type LabelTechnique = TechniqueOf<
  'labels',
  (techniques: ResolvedTechniques, classes: number) => LabelFunction | undefined
>;

export type BatchTechnique = TechniqueOf<
  'batch',
  (techniques: ResolvedTechniques, size: ImageSize) => BatchFunction | undefined
>;

export type NetworkTechnique = TechniqueOf<'network', (techniques: ResolvedTechniques) => NetworkChange | undefined>;

export type ImportanceTechnique = TechniqueOf<
  'importance',
  (techniques: ResolvedTechniques, tf: TF) => ImportanceFunction | undefined
>;

export type LossTechnique = TechniqueOf<
  'loss',
  (techniques: ResolvedTechniques, subject: LossSubject) => LossFunction | undefined
>;

export type TeacherTechnique = TechniqueOf<
  'teacher',
  (techniques: ResolvedTechniques, tf: TF) => TeacherFunction | undefined
>;

export type GradientTechnique = TechniqueOf<
  'gradients',
  (techniques: ResolvedTechniques) => GradientFunction | undefined
>;

export type WeightTechnique = TechniqueOf<'weights', (techniques: ResolvedTechniques) => WeightFunction | undefined>;

export type PredictTechnique = TechniqueOf<
  'predictions',
  (techniques: ResolvedTechniques, size: ImageSize) => PredictFunction | undefined
>;

export type Technique =
  | FaceTechnique
  | PixelTechnique
  | LabelTechnique
  | BatchTechnique
  | NetworkTechnique
  | ImportanceTechnique
  | LossTechnique
  | TeacherTechnique
  | GradientTechnique
  | WeightTechnique
  | PredictTechnique;
