/** Training set × test set: what each row of a comparison reached on the test faces of each data set. */
import type { Estimate as GeneratedEstimate } from '../generated/comparison';
import type { Immutable } from '../immutable';

type Estimate = Immutable<GeneratedEstimate>;

/** The metrics that the matrix has. */
export const setMetrics = ['accuracy', 'balancedAccuracy'] as const;

/** What the matrix can be exported as, besides as a figure. */
export const setFormats = ['markdown', 'csv', 'json'] as const;

export type SetFormat = (typeof setFormats)[number];

export type SetMetric = (typeof setMetrics)[number];

/** A row on the test faces of a set, of the classes that all sets have. */
export interface SetCell {
  readonly faces: number;
  /** How many persons the faces show, where that is known. */
  readonly persons?: number;
  /** Means over networks. The interval of one network is over faces alone. */
  readonly estimates: Readonly<Record<SetMetric, Estimate>>;
  /** The row was trained on this set. */
  readonly same: boolean;
  /** Faces that are byte-identical to a training or validation face of a run of the row; of all classes. */
  readonly seen: number;
  /** They are not the faces, or have not the labels, of the first cell of the column. */
  readonly otherFaces: boolean;
}

export interface SetRow {
  /** Id of the row of the comparison. */
  readonly row: string;
  readonly name: string;
  /** The set that it was trained on; absent where that is none of the columns. */
  readonly set?: string;
  /** Runs that are no better than guessing on their own test faces. */
  readonly unlearned: number;
  /** One for each set; null where the row was not tested on it. */
  readonly cells: readonly (SetCell | null)[];
}

export interface SetMatrix {
  /** Columns. */
  readonly sets: readonly string[];
  /** What all cells are about. */
  readonly classes: readonly string[];
  readonly rows: readonly SetRow[];
  /** What to know of it, as sentences. */
  readonly notes: readonly string[];
}
