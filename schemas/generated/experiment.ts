// Generated from schemas/ by scripts/generate.ts. Do not edit.

/**
 * Step size of the optimizer.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "learningRate".
 */
export type LearningRate = number;
/**
 * Largest length of all gradients together; longer ones are shortened.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "globalClipNorm".
 */
export type GlobalClipNorm = number;
/**
 * Epochs over which the learning rate rises linearly from 0; may be a fraction.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "warmupEpochs".
 */
export type WarmupEpochs = number;

/**
 * One facial-expression-recognition experiment and its variants.
 */
export interface ExperimentFile {
  /**
   * Where the schema of this file is, for editors other than VS Code.
   */
  $schema?: string;
  /**
   * Version of this file format.
   */
  version: 1;
  /**
   * Name of the experiment: names the folder of its runs.
   */
  name: string;
  /**
   * What the experiment asks, in a sentence. Shown beside its results.
   */
  description?: string;
  /**
   * What computes the training.
   */
  engine?: 'auto' | 'tensorflow' | 'wasm';
  /**
   * Seed of the first repeat; the next repeats count up from it.
   */
  seed?: number;
  data: DataConfig;
  /**
   * Data sets by name: data.source may name one, and every network is tested on all of them.
   */
  dataSets?: {
    [k: string]: DataConfig;
  };
  model: ModelConfig;
  training: TrainingConfig;
  techniques?: TechniquesConfig;
  /**
   * The trained model that training starts from (warm start).
   */
  initFrom?: FromExperiment | FromVariant | FromRun | FromModel;
  search?: SearchConfig;
  /**
   * What is compared: each variant is a patch on this file.
   */
  variants?: {
    [k: string]: VariantPatch;
  };
  /**
   * Settings by dotted path with the values to combine: every variant runs with every combination.
   */
  matrix?: {
    /**
     * Values of the setting.
     *
     * @minItems 1
     * @maxItems 100
     */
    [k: string]: (string | number | boolean | unknown[] | {} | null)[];
  };
  /**
   * How many times each variant is trained, each with its own seed.
   */
  repeats?: number;
  published?: PublishedResult;
}
/**
 * Which faces, which labels, which splits.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "data".
 */
export interface DataConfig {
  /**
   * Path of the data, relative to this file, "synthetic", or the name of one of dataSets.
   */
  source: string;
  /**
   * How the files of a folder say what each picture shows; class folders need none.
   */
  layout?: ('raf-db' | 'expw' | 'affectnet' | 'ck+' | 'kdef' | 'jaffe' | 'ferplus') | DataLayout;
  /**
   * What each class folder shows, by the folder's name.
   */
  classes?: {
    [k: string]: 'angry' | 'disgust' | 'fear' | 'happy' | 'sad' | 'surprise' | 'neutral' | 'leaveOut';
  };
  synthetic?: SyntheticConfig;
  labels?: LabelsConfig;
  /**
   * What is held out of training to choose epochs and settings.
   */
  validation?: 'publicTest' | ValidationFraction;
  /**
   * The parts that make up the test split.
   *
   * @minItems 1
   */
  test?: ('publicTest' | 'privateTest')[];
  /**
   * Which share of the faces becomes the test part, where the data does not say it.
   */
  holdOut?: HoldOutFraction | HoldOutFold;
  /**
   * A file with the faces that no split uses, relative to this file.
   */
  exclude?: string;
  /**
   * Share of each split that is used, for quick trials.
   */
  fraction?: number;
}
/**
 * A layout of your own.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "layout".
 */
export interface DataLayout {
  /**
   * A text or CSV file in the source with one line for each face.
   */
  list?: string;
  /**
   * What the columns of the list mean; then its first line is a face too.
   *
   * @minItems 2
   * @maxItems 100
   */
  columns?: (
    | 'picture'
    | 'class'
    | 'part'
    | 'person'
    | 'left'
    | 'top'
    | 'right'
    | 'bottom'
    | 'box'
    | 'votes:neutral'
    | 'votes:happiness'
    | 'votes:surprise'
    | 'votes:sadness'
    | 'votes:anger'
    | 'votes:disgust'
    | 'votes:fear'
    | 'votes:contempt'
    | 'votes:unknown'
    | 'votes:NF'
    | '-'
  )[];
  /**
   * Where the picture of a line is, made of what the line says.
   */
  picture?: string;
  /**
   * The file with the class of one picture, made of what names found.
   */
  labelFile?: string;
  /**
   * What the names of pictures say.
   */
  names?: string;
}
/**
 * How generated faces are drawn. Used when source is "synthetic".
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "synthetic".
 */
export interface SyntheticConfig {
  /**
   * Number of training faces (validation is taken from them).
   */
  training?: number;
  /**
   * Number of test faces, half public and half private.
   */
  test?: number;
  /**
   * Seed of the generated faces.
   */
  seed?: number;
  /**
   * Share of training labels that are wrong.
   */
  labelNoise?: number;
}
/**
 * Which labels the images have.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "labels".
 */
export interface LabelsConfig {
  /**
   * Label scheme.
   */
  scheme: 'fer' | 'fer+';
  /**
   * Path of fer2013new.csv (the FER+ votes), relative to this file. With the scheme fer, the network is only compared with them.
   */
  votes?: string;
  /**
   * How ten votes become a training label. Validation and test always use the majority.
   */
  rule?: 'majority' | 'probability' | 'crossEntropy' | 'multiTarget';
  /**
   * FER+ images whose majority is "unknown" or "not a face": removed, or kept as two more classes.
   */
  unknown?: 'remove' | 'class';
}
/**
 * A share of the training images.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "validationFraction".
 */
export interface ValidationFraction {
  /**
   * Share of the training images that becomes the validation split. The study used 0.2.
   */
  fraction: number;
  /**
   * Seed of the split, the same for all variants and repeats. The study used 123.
   */
  seed?: number;
  /**
   * Keep each class's share in both splits.
   */
  stratified?: boolean;
  /**
   * Never put byte-identical images on both sides of the split.
   */
  keepDuplicatesTogether?: boolean;
}
/**
 * A share of all faces, or of all persons.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "holdOutFraction".
 */
export interface HoldOutFraction {
  /**
   * Share of the faces that becomes the test part; whole persons where they are known.
   */
  fraction: number;
  /**
   * Seed of the division, the same for all variants and repeats.
   */
  seed?: number;
}
/**
 * One of several folds of all faces, or of all persons.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "holdOutFold".
 */
export interface HoldOutFold {
  /**
   * Into how many folds all faces are divided; whole persons where they are known.
   */
  folds: number;
  /**
   * Which of them is the test part, from 1.
   */
  fold: number;
  /**
   * Seed of the division, the same for all variants and repeats.
   */
  seed?: number;
}
/**
 * The network.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "model".
 */
export interface ModelConfig {
  /**
   * Architecture.
   */
  type:
    'customCnn' | 'smallCnn' | 'resnet18' | 'vggFer' | 'lightCnn' | 'resnet50' | 'efficientnetLite0' | 'layersModel';
  /**
   * Share of activations dropped while training.
   */
  dropout?: number;
  /**
   * L2 weight penalty of the regularised convolutions.
   */
  l2?: number;
  /**
   * Filters of the first stage of resnet18.
   */
  width?: number;
  /**
   * Weights of resnet50 or efficientnetLite0: "imagenet", "random", or the path of a file.
   */
  weights?: string;
  /**
   * Side in pixels that faces are enlarged to for resnet50 and efficientnetLite0.
   */
  inputSize?: number;
  /**
   * Path of the model.json or .keras file of layersModel, relative to this file.
   */
  base?: string;
  /**
   * Layer of the base whose output the new classifier reads.
   */
  output?: string;
  /**
   * How pixels are prepared for layersModel.
   */
  preprocessing?: 'scale' | 'tf' | 'caffe' | 'torch' | 'none';
}
/**
 * How the network is trained.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "training".
 */
export interface TrainingConfig {
  /**
   * Passes over the training images; 0: evaluates what initFrom gives.
   */
  epochs: number;
  /**
   * Images per step.
   */
  batchSize?: number;
  /**
   * How weights are updated.
   */
  optimizer?: AdamConfig | AdamWConfig | RmspropConfig | SgdConfig;
  /**
   * How the learning rate changes over time.
   */
  schedule?: ConstantSchedule | StepSchedule | CosineSchedule | PlateauSchedule | OneCycleSchedule;
  earlyStopping?: EarlyStoppingConfig;
  /**
   * Weight of each class in the loss.
   */
  classWeights?:
    | ('none' | 'balanced')
    | {
        [k: string]: number;
      };
  /**
   * Which epoch's weights are evaluated and saved.
   */
  selectBest?: 'validationAccuracy' | 'validationLoss' | 'last';
  /**
   * Which layers are trained.
   */
  trainable?: ('all' | 'head') | TrainableFrom | TrainableLast;
  /**
   * Batch normalisation of the base while it is fine-tuned.
   */
  batchNormalization?: 'frozen' | 'trained';
  /**
   * Parts that each batch is computed in, to save memory.
   */
  gradientAccumulation?: number;
  /**
   * Whether a frozen base is computed once or in every epoch.
   */
  features?: ('cached' | 'live') | number;
  fineTuning?: FineTuningConfig;
}
/**
 * Adam (Kingma and Ba, 2015).
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "adam".
 */
export interface AdamConfig {
  /**
   * Adam (Kingma and Ba, 2015): its own step size for every weight.
   */
  type: 'adam';
  learningRate?: LearningRate;
  /**
   * Decay of the mean of gradients.
   */
  beta1?: number;
  /**
   * Decay of the mean of squared gradients.
   */
  beta2?: number;
  /**
   * Keeps the division stable. Keras's default is 1e-7.
   */
  epsilon?: number;
  globalClipNorm?: GlobalClipNorm;
}
/**
 * Adam whose weights shrink a little every step (Loshchilov and Hutter, 2019).
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "adamw".
 */
export interface AdamWConfig {
  /**
   * Adam whose weights shrink a little every step (Loshchilov and Hutter, 2019).
   */
  type: 'adamw';
  learningRate?: LearningRate;
  /**
   * Every step shrinks all weights by this share times the learning rate; see decayBiasesAndNorms. Keras's default is 0.004.
   */
  weightDecay?: number;
  /**
   * Decay of the mean of gradients.
   */
  beta1?: number;
  /**
   * Decay of the mean of squared gradients.
   */
  beta2?: number;
  /**
   * Keeps the division stable. Keras's default is 1e-7.
   */
  epsilon?: number;
  globalClipNorm?: GlobalClipNorm;
  /**
   * Whether biases and batch normalisation shrink as well; true as in Keras.
   */
  decayBiasesAndNorms?: boolean;
}
/**
 * RMSprop (Tieleman and Hinton, 2012): gradients divided by the root of their mean square.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "rmsprop".
 */
export interface RmspropConfig {
  /**
   * RMSprop (Tieleman and Hinton, 2012): gradients divided by the root of their mean square.
   */
  type: 'rmsprop';
  learningRate?: LearningRate;
  /**
   * Decay of the mean of squared gradients.
   */
  rho?: number;
  /**
   * How much of the last step is kept.
   */
  momentum?: number;
  /**
   * Added to the mean square before its root is taken. Keras's default is 1e-7.
   */
  epsilon?: number;
  globalClipNorm?: GlobalClipNorm;
}
/**
 * Stochastic gradient descent, with or without momentum.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "sgd".
 */
export interface SgdConfig {
  /**
   * Stochastic gradient descent, with or without momentum.
   */
  type: 'sgd';
  learningRate?: LearningRate;
  /**
   * How much of the last step is kept; 0.9 is usual.
   */
  momentum?: number;
  /**
   * Look ahead along the momentum before taking the gradient.
   */
  nesterov?: boolean;
  globalClipNorm?: GlobalClipNorm;
}
/**
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "constantSchedule".
 */
export interface ConstantSchedule {
  /**
   * The same learning rate throughout.
   */
  type: 'constant';
  warmupEpochs?: WarmupEpochs;
}
/**
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "stepSchedule".
 */
export interface StepSchedule {
  /**
   * Multiplied by a factor every few epochs.
   */
  type: 'step';
  /**
   * Epochs between two drops.
   */
  every: number;
  /**
   * What the rate is multiplied by.
   */
  factor?: number;
  warmupEpochs?: WarmupEpochs;
}
/**
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "cosineSchedule".
 */
export interface CosineSchedule {
  /**
   * Falls along half a cosine to its minimum (Loshchilov and Hutter, 2017).
   */
  type: 'cosine';
  /**
   * Learning rate at the end.
   */
  minimum?: number;
  warmupEpochs?: WarmupEpochs;
}
/**
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "plateauSchedule".
 */
export interface PlateauSchedule {
  /**
   * Multiplied by a factor when validation loss stops falling, as Keras's ReduceLROnPlateau.
   */
  type: 'plateau';
  /**
   * What the rate is multiplied by.
   */
  factor?: number;
  /**
   * Epochs without improvement before a drop.
   */
  patience?: number;
  /**
   * Smallest change of validation loss that counts as improvement.
   */
  minDelta?: number;
  /**
   * Epochs to wait after a drop.
   */
  cooldown?: number;
  /**
   * Lowest learning rate.
   */
  minimum?: number;
  warmupEpochs?: WarmupEpochs;
}
/**
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "oneCycleSchedule".
 */
export interface OneCycleSchedule {
  /**
   * Rises to the learning rate, then falls far below its start (Smith and Topin, 2018).
   */
  type: 'oneCycle';
  /**
   * Share of training in which the rate rises.
   */
  rise?: number;
  /**
   * The learning rate divided by this is the first rate.
   */
  startDivisor?: number;
  /**
   * The first rate divided by this is the last one.
   */
  endDivisor?: number;
}
/**
 * Stop when validation no longer improves.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "earlyStopping".
 */
export interface EarlyStoppingConfig {
  /**
   * What must improve.
   */
  monitor?: 'validationLoss' | 'validationAccuracy';
  /**
   * Epochs without improvement before stopping.
   */
  patience?: number;
  /**
   * Smallest change that counts as improvement.
   */
  minDelta?: number;
}
/**
 * From a block or layer to the end.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "trainableFrom".
 */
export interface TrainableFrom {
  /**
   * Name of the first block or layer that is trained.
   */
  from: string;
}
/**
 * The last layers.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "trainableLast".
 */
export interface TrainableLast {
  /**
   * How many of the last layers with weights are trained, the classifier included.
   */
  last: number;
}
/**
 * A second stage after epochs: more layers, with its own epochs and learning rate.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "fineTuning".
 */
export interface FineTuningConfig {
  /**
   * Passes over the training images in this stage. The study used 5.
   */
  epochs: number;
  /**
   * Step size in this stage.
   */
  learningRate?: number;
  /**
   * Which layers are trained in this stage.
   */
  trainable?: 'all' | TrainableFrom | TrainableLast;
}
/**
 * Techniques that may improve the network, each switched on by itself.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "techniques".
 */
export interface TechniquesConfig {
  equalization?: EqualizationConfig;
  augmentation?: AugmentationConfig;
  randomErasing?: RandomErasingConfig;
  labelSmoothing?: LabelSmoothingConfig;
  cutMix?: CutMixConfig;
  mixup?: MixupConfig;
  stochasticDepth?: StochasticDepthConfig;
  selfCure?: SelfCureConfig;
  classBalancedLoss?: ClassBalancedLossConfig;
  focalLoss?: FocalLossConfig;
  logitAdjustment?: LogitAdjustmentConfig;
  distillation?: DistillationConfig;
  sam?: SamConfig;
  ema?: EmaConfig;
  preciseBatchNorm?: PreciseBatchNormConfig;
  swa?: SwaConfig;
  testTimeAugmentation?: TestTimeAugmentationConfig;
}
/**
 * Spread the grey values of every face, so that light matters less.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "equalization".
 */
export interface EqualizationConfig {
  /**
   * Over the whole face, or tile by tile with limited contrast.
   */
  method?: 'histogram' | 'clahe';
  /**
   * Of clahe: how much the contrast may grow; higher brings out more detail and more noise.
   */
  clipLimit?: number;
  /**
   * Of clahe: tiles along each side of the face, from 1 to 8.
   */
  tiles?: number;
}
/**
 * Random changes to training images.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "augmentation".
 */
export interface AugmentationConfig {
  /**
   * Mirror left and right, half of the time.
   */
  horizontalFlip?: boolean;
  /**
   * Mirror up and down, half of the time: hurts on faces.
   */
  verticalFlip?: boolean;
  /**
   * Largest rotation in degrees, either way.
   */
  rotation?: number;
  /**
   * Largest shear angle in degrees, either way.
   */
  shear?: number;
  /**
   * Largest sideways shift, as a share of the width.
   */
  widthShift?: number;
  /**
   * Largest up or down shift, as a share of the height.
   */
  heightShift?: number;
  /**
   * Zoom: z means factors from 1 − z to 1 + z.
   */
  zoom?: number | number[];
  /**
   * Largest share that is cut off each edge before the face is enlarged to its size again.
   */
  edgeCrop?: number;
  /**
   * Largest amount added to or taken from all grey values (0 to 255).
   */
  channelShift?: number;
  /**
   * Range of the brightness factor, for example [0.8, 1.2].
   *
   * @minItems 2
   * @maxItems 2
   */
  brightness?: number[];
  /**
   * Range of the contrast factor around each image's mean, for example [0.8, 1.2].
   *
   * @minItems 2
   * @maxItems 2
   */
  contrast?: number[];
  /**
   * What fills the pixels that come from outside the image.
   */
  fillMode?: 'nearest' | 'constant' | 'reflect' | 'wrap';
}
/**
 * Hide a random rectangle of training images.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "randomErasing".
 */
export interface RandomErasingConfig {
  /**
   * Share of the images that lose a rectangle.
   */
  probability?: number;
  /**
   * Range of the rectangle's area, as a share of the image.
   *
   * @minItems 2
   * @maxItems 2
   */
  area?: number[];
  /**
   * Range of the rectangle's height divided by its width.
   *
   * @minItems 2
   * @maxItems 2
   */
  ratio?: number[];
  /**
   * What replaces the rectangle.
   */
  fill?: 'mean' | 'zero' | 'noise';
}
/**
 * Softer targets against overconfidence.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "labelSmoothing".
 */
export interface LabelSmoothingConfig {
  /**
   * Share of each label that is spread over all classes; 0.1 is usual.
   */
  epsilon: number;
}
/**
 * Paste a rectangle of one training face over another.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "cutMix".
 */
export interface CutMixConfig {
  /**
   * Share of the batches that are mixed.
   */
  probability?: number;
  /**
   * How evenly areas are shared: 1 takes every share alike.
   */
  alpha?: number;
}
/**
 * Train on mixtures of two faces.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "mixup".
 */
export interface MixupConfig {
  /**
   * How evenly faces are mixed: 0.2 mostly one face, 1 every share alike.
   */
  alpha?: number;
}
/**
 * Leave residual branches out of a step at random.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "stochasticDepth".
 */
export interface StochasticDepthConfig {
  /**
   * With which probability the last branch takes part in a step.
   */
  survival?: number;
}
/**
 * Trust doubtful faces less, and correct labels that the network surely contradicts.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "selfCure".
 */
export interface SelfCureConfig {
  /**
   * The first epoch in which labels are corrected, counted over all stages.
   */
  relabelFrom?: number;
  /**
   * By how much another class must be more probable than the label; 1 relabels nothing.
   */
  relabelMargin?: number;
  /**
   * How far the mean trust of the high group must be above that of the low group.
   */
  rankMargin?: number;
  /**
   * Share of a batch that is the high group; labels are corrected in the rest.
   */
  highShare?: number;
}
/**
 * Weigh rare classes more, by their effective number of faces.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "classBalancedLoss".
 */
export interface ClassBalancedLossConfig {
  /**
   * 0 weighs all classes alike; near 1, by the inverse of their faces.
   */
  beta?: number;
}
/**
 * Count faces less that the network already gets right.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "focalLoss".
 */
export interface FocalLossConfig {
  /**
   * How much less: 0 is plain cross-entropy, 2 is usual.
   */
  gamma?: number;
}
/**
 * Ask for a larger margin for rare classes.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "logitAdjustment".
 */
export interface LogitAdjustmentConfig {
  /**
   * How strongly: 1 is the one that aims at balanced accuracy.
   */
  tau?: number;
}
/**
 * Learn from the answers of a trained network besides the labels.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "distillation".
 */
export interface DistillationConfig {
  /**
   * The teacher: a variant of this file or of another experiment, or a run.
   */
  from: FromExperiment | FromVariant | FromRun;
  /**
   * Softens the answers of both: higher shows more of what the teacher takes a face for besides.
   */
  temperature?: number;
  /**
   * Share of the loss that the teacher has; the labels have the rest.
   */
  weight?: number;
}
/**
 * The best model of another experiment.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "fromExperiment".
 */
export interface FromExperiment {
  /**
   * Path of the other experiment file, relative to this file.
   */
  experiment: string;
  /**
   * Which of its variants.
   */
  variant?: string;
}
/**
 * The best model of another variant of this file.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "fromVariant".
 */
export interface FromVariant {
  /**
   * Name of the variant; "base" is the file itself.
   */
  variant: string;
}
/**
 * The best model of one run.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "fromRun".
 */
export interface FromRun {
  /**
   * Path of the run directory, relative to this file.
   */
  run: string;
}
/**
 * Look for flat minima: sharpness-aware minimisation.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "sam".
 */
export interface SamConfig {
  /**
   * Distance in the space of the weights; 0.05 is usual.
   */
  rho?: number;
}
/**
 * Evaluate an exponential moving average of the weights.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "ema".
 */
export interface EmaConfig {
  /**
   * Share of the average that each step keeps; 0.999 is about the last 1,000 steps.
   */
  decay?: number;
}
/**
 * Take the statistics of batch normalisation again before each validation.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "preciseBatchNorm".
 */
export interface PreciseBatchNormConfig {
  /**
   * Training faces over which they are taken.
   */
  images?: number;
}
/**
 * Evaluate the mean of the weights after each of the last epochs.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "swa".
 */
export interface SwaConfig {
  /**
   * Share of the epochs before the average begins.
   */
  start?: number;
  /**
   * Training faces over which batch normalisation is taken again.
   */
  statistics?: number;
}
/**
 * Combine the predictions of several transformed copies of each test image.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "testTimeAugmentation".
 */
export interface TestTimeAugmentationConfig {
  /**
   * Which copies: random ones, or a fixed set.
   */
  set?: 'random' | 'flip' | 'fiveCrop' | 'tenCrop';
  /**
   * Random copies per image, from 1 to 200; 10 is usual, gains fade after 25.
   */
  samples?: number;
  /**
   * Which transformations the set random draws. Default: those of techniques.augmentation.
   */
  augmentation?: AugmentationConfig;
  /**
   * Side of the crops of fiveCrop and tenCrop, as a share of the image's: from 0.5 to below 1.
   */
  cropSize?: number;
  /**
   * How the predictions are combined.
   */
  combine?: 'mean' | 'geometricMean' | 'vote';
}
/**
 * A model on disk.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "fromModel".
 */
export interface FromModel {
  /**
   * Path of the model.json of a TensorFlow.js layers model, relative to this file.
   */
  model: string;
}
/**
 * Chooses settings by cross-validation on the training images, before training.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "search".
 */
export interface SearchConfig {
  /**
   * Settings by dotted path: values to try, or a range.
   */
  over: {
    [k: string]: (string | number | boolean | unknown[] | {} | null)[] | SearchRange;
  };
  /**
   * Which combinations are tried.
   */
  method?: 'grid' | 'random';
  /**
   * Combinations that random search tries.
   */
  samples?: number;
  /**
   * Parts of the training images; each is the validation split once. The study used 3.
   */
  folds?: number;
  /**
   * Epochs of each fold. The study used 5.
   */
  epochs?: number;
  /**
   * What decides: its mean over the folds, at the last epoch.
   */
  monitor?: 'validationAccuracy' | 'validationLoss';
}
/**
 * A range of numbers.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "searchRange".
 */
export interface SearchRange {
  /**
   * Smallest value.
   */
  min: number;
  /**
   * Largest value.
   */
  max: number;
  /**
   * How values are spread; log for learning rates.
   */
  scale?: 'linear' | 'log';
  /**
   * Whole numbers only.
   */
  integer?: boolean;
}
/**
 * What differs from the file: a JSON merge patch. null removes a setting.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "variant".
 */
export interface VariantPatch {
  /**
   * What this variant asks.
   */
  description?: string;
  /**
   * What computes the training.
   */
  engine?: 'auto' | 'tensorflow' | 'wasm' | null;
  /**
   * Seed of the first repeat.
   */
  seed?: number | null;
  /**
   * Changes to the data.
   */
  data?: {};
  /**
   * Changes to the model.
   */
  model?: {};
  /**
   * Changes to the training.
   */
  training?: {};
  /**
   * Changes to the techniques; null switches all off.
   */
  techniques?: {} | null;
  /**
   * The trained model that this variant starts from; null: random weights.
   */
  initFrom?: FromExperiment | FromVariant | FromRun | FromModel | null;
  /**
   * Changes to the settings that are chosen by cross-validation; null: no search.
   */
  search?: {} | null;
  /**
   * How many times this variant is trained.
   */
  repeats?: number;
  published?: PublishedResult | null;
}
/**
 * A published figure for this setting, shown beside ours.
 *
 * This interface was referenced by `ExperimentFile`'s JSON-Schema
 * via the `definition` "published".
 */
export interface PublishedResult {
  /**
   * Accuracy on the test split, from 0 to 1.
   */
  testAccuracy: number;
  /**
   * Accuracy for each number of samples of test-time augmentation, from 0 to 1.
   */
  bySamples?: {
    [k: string]: number;
  };
  /**
   * Where the figure was published.
   */
  source: string;
}
