/** Messages between the extension and the page that previews augmentation, and what a page of a file remembers over a reload. */
import type { PanelProblem } from '../faces';
import { type Checked, messagesOf, part, text } from '../shape';
import { filePanelRequests, place, type SettingValue } from './parts';

/** A training face before and after augmentation. Images are PNG, base64. */
export interface PreviewedFace {
  /** Index into the dataset. */
  readonly example: number;
  /** Name of its class. */
  readonly label: string;
  readonly original: string;
  /** The versions that training sees in its first epochs, in order. */
  readonly versions: readonly string[];
  /** What each version is called in training, where faces are mixed: `70 % happy, 30 % sad`. */
  readonly labels?: readonly string[];
}

/** What `ferexp preview --json` prints. */
export interface AugmentationPreview {
  readonly variant: string;
  /** Seed of the run, from which the random choices follow. */
  readonly seed: number;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /**
   * The settings that change faces, as in the file: of `augmentation` by their name, of other techniques with theirs before
   * it, such as `randomErasing.fill`. Absent when the variant has none.
   */
  readonly changes?: Readonly<Record<string, SettingValue>>;
  readonly faces: readonly PreviewedFace[];
}

/** Why there is no current picture, and what can be done about it. */
export type PreviewProblem = PanelProblem;

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

export const isPreviewPanelRequest = messagesOf(filePanelRequests);

export type PreviewPanelRequest = Checked<typeof isPreviewPanelRequest>;

/** Absolute path of an experiment file, and one of its variants. */
export const isFilePanelState = part({ file: place, variant: text(200) });

export type PreviewState = Checked<typeof isFilePanelState>;
