/** The interface of a technique: one file here, named as in the experiment file, plus one fragment in schemas/techniques/. */
import type { Combination, ResolvedTechniques, TechniqueName } from '../../experiment/types';
import type { ActsOn } from '../../schemas/actsOn';

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

/** Changes one image in place: `height · width` grey values from 0 to 255, row by row. */
export type PixelFunction = (image: Float32Array, draw: Draw) => void;

/** Changes one target in place: a probability vector over the classes, before and after. */
export type LabelFunction = (target: Float32Array) => void;

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

export type PixelTechnique = TechniqueOf<
  'pixels',
  (techniques: ResolvedTechniques, size: ImageSize) => PixelFunction | undefined
>;

export type LabelTechnique = TechniqueOf<
  'labels',
  (techniques: ResolvedTechniques, classes: number) => LabelFunction | undefined
>;

export type PredictTechnique = TechniqueOf<
  'predictions',
  (techniques: ResolvedTechniques, size: ImageSize) => PredictFunction | undefined
>;

export type Technique = PixelTechnique | LabelTechnique | PredictTechnique;
