// Generated from schemas/ by scripts/generate.ts. Do not edit.

/**
 * search.json of a run directory: what a search tried, what came of it and what it chose.
 */
export interface SearchRecord {
  /**
   * Version of this format.
   */
  version: 1;
  /**
   * Of the images and labels.
   */
  dataFingerprint: string;
  /**
   * What decides.
   */
  monitor: 'validationAccuracy' | 'validationLoss';
  /**
   * Trainings of each candidate.
   */
  folds: number;
  /**
   * Of each training.
   */
  epochs: number;
  /**
   * In the order in which they are tried.
   */
  candidates: SearchCandidate[];
  /**
   * Index of the best candidate, once all are done.
   */
  chosen?: number;
  /**
   * Spent on folds that are done, over all processes of the run.
   */
  seconds: number;
}
/**
 * This interface was referenced by `SearchRecord`'s JSON-Schema
 * via the `definition` "SearchCandidate".
 */
export interface SearchCandidate {
  /**
   * By dotted path.
   */
  values: {
    [k: string]: unknown;
  };
  /**
   * Those that are done, in order.
   */
  folds: FoldResult[];
}
/**
 * One training of a candidate, judged on the images that it did not train on.
 *
 * This interface was referenced by `SearchRecord`'s JSON-Schema
 * via the `definition` "FoldResult".
 */
export interface FoldResult {
  /**
   * From 1.
   */
  fold: number;
  /**
   * Of the training.
   */
  seed: number;
  /**
   * After the last epoch; absent where training diverged.
   */
  loss?: number;
  /**
   * Of the training images.
   */
  accuracy?: number;
  /**
   * Of the fold.
   */
  validationLoss?: number;
  /**
   * Of the fold.
   */
  validationAccuracy?: number;
  /**
   * That it took.
   */
  seconds: number;
}
