// Generated from schemas/ by scripts/generate.ts. Do not edit.

/**
 * search.json of a run directory: what a search tried, what each candidate reached and what it chose.
 */
export interface SearchRecord {
  /**
   * Version of this format.
   */
  version: 1;
  /**
   * Fingerprint of the images and labels.
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
   * Epochs of each training.
   */
  epochs: number;
  /**
   * Candidates, in the order in which they are tried.
   */
  candidates: SearchCandidate[];
  /**
   * Index of the best candidate, when all are done.
   */
  chosen?: number;
  /**
   * Time spent on finished folds, over all processes of the run.
   */
  seconds: number;
}
/**
 * This interface was referenced by `SearchRecord`'s JSON-Schema
 * via the `definition` "SearchCandidate".
 */
export interface SearchCandidate {
  /**
   * Values by dotted path.
   */
  values: {
    [k: string]: unknown;
  };
  /**
   * Finished folds, in order.
   */
  folds: FoldResult[];
}
/**
 * One training of a candidate, evaluated on the images that it did not train on.
 *
 * This interface was referenced by `SearchRecord`'s JSON-Schema
 * via the `definition` "FoldResult".
 */
export interface FoldResult {
  /**
   * Number of the fold, from 1.
   */
  fold: number;
  /**
   * Seed of the training.
   */
  seed: number;
  /**
   * Training loss after the last epoch; absent when training diverged.
   */
  loss?: number;
  /**
   * Accuracy on the training images.
   */
  accuracy?: number;
  /**
   * Loss on the fold.
   */
  validationLoss?: number;
  /**
   * Accuracy on the fold.
   */
  validationAccuracy?: number;
  /**
   * Time that the training took.
   */
  seconds: number;
}
