/** The plug-in contract: a technique is one file here, named as in the experiment file, and one fragment in schemas/techniques/. */
import type { Combination, ResolvedTechniques, TechniqueName } from '../../experiment/types';
import type { Stage } from '../../schemas/stages';

/** Pixels. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** What the random choices for one image follow from. */
export interface Draw {
  /** Of the run. */
  readonly seed: number;
  /** From 0; the number of the copy, from 0, when predicting. */
  readonly epoch: number;
  /** Stable id of the image: its index into the dataset. */
  readonly example: number;
}

/** Changes one image in place: `height · width` grey values from 0 to 255, row by row. */
export type PixelFunction = (image: Float32Array, draw: Draw) => void;

/** Changes one target in place: a probability vector over the classes, which it stays. */
export type LabelFunction = (target: Float32Array) => void;

/** Several predictions of one image, which become one. */
export interface PredictFunction {
  /** Predictions per image, at least 1. */
  readonly samples: number;
  readonly combine: Combination;
  /** Changes one image in place for one of the predictions; `draw.epoch` is the number of the prediction, from 0. */
  readonly transform: PixelFunction;
}

interface TechniqueOf<S extends Stage, Create> {
  readonly name: TechniqueName;
  readonly stage: S;
  /** What the settings ask for; undefined when the technique is off. */
  readonly create: Create;
}

export type PixelTechnique = TechniqueOf<
  'pixels',
  (techniques: ResolvedTechniques, size: ImageSize) => PixelFunction | undefined
>;

export type LabelTechnique = TechniqueOf<
  'labels',
  (techniques: ResolvedTechniques, classes: number) => LabelFunction | undefined
>;

export type PredictTechnique = TechniqueOf<
  'predict',
  (techniques: ResolvedTechniques, size: ImageSize) => PredictFunction | undefined
>;

export type Technique = PixelTechnique | LabelTechnique | PredictTechnique;
