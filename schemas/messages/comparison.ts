/** Messages between the extension and the page of a comparison, and what that page remembers over a reload. */
import type {
  Basis,
  Comparison,
  Difference as GeneratedDifference,
  Estimate as GeneratedEstimate,
  Estimates,
  Metric,
  Row,
  Run,
} from '../generated/comparison';
import type { Immutable } from '../immutable';
import { type Checked, list, messagesOf, oneOf, optional, part, text, yesOrNo } from '../shape';
import { nothing, picture, place } from './parts';
import { type SetMatrix, setFormats } from './dataSets';
import type { EarlierRun } from './run';

/** What a comparison shows: the types follow from the schema of what `ferexp compare --format json` writes. */
export type ComparisonView = Immutable<Omit<Comparison, 'version' | 'date'>>;
/** One row: all repeats of one variant with the same settings and data. */
export type ComparisonRow = Immutable<Row>;
export type ComparisonRun = Immutable<Run>;
/** Mean over networks. One network has no interval. */
export type Estimate = Immutable<GeneratedEstimate>;
/** A difference to the baseline, in the metric's unit. */
export type Difference = Immutable<GeneratedDifference>;
/** What the means of a row are based on. */
export type RowBasis = Immutable<Basis>;

/** The metrics that differences are taken of: of accuracy unless the reader chooses another. */
export const differenceMetrics = ['accuracy', 'macroF1', 'balancedAccuracy', 'loss', 'brier'] as const;

/** `recall:happy` is the recall of one class. */
export type DifferenceMetric = Metric;

export type ComparedMetric = keyof Estimates;

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
] as const satisfies readonly ComparedMetric[];

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
  | {
      readonly type: 'load';
      readonly comparison: ComparisonView;
      readonly experiments: readonly string[];
      /** Where runs were tested on data sets. */
      readonly dataSets?: SetMatrix;
    }
  | { readonly type: 'forest'; readonly forest: Forest }
  | { readonly type: 'curves'; readonly runs: readonly EarlierRun[] };

/** What a comparison can be exported as: texts. */
export const exportFormats = ['markdown', 'csv', 'latex', 'html', 'methods', 'json'] as const;

export type ExportFormat = (typeof exportFormats)[number];

/** Files of columns: a row for each run, or for each run and test face. */
export const parquetTables = ['runs', 'faces'] as const;

export type ParquetTable = (typeof parquetTables)[number];

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
  /** As `export`. */
  exportParquet: { table: oneOf(parquetTables), rows: list(text()) },
  /** Training set × test set. */
  exportSets: { format: oneOf(setFormats) },
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
