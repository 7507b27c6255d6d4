/** What the rooms share of the experiment file: parsed, checked, resolved. */
import type {
  AdamConfig,
  AdamWConfig,
  AugmentationConfig,
  ConstantSchedule,
  CosineSchedule,
  DataConfig,
  DataLayout,
  DistillationConfig,
  EarlyStoppingConfig,
  ExperimentFile,
  FineTuningConfig,
  FromExperiment,
  FromModel,
  FromRun,
  HoldOutFold,
  HoldOutFraction,
  LabelsConfig,
  ModelConfig,
  OneCycleSchedule,
  PlateauSchedule,
  PublishedResult,
  RmspropConfig,
  SearchConfig,
  SearchRange,
  SgdConfig,
  StepSchedule,
  SyntheticConfig,
  TechniquesConfig,
  TestTimeAugmentationConfig,
  TrainingConfig,
  ValidationFraction,
} from '../schemas/generated/experiment';
import type { Imported } from '../schemas/imported';

export type { ExperimentFile };

/** Property names and array indices from the root of the file. */
export type JsonPath = readonly (string | number)[];

/** Zero-based, in UTF-16 code units, as VS Code counts. Messages for people add one. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface TextRange {
  readonly start: Position;
  readonly end: Position;
}

/** An obvious fix: replaces the text of `range`. */
export interface Fix {
  readonly title: string;
  readonly range: TextRange;
  readonly newText: string;
}

/** Something wrong with an experiment file, or worth knowing. */
export interface Problem {
  readonly severity: 'error' | 'warning';
  /** Stable, kebab-case. `syntax` and `schema/*` come from JSON and the schema, the rest from our own checks. */
  readonly code: string;
  /** What was wrong, what was expected and how to fix it. */
  readonly message: string;
  readonly path: JsonPath;
  readonly range: TextRange;
  /** The nearest valid name, for a name that does not exist. */
  readonly suggestion?: string;
  readonly fixes: readonly Fix[];
}

/** What is known of every run, wherever its network was trained. */
interface RunBasis {
  readonly version: 1;
  readonly name: string;
  readonly description?: string;
  readonly variant: string;
  /** From 0. */
  readonly repeat: number;
  /** Absolute folder that relative paths of the file start from. */
  readonly baseDirectory: string;
  /** Absolute path of the file. */
  readonly file: string;
  readonly data: ResolvedData;
  /** The name of the data, where it is one of `dataSets`. */
  readonly dataSet?: string;
  /** The data sets of the file, by name: the network is tested on the test part of each. */
  readonly dataSets?: Readonly<Record<string, ResolvedData>>;
}

/** What experiment.json of a run holds. */
export type RecordedExperiment = ResolvedExperiment | ImportedExperiment;

/** Every default filled in: what a run here trains. */
export interface ResolvedExperiment extends RunBasis {
  readonly imported?: undefined;
  readonly repeats: number;
  /** The seed of this repeat: the file's seed plus `repeat`. */
  readonly seed: number;
  readonly engine: NonNullable<ExperimentFile['engine']>;
  readonly model: ResolvedModel;
  readonly training: ResolvedTraining;
  readonly techniques: ResolvedTechniques;
  readonly initFrom?: ResolvedInitFrom;
  readonly search?: ResolvedSearch;
  readonly published?: PublishedResult;
}

/** A network that was trained elsewhere: nothing of its training is known but what `imported` says. */
export interface ImportedExperiment extends RunBasis {
  readonly imported: Imported;
  /** Absent where nobody said it. */
  readonly seed?: number;
  readonly repeats?: undefined;
  readonly engine?: undefined;
  readonly model?: undefined;
  readonly training?: undefined;
  readonly techniques?: undefined;
  readonly initFrom?: undefined;
  readonly search?: undefined;
  readonly published?: undefined;
}

export type ResolvedData = Required<Pick<DataConfig, 'source' | 'fraction'>> &
  Pick<DataConfig, 'classes' | 'exclude'> & {
    /** How the files say what each picture shows; the name of a data set is replaced by its layout. */
    readonly layout?: DataLayout;
    readonly holdOut?: ResolvedHoldOut;
    /** Set when source is "synthetic". */
    readonly synthetic?: Required<SyntheticConfig>;
    readonly labels: Required<Pick<LabelsConfig, 'scheme' | 'rule' | 'unknown'>> & Pick<LabelsConfig, 'votes'>;
    readonly validation: 'publicTest' | Required<ValidationFraction>;
    readonly test: readonly ('publicTest' | 'privateTest')[];
  };

export type ResolvedHoldOut = Required<HoldOutFraction> | Required<HoldOutFold>;

/** Networks whose weights of ImageNet are published. */
export type PublishedNetwork = 'resnet50' | 'efficientnetLite0';

/** Paths as in the file. `weights` is "imagenet", "random" or a path. */
export type ResolvedModel = { readonly dropout: number; readonly l2: number } & (
  | { readonly type: 'customCnn' | 'smallCnn' | 'vggFer' | 'lightCnn' }
  | { readonly type: 'resnet18'; readonly width: number }
  | { readonly type: PublishedNetwork; readonly weights: string; readonly inputSize: number }
  | {
      readonly type: 'layersModel';
      readonly base: string;
      readonly output?: string;
      readonly preprocessing: NonNullable<ModelConfig['preprocessing']>;
    }
);

/** Where the first weights come from. Paths as in the file. */
export type ResolvedInitFrom = ResolvedFromExperiment | FromRun | FromModel;

/** The experiment is this file where it says so by `variant` alone. */
export type ResolvedFromExperiment = Required<FromExperiment> & {
  /** The run that was chosen or is queued for it, absolute, once that is known. */
  readonly run?: string;
  /** What that run is, by content; see `ancestryHash`. With `run`. */
  readonly ancestry?: string;
};

export type ResolvedSearch = Required<Omit<SearchConfig, 'over'>> & {
  readonly over: Readonly<Record<string, readonly unknown[] | Required<SearchRange>>>;
  /** What candidates are made of: as the file gives it, defaults not filled in, without the settings that are chosen. */
  readonly settings: Pick<ExperimentFile, 'model' | 'training' | 'techniques'>;
};

/** Which layers training changes. */
export type Trainable = NonNullable<TrainingConfig['trainable']>;

export type ResolvedSchedule =
  | Required<ConstantSchedule>
  | Required<StepSchedule>
  | Required<CosineSchedule>
  | Required<PlateauSchedule>
  | Required<OneCycleSchedule>;

/** Settings of an optimizer that are absent where the file leaves them out, in directories of earlier runs too. */
type OpenSettings = 'globalClipNorm' | 'decayBiasesAndNorms';

type ResolvedOptimizer<Config> = Required<Omit<Config, OpenSettings>> &
  Pick<Config, Extract<keyof Config, OpenSettings>>;

export type ResolvedTraining = Required<
  Pick<
    TrainingConfig,
    | 'epochs'
    | 'batchSize'
    | 'classWeights'
    | 'selectBest'
    | 'trainable'
    | 'batchNormalization'
    | 'gradientAccumulation'
    | 'features'
  >
> & {
  readonly optimizer:
    | ResolvedOptimizer<AdamConfig>
    | ResolvedOptimizer<AdamWConfig>
    | ResolvedOptimizer<RmspropConfig>
    | ResolvedOptimizer<SgdConfig>;
  readonly schedule: ResolvedSchedule;
  readonly earlyStopping?: Required<EarlyStoppingConfig>;
  /** A second stage after `epochs`. */
  readonly fineTuning?: Required<FineTuningConfig>;
};

/** `zoom` as a range of factors; `brightness` and `contrast` absent when off. */
export type ResolvedAugmentation = Required<Omit<AugmentationConfig, 'zoom' | 'brightness' | 'contrast'>> & {
  readonly zoom: readonly [number, number];
  readonly brightness?: readonly [number, number];
  readonly contrast?: readonly [number, number];
};

/** How several predictions of one image become one. */
export type Combination = NonNullable<TestTimeAugmentationConfig['combine']>;

export type ResolvedTestTimeAugmentation = {
  /** Predictions of each image; of a fixed set, how many it has. */
  readonly samples: number;
  readonly combine: Combination;
} & (
  | { readonly set: 'random'; readonly augmentation: ResolvedAugmentation }
  | { readonly set: 'flip' }
  | { readonly set: 'fiveCrop' | 'tenCrop'; readonly cropSize: number }
);

/** Whose answers a network learns from. Paths as in the file. */
export type ResolvedTeacher = Exclude<ResolvedInitFrom, FromModel>;

export type ResolvedDistillation = Required<Omit<DistillationConfig, 'from'>> & { readonly from: ResolvedTeacher };

/** `clipLimit` and `tiles` are of CLAHE alone. */
export type ResolvedEqualization =
  { readonly method: 'histogram' } | { readonly method: 'clahe'; readonly clipLimit: number; readonly tiles: number };

/** The key of a technique in the file's `techniques`. */
export type TechniqueName = keyof TechniquesConfig;

/** Techniques whose settings are more than those of the file with every default filled in. */
interface ReshapedTechniques {
  readonly equalization: ResolvedEqualization;
  readonly distillation: ResolvedDistillation;
  readonly augmentation: ResolvedAugmentation;
  readonly testTimeAugmentation: ResolvedTestTimeAugmentation;
}

/** A technique that is absent is off. */
export type ResolvedTechniques = {
  readonly [Name in TechniqueName]?: Name extends keyof ReshapedTechniques
    ? ReshapedTechniques[Name]
    : Required<NonNullable<TechniquesConfig[Name]>>;
};
