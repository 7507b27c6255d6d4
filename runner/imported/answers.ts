/** What a file of predictions says, before anyone knows which faces it is about. */

/** How the rows of a file say which faces they are about, in order of preference where a file has several. */
export const keyKinds = ['face', 'hash', 'file', 'row'] as const;

export type KeyKind = (typeof keyKinds)[number];

/** A file of predictions as it was read. */
export interface RawAnswers {
  /** Of the file, for messages. */
  readonly name: string;
  readonly count: number;
  /** `predictions.csv, line 12`, for the row with this index. */
  readonly where: (row: number) => string;
  /**
   * `width` for each row, row after row: probabilities or logits. Absent where each row has a class alone.
   * A value that is no number is NaN.
   */
  readonly numbers?: {
    /** The name or number of each; absent where the file does not say, so that they are in order. */
    readonly columns?: readonly string[];
    readonly width: number;
    readonly values: Float64Array;
  };
  /** The class that each row names. */
  readonly classes?: readonly string[];
  readonly labels?: readonly string[];
  /** Absent where the order of rows is that of the faces. */
  readonly key?: { readonly kind: KeyKind; readonly values: readonly string[] };
  /** The file itself calls its numbers logits. */
  readonly saysLogits: boolean;
}
