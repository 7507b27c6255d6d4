/**
 * Faces of an experiment's data or of a run, for the pages that show them. `ferexp faces` answers these requests, one
 * JSON object per line. The extension passes on what a page requests, and the page gets the answer unchanged.
 */

import type { AuditReport, ExclusionKind } from './audit';

/** Splits of the experiment, then the parts of its test split when it has two. */
export const shownSplits = ['train', 'validation', 'test', 'publicTest', 'privateTest'] as const;
export type ShownSplit = (typeof shownSplits)[number];

/** Traits of a face that may be worth a look. */
export const faceTraits = ['disagree', 'duplicate', 'conflicting', 'leaked', 'dropped', 'excluded', 'unused'] as const;
/**
 * `disagree`: its FER label is not its FER+ majority. `duplicate`: another image has the same pixels. `conflicting`: and
 * that image has another FER label. `leaked`: a test image that is also a training or validation image. `dropped`: the label rule gives
 * it no label. `excluded`: `data.exclude` names it. `unused`: it has a label and is in no split for another reason.
 */
export type FaceTrait = (typeof faceTraits)[number];

/** Which faces to list: those that meet all given conditions. */
export interface FaceFilter {
  readonly split?: ShownSplit;
  /** Index into `classNames`: the label that the experiment trains on or is evaluated by. */
  readonly label?: number;
  readonly trait?: FaceTrait;
}

/** Faces of one split, or what the label rule dropped, by class. */
export interface ClassCounts {
  readonly count: number;
  /** One per class, in the order of the class names. */
  readonly classes: readonly number[];
}

/** What is known about the data of one variant of an experiment. */
export interface DataOverview {
  readonly experiment: string;
  readonly variant: string;
  /** As in the file. */
  readonly source: string;
  readonly scheme: 'fer' | 'fer+';
  /** How votes become labels; with FER+ only. */
  readonly rule?: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Images of the source. */
  readonly images: number;
  readonly fingerprint: string;
  /** Classes of the experiment's labels. */
  readonly classNames: readonly string[];
  readonly ferNames: readonly string[];
  /** The ten columns of votes; present when the experiment names a file of votes. */
  readonly voteNames?: readonly string[];
  /** In the order of `shownSplits`; by the class that evaluation counts an image in, the most likely one in training. */
  readonly splits: readonly (ClassCounts & { readonly split: ShownSplit })[];
  readonly traits: Readonly<Record<FaceTrait, number>>;
  /** What the label rule dropped, by reason. */
  readonly dropped: readonly { readonly reason: string; readonly training: number; readonly test: number }[];
  /** Different images, and groups of identical ones. */
  readonly unique: number;
  readonly groups: number;
  readonly conflictingGroups: number;
  readonly warnings: readonly string[];
}

/** One face with all that is known about it. */
export interface ShownFace {
  /** Index into the dataset, the stable example id. */
  readonly id: number;
  /** PNG, base64. */
  readonly image: string;
  /** Official part: Training, PublicTest or PrivateTest. */
  readonly part: string;
  readonly split?: 'train' | 'validation' | 'test';
  /** Index into `classNames`; absent when it has no label. */
  readonly label?: number;
  /** Index into `ferNames`. */
  readonly fer: number;
  /** Index into `voteNames` of the FER+ majority; absent without votes or majority. */
  readonly ferPlus?: number;
  /** Ten counts, in the order of `voteNames`. */
  readonly votes?: readonly number[];
  /** Why the label rule dropped it. */
  readonly dropped?: string;
  readonly traits: readonly FaceTrait[];
  /** Other images with the same pixels, by id. */
  readonly identical: readonly number[];
}

/** Opens an experiment file as it is in the editor, or a run; the other requests refer to what was opened last. */
export type FacesRequest =
  | { readonly type: 'open'; readonly file: string; readonly text: string; readonly variant: string }
  /** `split`: one of the run's, whose faces are asked for; that of another data set has other faces. Default: the run's own. */
  | { readonly type: 'openRun'; readonly directory: string; readonly split?: string }
  | { readonly type: 'list'; readonly filter: FaceFilter; readonly offset: number; readonly limit: number }
  | { readonly type: 'faces'; readonly ids: readonly number[] }
  | { readonly type: 'audit' }
  /** The text of a file that leaves faces out, or of a report in Markdown. */
  | { readonly type: 'exclusions'; readonly kinds: readonly ExclusionKind[] }
  | { readonly type: 'auditMarkdown' };

export interface FacesProblem {
  readonly message: string;
  readonly remedy?: string;
}

/** `list`: the faces of a filter from `offset` on. */
export interface FacePage {
  readonly total: number;
  readonly faces: readonly ShownFace[];
}

/** The answer to each request. */
export interface FacesAnswers {
  readonly open: DataOverview;
  readonly openRun: DataOverview;
  readonly list: FacePage;
  readonly faces: readonly ShownFace[];
  readonly audit: AuditReport;
  /** `faces`: how many it lists. */
  readonly exclusions: { readonly text: string; readonly faces: number };
  readonly auditMarkdown: { readonly text: string };
}

/** A line that `ferexp faces` reads. */
export interface FacesCall {
  readonly id: number;
  readonly request: FacesRequest;
}

/** A line that `ferexp faces` writes. Progress comes before the result. */
export type FacesReply =
  | { readonly id: number; readonly result: FacesAnswers[keyof FacesAnswers] }
  | { readonly id: number; readonly problem: FacesProblem }
  | {
      readonly id: number;
      readonly progress: { readonly detail: string; readonly done: number; readonly total?: number };
    };

/** A data source of the workspace, for the side bar: one object of what `ferexp data list --json` prints. */
export interface DataSource {
  /** Absolute path, or `synthetic`. */
  readonly source: string;
  /** `ready`: imported before. `unread`: the first look imports it. `outside`: outside the workspace, so it is not read. */
  readonly state: 'ready' | 'unread' | 'missing' | 'outside';
  readonly images?: number;
  /** Experiments that use it: absolute path, and the first variant that does. */
  readonly uses: readonly { readonly file: string; readonly name: string; readonly variant: string }[];
  /** Faces of each split in words, for each way of labelling and splitting. */
  readonly views: readonly DataSourceView[];
}

export interface DataSourceView {
  readonly file: string;
  readonly variant: string;
  /** Such as `FER+ majority`. */
  readonly labels: string;
  /** Such as `train 20,048 · validation 5,012 · test 6,352`; absent before it was read. */
  readonly counts?: string;
  readonly warnings: readonly string[];
}

/** Why there is nothing to show, and what can be done about it. */
export interface PanelProblem extends FacesProblem {
  readonly action?: 'trust' | 'allowData' | 'openFile';
}

/** A picture that a page drew, to be saved where the user chooses. */
export interface SavePicture {
  readonly type: 'savePicture';
  /** Without extension. */
  readonly name: string;
  readonly format: 'svg' | 'pdf' | 'png';
  /** PNG as base64; otherwise SVG, which a PDF is drawn from. */
  readonly data: string;
}

/** Asks for faces of a run by their predictions, the most confident first. Without a cell: all wrong predictions. */
export interface PredictionQuery {
  /** As in the summary. */
  readonly split: string;
  /** Indices into the run's class names. */
  readonly cell?: { readonly truth: number; readonly predicted: number };
  readonly offset: number;
  readonly limit: number;
}

export interface PredictedFace {
  readonly id: number;
  /** Indices into `classNames`. */
  readonly truth: number;
  readonly predicted: number;
  /** One per class. */
  readonly probabilities: readonly number[];
  /** Absent when the faces cannot be shown: the answer's `problem` says why. */
  readonly face?: ShownFace;
}

/** What the numbers of a face's labels mean. `classNames`: of its data, which another data set than the run's has in its own order. */
export type LabelNames = Pick<DataOverview, 'classNames' | 'ferNames' | 'voteNames'>;

export interface PredictedFaces {
  readonly query: PredictionQuery;
  /** Of the run's labels. */
  readonly classNames: readonly string[];
  /** Only the classes of its answers are known: nobody knows how sure they are. */
  readonly classesOnly?: boolean;
  /** How many faces match in all. */
  readonly total: number;
  readonly faces: readonly PredictedFace[];
  /** Names of the two labels, when the faces are shown. */
  readonly names?: LabelNames;
  readonly problem?: PanelProblem;
}
