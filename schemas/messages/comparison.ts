/** Messages between the extension and the page of a comparison, and what that page remembers over a reload. */
import type { Imported } from '../imported';
import type { RunState } from '../runDirectory';
import { type Checked, list, messagesOf, oneOf, optional, part, text, yesOrNo } from '../shape';
import type { UserNote } from '../userNote';
import { nothing, picture, place, type SettingValue } from './parts';
import type { EarlierRun } from './run';

/** Mean over networks. One network has no interval. */
export interface Estimate {
  readonly mean: number;
  /** 95 % interval; of metrics of test faces also over the choice of faces, where predictions are there. */
  readonly low?: number;
  readonly high?: number;
  /** Networks. */
  readonly count: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** The metrics that differences are taken of: of accuracy unless the reader chooses another. */
export const differenceMetrics = ['accuracy', 'macroF1', 'balancedAccuracy', 'loss', 'brier'] as const;

/** `recall:happy` is the recall of one class. */
export type DifferenceMetric = (typeof differenceMetrics)[number] | `recall:${string}`;

/** A difference to the baseline, in the metric's unit. */
export interface Difference {
  readonly mean: number;
  /** 95 % interval for other seeds and other faces of this kind; without predictions, for other seeds alone. */
  readonly low: number;
  readonly high: number;
  /** The interval for these test faces and other seeds; absent between single networks. */
  readonly theseFaces?: { readonly low: number; readonly high: number };
  /**
   * Where the row was tested on other faces than the baseline: means of both on the faces that they have in common, and how
   * many these are.
   */
  readonly common?: { readonly row: number; readonly baseline: number; readonly faces: number };
  /** Two-sided p-value of this row alone. */
  readonly p: number;
  /** With the number of rows taken into account, by Holm's method. */
  readonly adjustedP: number;
  /** Rows that are compared with the baseline. */
  readonly compared: number;
  readonly test: 'paired' | 'unpaired' | 'oneAgainstSeveral' | 'oneEach';
  /** Networks of the row and of the baseline. */
  readonly networks: readonly [row: number, baseline: number];
  /**
   * Whether this difference is real. `unclear`: nobody can tell yet; `oneRunEach`: it is between two networks, not between
   * techniques; `nothingLearned`: one of the two learned nothing, so there is nothing to compare.
   */
  readonly verdict: 'real' | 'unclear' | 'oneRunEach' | 'nothingLearned';
  /** The verdict in words, for readers who are not statisticians. */
  readonly words: string;
  /** How many repeats to plan, as a sentence; where nobody can tell yet. */
  readonly plan?: string;
}

/** The metrics that a comparison shows; all on the test split unless the name says otherwise. */
export const comparedMetrics = [
  'testAccuracy',
  'testMacroF1',
  'testBalancedAccuracy',
  'testKappa',
  'testMcc',
  'testLoss',
  'testEce',
  'testVoteShare',
  'testVoteCrossEntropy',
  'testUnseenAccuracy',
  'bestValidationAccuracy',
  'lastValidationAccuracy',
  'trainAccuracy',
  'bestEpoch',
  'trainingSeconds',
] as const;

export type ComparedMetric = (typeof comparedMetrics)[number];

export interface ComparisonRun extends UserNote {
  readonly directory: string;
  readonly runId: string;
  readonly repeat: number;
  /** Absent for an imported run whose seed nobody stated. */
  readonly seed?: number;
  readonly state: RunState;
  /** `running 12/30`, `done 84.1 %` and so on. */
  readonly status: string;
  readonly startedAt?: string;
  readonly engine?: string;
  readonly metrics: Partial<Record<ComparedMetric, number>>;
}

/** What the means of a row are based on. */
export interface RowBasis {
  /** Engines of the counted runs, by name. */
  readonly engines: readonly string[];
  /** As in the file. */
  readonly source: string;
  /** Fingerprint of images, labels and splits; unknown before a run ended. */
  readonly fingerprint?: string;
  /** Unknown before a run was tested. */
  readonly testFaces?: number;
  /** Of the counted runs, ascending; unknown ones are left out. */
  readonly seeds: readonly number[];
}

/** One row: all repeats of one variant with the same settings and data. */
export interface ComparisonRow {
  /** Stable over updates: experiment, variant and a hash of settings and data. */
  readonly id: string;
  /** Its name, with its folder when several have that name. */
  readonly experiment: string;
  readonly variant: string;
  /** Its networks were trained elsewhere: settings that it has not are unknown. */
  readonly imported?: Imported;
  readonly settings: Readonly<Record<string, SettingValue>>;
  readonly metrics: Partial<Record<ComparedMetric, Estimate>>;
  /** What the view's differences are of. A metric that is in no column of its own needs predictions. */
  readonly chosen?: Estimate;
  /** Difference of the view's metric to the baseline; absent for the baseline itself. */
  readonly difference?: Difference;
  readonly published?: { readonly testAccuracy: number; readonly source: string };
  readonly basis: RowBasis;
  readonly runs: readonly ComparisonRun[];
  /** What to know before trusting the row, for example that it was trained on a tenth of the data. */
  readonly notes: readonly string[];
}

export interface ComparisonView {
  readonly title: string;
  readonly rows: readonly ComparisonRow[];
  /** Row id. */
  readonly baseline?: string;
  /** Finished runs of the project that were tested on the baseline's test faces. Unknown without predictions. */
  readonly looks?: { readonly runs: number; readonly faces: number };
  /** What the differences are of. */
  readonly metric: DifferenceMetric;
  /** What they can be of: the metrics above and the recall of each class. */
  readonly metrics: readonly DifferenceMetric[];
  /** Rows that were tested on other faces than the baseline are compared on those in common, where there are any. */
  readonly commonFaces?: true;
  /** Dotted paths of the settings that differ between rows, in the order of the file. */
  readonly differing: readonly string[];
}

/** One line of a forest plot. */
export interface ForestLine {
  /** A class; absent for all faces. */
  readonly class?: string;
  /** Test faces; of the class. */
  readonly faces: number;
  readonly difference: Difference;
}

/** A row's differences to the baseline: in accuracy on all test faces, then in the recall of each class. */
export interface Forest {
  /** Id of the row. */
  readonly row: string;
  /** Names of the row and of the baseline. */
  readonly of: string;
  readonly baseline: string;
  /** All faces first. Without lines, `note` says why. */
  readonly lines: readonly ForestLine[];
  readonly note: string;
}

/** Events that the extension sends to a comparison panel. */
export type ComparisonPanelEvent =
  /** `experiments` as in the state. */
  | { readonly type: 'load'; readonly comparison: ComparisonView; readonly experiments: readonly string[] }
  | { readonly type: 'forest'; readonly forest: Forest }
  | { readonly type: 'curves'; readonly runs: readonly EarlierRun[] };

/** What a comparison can be exported as. */
export const exportFormats = ['markdown', 'csv', 'latex', 'html', 'methods'] as const;

export type ExportFormat = (typeof exportFormats)[number];

export const isComparisonPanelRequest = messagesOf({
  ready: nothing,
  /** Id of a row. */
  setBaseline: { row: text() },
  /** One of the view's metrics. */
  setMetric: { metric: text() },
  setCommonFaces: { on: yesOrNo },
  openRun: { directory: place },
  curves: { directories: list(place) },
  /** Differences by class of a row, given by its id. */
  forest: { row: text() },
  /** Ids of rows; none: all. */
  export: { format: oneOf(exportFormats), rows: list(text()) },
  savePicture: picture,
});

export type ComparisonPanelRequest = Checked<typeof isComparisonPanelRequest>;

/** Ids of experiments, none: all; the baseline row, what differences are of, and whether on common faces. */
export const isComparisonState = part({
  experiments: list(text(), 1000),
  baseline: optional(text()),
  metric: optional(text()),
  commonFaces: optional(yesOrNo),
});

export type ComparisonState = Checked<typeof isComparisonState>;
