/** Messages between the extension and the page of explanations, and what that page remembers over a reload. */
import { attributionBaselines, attributionMethods, type Explanations, type ExplainState } from '../explanations';
import type { PanelProblem } from '../faces';
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
} from '../shape';
import { actions, nothing, picture, place } from './parts';

const explainChoice = object({
  split: oneOf(['train', 'validation', 'test']),
  faces: either(
    object({ by: oneOf(['pictures']), files: list(place, 1000) }),
    either(
      object({ by: oneOf(['examples']), examples: list(integer(), 1000) }),
      object({ by: oneOf(['mistakes', 'random']), count: integer(1, 1000), of: optional(text(200)) }),
    ),
  ),
  methods: list(oneOf(attributionMethods), attributionMethods.length),
  /** `predicted`, `true`, or the name of a class. */
  target: text(200),
  baseline: oneOf(attributionBaselines),
});

/** Pictures that can be dropped at once. */
export const mostDropped = 24;
/** Bytes of one of them. */
export const mostDroppedBytes = 20e6;

const pictures = list(object({ name: fileName, data: text(Math.ceil(mostDroppedBytes / 3) * 4) }), mostDropped);
const addresses = list(text(4096), mostDropped);

/** Pictures as base64, or their addresses. */
export type Dropped =
  { readonly pictures: Checked<typeof pictures> } | { readonly addresses: Checked<typeof addresses> };

export const isExplainPanelRequest = messagesOf({
  ready: nothing,
  explain: { choice: explainChoice },
  choosePictures: { choice: explainChoice },
  dropPictures: { choice: explainChoice, pictures: optional(pictures), addresses: optional(addresses) },
  cancel: nothing,
  ...actions,
  savePicture: picture,
});

export type ExplainPanelRequest = Checked<typeof isExplainPanelRequest>;

/** The run, what is explained, and how strongly maps cover their faces. */
export const isExplainState: Check<ExplainState> = part({
  directory: place,
  choice: explainChoice,
  overlay: optional(share()),
});

/** Events that the extension sends to a panel of explanations. */
export type ExplainPanelEvent =
  /** The run that is explained; sent before anything else. */
  | {
      readonly type: 'subject';
      readonly state: ExplainState;
      readonly name: string;
      readonly classNames: readonly string[];
    }
  | { readonly type: 'busy'; readonly detail?: string }
  | { readonly type: 'load'; readonly explanations: Explanations }
  | { readonly type: 'cancelled' }
  | { readonly type: 'problem'; readonly problem: PanelProblem };
