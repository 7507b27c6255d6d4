/** Messages between the extension and the page of the data. What they carry is in ../faces.ts. */
import {
  type DataOverview,
  type FaceFilter,
  type FacePage,
  faceTraits,
  type PanelProblem,
  type ShownFace,
  shownSplits,
} from '../faces';
import { type Checked, integer, list, messagesOf, object, oneOf, optional } from '../shape';
import { filePanelRequests, nothing } from './parts';

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
  audit: nothing,
});

export type DataPanelRequest = Checked<typeof isDataPanelRequest>;

/** Events that the extension sends to a data panel. */
export type DataPanelEvent =
  /** The experiment whose data is shown; sent before anything else and whenever it changes. */
  | {
      readonly type: 'subject';
      /** Absolute path of the experiment file. */
      readonly state: { readonly file: string; readonly variant: string };
      readonly name: string;
      readonly variants: readonly string[];
    }
  | { readonly type: 'busy'; readonly detail?: string; readonly done?: number; readonly total?: number }
  | { readonly type: 'load'; readonly overview: DataOverview }
  /** The answer to `list`, with the request. */
  | { readonly type: 'page'; readonly filter: FaceFilter; readonly offset: number; readonly page: FacePage }
  /** The answer to `faces`. */
  | { readonly type: 'faces'; readonly faces: readonly ShownFace[] }
  | { readonly type: 'problem'; readonly problem: PanelProblem };
