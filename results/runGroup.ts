/** A row of the comparison before anything is computed. */
import type { ListedSummary } from './listedSummary';
import type { RunRecord } from './runIndex';
import type { Imported } from '../schemas/imported';
import type { SettingValue } from '../schemas/messages/parts';

/** A completed run, whose result counts in the means. */
export interface CountedRun extends RunRecord {
  readonly summary: ListedSummary;
}

/** The runs of one row of the comparison. */
export interface RunGroup {
  /** Stays the same over updates. */
  readonly id: string;
  /** Its name, with its folder if several experiments have that name. */
  readonly experiment: string;
  readonly variant: string;
  /** Its networks were trained elsewhere; of the newest run. */
  readonly imported?: Imported;
  /** Those that are known. */
  readonly settings: Readonly<Record<string, SettingValue>>;
  /** Fingerprint of images, labels and splits; unknown until a run has ended. */
  readonly fingerprint?: string;
  /** By repeat, then newest first. */
  readonly records: readonly RunRecord[];
  /**
   * The newest completed run of each seed: training again with the same seed gives the same network, not a new sample. Of
   * imported networks without a seed, all.
   */
  readonly counted: readonly CountedRun[];
  /** Its runs test one fold each, and its networks are pooled over these: those of one seed answer together. */
  readonly folds?: Folds;
}

export interface Folds {
  /** Into how many the faces are divided. */
  readonly of: number;
  /** Those that are pooled, ascending: every seed that counts has them. */
  readonly pooled: readonly number[];
  /** Seeds that lack some of these, and so do not count. */
  readonly incomplete: readonly number[];
}
