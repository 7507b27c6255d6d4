/** What pages request of the extension, and their state that survives a reload. The types follow from the checks. */
import { attributionBaselines, attributionMethods, type ExplanationState } from './explanations';
import { faceTraits, shownSplits } from './faces';
import {
  type Check,
  type Checked,
  either,
  fileName,
  integer,
  list,
  messagesOf,
  object,
  oneOf,
  optional,
  part,
  share,
  text,
  yesOrNo,
} from './shape';

/** Absolute path of a file or folder. */
const place = text(4096);
const nothing = {};

const picture = {
  /** Without extension. */
  name: fileName,
  format: oneOf(['svg', 'png']),
  /** SVG as text, PNG as base64. */
  data: text(64 * 2 ** 20),
};

/** Requests of the actions that a problem offers. */
const actions = { trust: nothing, allowData: nothing, openFile: nothing };

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
  /** A run that this one descends from. */
  openAncestor: { directory: place },
  /** The run before or after, in this panel. */
  goTo: { directory: place },
  /** Whether to stay with this run, or go on with the next of its queue when it ends. */
  pin: { pinned: yesOrNo },
  faces: { query: predictionQuery },
  /** Faces by id, that have the same pixels as one that is shown. */
  duplicates: { ids: list(integer(), 1000) },
  trust: nothing,
  allowData: nothing,
  savePicture: picture,
});
export type RunPanelRequest = Checked<typeof isRunPanelRequest>;

export const isComparisonPanelRequest = messagesOf({
  ready: nothing,
  /** Id of a row. */
  setBaseline: { row: text() },
  openRun: { directory: place },
  curves: { directories: list(place) },
  /** Ids of rows; none: all. */
  export: { format: oneOf(['markdown', 'csv']), rows: list(text()) },
  savePicture: picture,
});
export type ComparisonPanelRequest = Checked<typeof isComparisonPanelRequest>;

const filePanelRequests = { ready: nothing, choose: { variant: text(200) }, ...actions, savePicture: picture };

export const isPreviewPanelRequest = messagesOf(filePanelRequests);
export type PreviewPanelRequest = Checked<typeof isPreviewPanelRequest>;

export const isDataPanelRequest = messagesOf({
  ...filePanelRequests,
  list: {
    filter: object({
      split: optional(oneOf(shownSplits)),
      /** Index into the class names. */
      label: optional(integer(0, 255)),
      trait: optional(oneOf(faceTraits)),
    }),
    offset: integer(),
    limit: integer(1, 1000),
  },
  /** By id. */
  faces: { ids: list(integer(), 1000) },
});
export type DataPanelRequest = Checked<typeof isDataPanelRequest>;

const explanationChoice = object({
  split: oneOf(['train', 'validation', 'test']),
  faces: either(
    object({ by: oneOf(['examples']), examples: list(integer(), 1000) }),
    object({ by: oneOf(['mistakes', 'random']), count: integer(1, 1000), of: optional(text(200)) }),
  ),
  methods: list(oneOf(attributionMethods), attributionMethods.length),
  /** `predicted`, `true`, or the name of a class. */
  target: text(200),
  baseline: oneOf(attributionBaselines),
});

export const isExplanationPanelRequest = messagesOf({
  ready: nothing,
  explain: { choice: explanationChoice },
  cancel: nothing,
  ...actions,
  savePicture: picture,
});
export type ExplanationPanelRequest = Checked<typeof isExplanationPanelRequest>;

/** The run of the panel, and whether the panel stays with it. */
export const isRunPanelState = part({ directory: place, pinned: optional(yesOrNo) });
export type RunPanelState = Checked<typeof isRunPanelState>;

/** Ids of experiments, none: all; and the baseline row. */
export const isComparisonState = part({ experiments: list(text(), 1000), baseline: optional(text()) });
export type ComparisonState = Checked<typeof isComparisonState>;

/** Absolute path of an experiment file, and one of its variants. */
export const isFilePanelState = part({ file: place, variant: text(200) });
export type PreviewState = Checked<typeof isFilePanelState>;

/** The run, what is explained, and how strongly maps cover their faces. */
export const isExplanationState: Check<ExplanationState> = part({
  directory: place,
  choice: explanationChoice,
  overlay: optional(share()),
});
