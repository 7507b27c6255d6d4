/**
 * Messages between the extension and its webviews. Both sides use one symmetric channel: a request has an id and is
 * answered by one response with that id; an event has none.
 */
import type { BatchEvent, EpochEvent, PhaseEvent } from './generated/run-event';
import type { PublishedResult } from './generated/experiment';
import type { RunEnvironment } from './generated/environment';
import type { RunSummary } from './generated/summary';
import type { RunState } from './runDirectory';
import type { SearchRecord } from './search';
import type { PanelProblem, PredictedFaces, ShownFace } from './faces';
import type { PreviewState } from './panelRequests';

/** One epoch of a curve. Values as in the event. */
export type EpochPoint = Omit<EpochEvent, 'seq' | 'type'>;
/** One batch event of a curve. */
export type BatchPoint = Omit<BatchEvent, 'seq' | 'type'>;

/** The value of a setting, for the columns of settings that differ. */
export type SettingValue = string | number | boolean | null | readonly unknown[];

/** A trained model that a run descends from. */
export interface AncestorView {
  /** Absolute path of its run directory; absent for a model on disk and for a run that is gone. */
  readonly directory?: string;
  /** `flip / base, seed 1`, or the path of a model. */
  readonly label: string;
  /** `done 57.1 %`, or that it is gone; absent for a model. */
  readonly status?: string;
}

/** What a run shows, without its curves: everything that changes while it runs. */
export interface RunHeader {
  /** Absolute path of the run directory: identifies the run. */
  readonly directory: string;
  readonly runId: string;
  readonly experiment: string;
  readonly variant: string;
  /** From 0. */
  readonly repeat: number;
  readonly repeats: number;
  readonly seed: number;
  readonly state: RunState;
  /** A stop was asked for and the run has not ended yet. */
  readonly stopping: boolean;
  readonly phase?: Pick<PhaseEvent, 'phase' | 'detail' | 'done' | 'total'>;
  readonly engine?: string;
  readonly device?: string;
  readonly startedAt?: string;
  /** Seconds that processes have worked on the run; for an active run, without its current process. */
  readonly activeSeconds?: number;
  /** When the current process began. */
  readonly activeSince?: string;
  readonly endedAt?: string;
  readonly epoch?: number;
  readonly epochs: number;
  readonly step?: number;
  readonly stepsPerEpoch?: number;
  /** Seconds left by the mean time of finished epochs and steps; absent before there is one. */
  readonly secondsLeft?: number;
  readonly imagesPerSecond?: number;
  readonly residentBytes?: number;
  readonly parameters?: number;
  readonly trainingExamples?: number;
  readonly warnings: readonly string[];
  /** Why it failed or was cancelled, and what to do next. */
  readonly message?: string;
  readonly remedy?: string;
  /** It is neither complete nor running: Resume goes on from its last checkpoint, or starts again when there is none. */
  readonly resumable: boolean;
  /** A published figure for this setting, as the file gives it. */
  readonly published?: PublishedResult;
  /** 95 % Wilson interval of the test accuracy, once it is known. */
  readonly testInterval?: readonly [low: number, high: number];
  /** Why its network is no better than guessing on the test faces, in words. Only when a single run is read. */
  readonly nothingLearned?: string;
  /** What it started from, then what that started from, and so on. Only when a single run is read, and it has any. */
  readonly ancestry?: readonly AncestorView[];
}

/** Curves of another run of the same experiment, drawn faint behind. */
export interface EarlierRun {
  readonly directory: string;
  readonly label: string;
  readonly epochs: readonly EpochPoint[];
}

export interface RunView {
  readonly header: RunHeader;
  readonly batches: readonly BatchPoint[];
  readonly epochs: readonly EpochPoint[];
  readonly summary?: RunSummary;
  readonly environment?: RunEnvironment;
  /** Present for a run that searches its settings first. */
  readonly search?: SearchRecord;
  readonly earlier: readonly EarlierRun[];
}

/** New since the last message. `reset` after a resume that went back to a checkpoint: drop points past it first. */
export interface RunUpdate {
  readonly header: RunHeader;
  readonly batches: readonly BatchPoint[];
  readonly epochs: readonly EpochPoint[];
  readonly summary?: RunSummary;
  readonly environment?: RunEnvironment;
  readonly search?: SearchRecord;
  readonly reset?: { readonly epoch: number; readonly step: number };
}

/** Mean over repeats with the half-width of its 95 % interval (Student t); absent interval: one value only. */
export interface Estimate {
  readonly mean: number;
  readonly halfWidth?: number;
  readonly count: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** A difference to the baseline, in the metric's unit. */
export interface Difference {
  readonly mean: number;
  /** 95 % interval. */
  readonly low: number;
  readonly high: number;
  /** Two-sided p-value of the paired test. */
  readonly p: number;
  /** What was paired. */
  readonly test: 'paired-t' | 'mcnemar' | 'welch-t';
  readonly pairs: number;
  /**
   * Whether this difference is real. `unclear`: nobody can tell yet; `oneRunEach`: it is between two networks, not between
   * techniques; `nothingLearned`: one of the two learned nothing, so there is nothing to compare.
   */
  readonly verdict: 'real' | 'unclear' | 'oneRunEach' | 'nothingLearned';
  /** The verdict in words, for readers who are not statisticians. */
  readonly words: string;
}

/** The metrics that a comparison shows; all on the test split unless the name says otherwise. */
export const comparedMetrics = [
  'testAccuracy',
  'testMacroF1',
  'testLoss',
  'testUnseenAccuracy',
  'bestValidationAccuracy',
  'lastValidationAccuracy',
  'trainAccuracy',
  'bestEpoch',
  'trainingSeconds',
] as const;
export type ComparedMetric = (typeof comparedMetrics)[number];

export interface ComparisonRun {
  readonly directory: string;
  readonly runId: string;
  readonly repeat: number;
  readonly seed: number;
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
  /** Of the counted runs, ascending. */
  readonly seeds: readonly number[];
}

/** One row: all repeats of one variant with the same settings and data. */
export interface ComparisonRow {
  /** Stable over updates: experiment, variant and a hash of settings and data. */
  readonly id: string;
  /** Its name, with its folder when several have that name. */
  readonly experiment: string;
  readonly variant: string;
  readonly settings: Readonly<Record<string, SettingValue>>;
  readonly metrics: Partial<Record<ComparedMetric, Estimate>>;
  /** Difference of the primary metric (testAccuracy) to the baseline; absent for the baseline itself. */
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
  /** Dotted paths of the settings that differ between rows, in the order of the file. */
  readonly differing: readonly string[];
}

/** A training face before and after augmentation. Images are PNG, base64. */
export interface PreviewedFace {
  /** Index into the dataset. */
  readonly example: number;
  /** Name of its class. */
  readonly label: string;
  readonly original: string;
  /** The versions that training sees in its first epochs, in order. */
  readonly versions: readonly string[];
}

/** What `ferexp preview --json` prints. */
export interface AugmentationPreview {
  readonly variant: string;
  /** Seed of the run, from which the random choices follow. */
  readonly seed: number;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** The transformations that are on, as in the file; absent when the variant has none. */
  readonly changes?: Readonly<Record<string, SettingValue>>;
  readonly faces: readonly PreviewedFace[];
}

/** Why there is no current picture, and what can be done about it. */
export type PreviewProblem = PanelProblem;

/** Another run, as a link names it. */
export interface RunLink {
  /** Absolute path of its run directory. */
  readonly directory: string;
  /** `flip, seed 2` */
  readonly label: string;
  /** `done 57.1 %` */
  readonly status: string;
}

/** Where a run is in its queue, and whether its panel stays with it. */
export interface RunPlace {
  readonly pinned: boolean;
  /** `Run 2 of 6, about 12 min left for all`; absent for a run that neither runs nor waits, or that is alone in its queue. */
  readonly stand?: string;
  /** The run before it in the same experiment. */
  readonly before?: RunLink;
  readonly after?: RunLink;
}

/** Events that the extension sends to a run panel. */
export type RunPanelEvent =
  | { readonly type: 'load'; readonly run: RunView }
  | { readonly type: 'update'; readonly update: RunUpdate }
  | { readonly type: 'missing'; readonly directory: string }
  | { readonly type: 'place'; readonly place: RunPlace }
  | { readonly type: 'faces'; readonly found: PredictedFaces }
  | { readonly type: 'duplicates'; readonly faces: readonly ShownFace[] }
  /** The faces may be available now: ask again. */
  | { readonly type: 'accessChanged' };

/** Events that the extension sends to a comparison panel. */
export type ComparisonPanelEvent =
  /** `experiments` as in the state. */
  | { readonly type: 'load'; readonly comparison: ComparisonView; readonly experiments: readonly string[] }
  | { readonly type: 'curves'; readonly runs: readonly EarlierRun[] };

/** Events that the extension sends to a preview panel. */
export type PreviewPanelEvent =
  /** The experiment that is previewed; sent before anything else and whenever it changes. */
  | {
      readonly type: 'subject';
      readonly state: PreviewState;
      readonly name: string;
      readonly variants: readonly string[];
    }
  | { readonly type: 'busy' }
  | { readonly type: 'load'; readonly preview: AugmentationPreview }
  | { readonly type: 'problem'; readonly problem: PreviewProblem };
