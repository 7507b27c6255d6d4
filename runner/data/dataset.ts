/** Faces in memory, as every importer leaves them and as training reads them. */

/** The part of the source that an image belongs to. */
export const usages = ['Training', 'PublicTest', 'PrivateTest'] as const;
export type Usage = (typeof usages)[number];
/** The values of `Usage`, for messages. */
export const usageNames = 'Training, PublicTest or PrivateTest';

/** Images as imported, before labels are chosen. */
export interface FaceImages {
  readonly width: number;
  readonly height: number;
  /** Grey values 0–255, image after image, row by row: `count · height · width`. */
  readonly pixels: Uint8Array;
  /** Index into `usages`, one per image. */
  readonly usage: Uint8Array;
  /** FER2013 class, 0–6, one per image. */
  readonly emotion: Uint8Array;
  /** Number of the person of every image, where the source says who is seen. */
  readonly persons?: Uint32Array;
  readonly count: number;
  /** SHA-256 of pixels, usage and emotion, hex. */
  readonly fingerprint: string;
}

/** Images with labels and splits: what a run trains and evaluates on. */
export interface Dataset {
  readonly width: number;
  readonly height: number;
  readonly channels: 1;
  readonly classNames: readonly string[];
  /** Grey values 0–255 of all images of the source; splits index into it. What networks read, before random changes. */
  readonly pixels: Uint8Array;
  /** The same images as they are in the source, where a technique prepared `pixels`. */
  readonly sourcePixels?: Uint8Array;
  /**
   * Training target of every image, a probability vector over the classes: `count · classes`. Images that a rule drops
   * are in no split, and their row is zero.
   */
  readonly targets: Float32Array;
  /** Class of every image for evaluation (majority), 255 when there is none. */
  readonly labels: Uint8Array;
  /** Index of each image of the split into the arrays above: the stable example id. Ascending. */
  readonly splits: Readonly<Record<SplitName, Uint32Array>>;
  /** Official part of every image, index into `usages`. */
  readonly usage: Uint8Array;
  /** Number of the person of every image, where the source says who is seen: none is in two splits. */
  readonly persons?: Uint32Array;
  /**
   * Test images that are not byte-identical to a training or validation image; absent when that is all of them.
   */
  readonly testUnseen?: Uint32Array;
  /** SHA-256 over images, targets and splits, hex. */
  readonly fingerprint: string;
  /** FER+ votes of every image, `count · 10`, in the order of `voteColumns`; absent where the experiment names none. */
  readonly votes?: Uint8Array;
  /** What the user should know: leaks, dropped images. */
  readonly warnings: readonly string[];
}

export const splitNames = ['train', 'validation', 'test'] as const;
export type SplitName = (typeof splitNames)[number];
