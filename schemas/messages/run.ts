/** Messages between the extension and the page of a run, and what that page remembers over a reload. */
import type { Calibration } from '../calibration';
import type { PanelProblem, PredictedFaces, ShownFace } from '../faces';
import type { RunEnvironment } from '../generated/environment';
import type { PublishedResult } from '../generated/experiment';
import type { BatchEvent, EpochEvent, PhaseEvent } from '../generated/run-event';
import type { RelabelledRecord } from '../generated/relabelled';
import type { RunSummary } from '../generated/summary';
import type { Imported } from '../imported';
import type { RunState } from '../runDirectory';
import type { SearchRecord } from '../search';
import { longestNote, type UserNote } from '../userNote';
import type { VotesView } from '../votes';
import { type Checked, integer, list, messagesOf, object, optional, part, text, yesOrNo } from '../shape';
import { nothing, picture, place } from './parts';

/** One epoch of a curve. Values as in the event. */
export type EpochPoint = Omit<EpochEvent, 'seq' | 'type'>;

/** One batch event of a curve. */
export type BatchPoint = Omit<BatchEvent, 'seq' | 'type'>;

/** A trained model that a run descends from. */
export interface AncestorView {
  /** Absolute path of its run directory; absent for a model on disk and for a run that is gone. */
  readonly directory?: string;
  /** `flip / base, seed 1`, or the path of a model. */
  readonly label: string;
  /** `done 57.1 %`, or that it is gone; absent for a model. */
  readonly status?: string;
}

/** What a cluster says of a run that waits there. */
export interface ClusterSaid {
  /** `waiting: Priority (Slurm job 12_3)` */
  readonly words: string;
  /** Such as `12_3`; absent where the cluster has none, or does not answer. */
  readonly job?: string;
  /** In the cluster's own words, such as `PENDING`. */
  readonly jobState?: string;
}

/** What a run shows, without its curves: everything that changes while it runs, and what its user says of it. */
export interface RunHeader extends UserNote {
  /** Absolute path of the run directory: identifies the run. */
  readonly directory: string;
  readonly runId: string;
  readonly experiment: string;
  readonly variant: string;
  /** From 0. */
  readonly repeat: number;
  /** How many were planned; absent for an imported run. */
  readonly repeats?: number;
  /** Absent for an imported run whose seed nobody stated. */
  readonly seed?: number;
  /** Its network was trained elsewhere: what is known of it. */
  readonly imported?: Imported;
  readonly state: RunState;
  /** A stop was asked for and the run has not ended yet. */
  readonly stopping: boolean;
  /** What its cluster says of it while it waits there. */
  readonly cluster?: ClusterSaid;
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
  /** Absent for an imported run whose epochs nobody stated. */
  readonly epochs?: number;
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
  /** Why its network is no better than guessing on the test faces, and what to do, in words. Only when a single run is read. */
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

/** How far predictions agree with labels, where classes are of different sizes. */
export interface Agreement {
  /** Mean of the recalls of the classes that have faces, 0 to 1. */
  readonly balancedAccuracy: number;
  /** Agreement beyond chance, up to 1 (Cohen, 1960); absent where chance alone agrees always. */
  readonly kappa?: number;
  /** Correlation of predictions and labels, −1 to 1 (Matthews, 1975; for several classes Gorodkin, 2004); 0 without any. */
  readonly mcc: number;
}

/** What follows from the results of an ended run. */
export interface RunMeasures {
  /** By split, as in the summary; those with faces. */
  readonly agreement: Readonly<Record<string, Agreement>>;
  /** Of the test split; why there is none, as a sentence. */
  readonly calibration: Calibration | string;
  /** Of the test split; absent without votes. */
  readonly votes?: VotesView;
}

export interface RunView {
  readonly header: RunHeader;
  readonly batches: readonly BatchPoint[];
  readonly epochs: readonly EpochPoint[];
  readonly summary?: RunSummary;
  /** Of an ended run that was tested. */
  readonly measures?: RunMeasures;
  readonly environment?: RunEnvironment;
  /** Present for a run that searches its settings first. */
  readonly search?: SearchRecord;
  /** Present for a run that relabels faces, once there is a checkpoint. */
  readonly relabelled?: RelabelledRecord;
  readonly earlier: readonly EarlierRun[];
}

/** New since the last message. `reset` after a resume that went back to a checkpoint: drop points past it first. */
export interface RunUpdate extends Omit<RunView, 'earlier'> {
  readonly reset?: { readonly epoch: number; readonly step: number };
}

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
  /** Relabelled faces that were asked for, or why they cannot be shown. */
  | { readonly type: 'relabelled'; readonly faces: readonly ShownFace[]; readonly problem?: PanelProblem }
  /** The faces may be available now: ask again. */
  | { readonly type: 'accessChanged' };

const predictionQuery = object({
  /** As in the summary. */
  split: text(64),
  /** Indices into the run's class names. */
  cell: optional(object({ truth: integer(0, 255), predicted: integer(0, 255) })),
  offset: integer(),
  limit: integer(1, 1000),
});

export const isRunPanelRequest = messagesOf({
  ready: nothing,
  stop: nothing,
  resume: nothing,
  openLog: nothing,
  reveal: nothing,
  openExperiment: nothing,
  compare: nothing,
  showData: nothing,
  explain: nothing,
  exportModel: nothing,
  star: nothing,
  unstar: nothing,
  /** What changed between this run and another one, which the user chooses. */
  whatChanged: nothing,
  /** The user's note; empty removes it. */
  note: { text: text(longestNote) },
  /** Whether the user is writing a note: the panel then stays with this run. */
  writing: { writing: yesOrNo },
  /** A run that this one descends from. */
  openAncestor: { directory: place },
  /** The run before or after, in this panel. */
  goTo: { directory: place },
  /** Whether to stay with this run, or go on with the next of its queue when it ends. */
  pin: { pinned: yesOrNo },
  faces: { query: predictionQuery },
  /** Faces by id, that have the same pixels as one that is shown. */
  duplicates: { split: text(64), ids: list(integer(), 1000) },
  /** Relabelled faces, by id. */
  relabelled: { ids: list(integer(), 1000) },
  trust: nothing,
  allowData: nothing,
  savePicture: picture,
});

export type RunPanelRequest = Checked<typeof isRunPanelRequest>;

/** The run of the panel, whether the panel stays with it, and a note that is being written. */
export const isRunPanelState = part({
  directory: place,
  pinned: optional(yesOrNo),
  /** May be too long to be stored as it is. */
  draft: optional(text(100_000)),
});

export type RunPanelState = Checked<typeof isRunPanelState>;
