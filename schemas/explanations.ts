/** Contracts of explanations: what is requested, what `ferexp explain` prints, and the messages of the panel that shows it. */

/** Methods that show which pixels a prediction came from. */
export const attributionMethods = ['integratedGradients', 'expectedGradients', 'gradCam', 'occlusion'] as const;
export type AttributionMethod = (typeof attributionMethods)[number];

export const methodTitles: Readonly<Record<AttributionMethod, string>> = {
  integratedGradients: 'Integrated gradients',
  expectedGradients: 'Expected gradients',
  gradCam: 'Grad-CAM',
  occlusion: 'Occlusion',
};

/** Title of figures and pages that show explanations. */
export const explanationTitle = 'Where the predictions come from';
/** How strongly a map covers its face by default, from 0 to 1. */
export const defaultOverlay = 0.75;

/**
 * Which faces of a split: by id, or the most confident mistakes or random ones, of one true class or of all. Or pictures of the
 * user, by their absolute paths.
 */
export type FaceChoice =
  | { readonly by: 'pictures'; readonly files: readonly string[] }
  | { readonly by: 'examples'; readonly examples: readonly number[] }
  | { readonly by: 'mistakes' | 'random'; readonly count: number; readonly of?: string };

/** What the input is compared with: a black picture or the mean of the training faces. */
export const attributionBaselines = ['black', 'mean'] as const;

/** What is to be explained, and how. */
export interface ExplainChoice {
  readonly split: 'train' | 'validation' | 'test';
  readonly faces: FaceChoice;
  readonly methods: readonly AttributionMethod[];
  /** Whose logit: `predicted`, `true`, or the name of a class. */
  readonly target: string;
  readonly baseline: (typeof attributionBaselines)[number];
}

/** What one method found on one face. */
export interface Attribution {
  readonly method: AttributionMethod;
  /** Float32, little-endian, base64: `height · width`, row by row. In logits; of Grad-CAM, in its own unit. */
  readonly values: string;
  /** The same as a picture, PNG, base64, in the colours of `Explanations.scales`. */
  readonly picture: string;
  /** For gradients along a path: the sum of all values, and what it should be. The difference is the numerical error. */
  readonly completeness?: { readonly sum: number; readonly expected: number };
}

/** What several copies of a face got, as test-time augmentation makes them. */
export interface CopiesOf {
  /** Of all copies together, as the run combines them; in the order of `Explanations.classNames`. */
  readonly probabilities: readonly number[];
  /** How many copies were given each class. */
  readonly votes: readonly number[];
}

export interface ExplainedFace {
  /** Index into the dataset; of a picture of the user, its place among them, from 1. */
  readonly example: number;
  /** File name of a picture of the user, whose true class is not known. */
  readonly picture?: string;
  readonly trueClass?: string;
  readonly predictedClass: string;
  /** Whose logit the attributions explain. */
  readonly explainedClass: string;
  /** In the order of `Explanations.classNames`, of one prediction of the unchanged face. */
  readonly probabilities: readonly number[];
  /** Of a run with test-time augmentation: what it answers. Its maps explain the one prediction of the unchanged face. */
  readonly copies?: CopiesOf;
  /** PNG, base64. */
  readonly image: string;
  readonly attributions: readonly Attribution[];
}

/** `face 12`, or the name of a picture. */
export const faceWords = ({ example, picture }: Pick<ExplainedFace, 'example' | 'picture'>): string =>
  picture ?? `face ${example}`;

/** Where faces are from: `test faces`, or `pictures`. */
export const sourceWords = ({ split }: Pick<Explanations, 'split'>): string =>
  split === undefined ? 'pictures' : `${split} faces`;

/** The colours of one method's pictures, the same for all faces. */
export interface AttributionScale {
  /** The value at full colour. */
  readonly limit: number;
  /** Whether values below zero count against the class. Then the other end is −limit, otherwise 0. */
  readonly signed: boolean;
  /** CSS colours from that end to `limit`, evenly spaced. */
  readonly colors: readonly string[];
  /** How the values were computed, in words: "50 points on the path from black". */
  readonly how: string;
}

/** What `ferexp explain --json` prints. */
export interface Explanations {
  /** Absolute path of the run directory. */
  readonly run: string;
  readonly experiment: string;
  readonly variant: string;
  /** Absent for pictures of the user. */
  readonly split?: string;
  readonly engine: string;
  readonly device: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly classNames: readonly string[];
  readonly scales: Readonly<Partial<Record<AttributionMethod, AttributionScale>>>;
  readonly faces: readonly ExplainedFace[];
}

/** What the panel of explanations remembers over a reload. */
export interface ExplainState {
  /** Absolute path of the run directory. */
  readonly directory: string;
  readonly choice: ExplainChoice;
  /** How strongly maps cover their faces, from 0 to 1. */
  readonly overlay?: number;
}
