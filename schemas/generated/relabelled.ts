// Generated from schemas/ by scripts/generate.ts. Do not edit.

/**
 * relabelled.json of a run directory: the training faces whose labels training corrected, as of the last checkpoint.
 */
export interface RelabelledRecord {
  /**
   * Version of this format.
   */
  version: 1;
  /**
   * Whose labels the faces had.
   */
  scheme: 'fer' | 'fer+';
  /**
   * Classes that `given` and `label` are indices of.
   *
   * @minItems 1
   * @maxItems 10
   */
  classNames: string[];
  /**
   * What the votes of a face are for, in order; absent where the experiment names no votes.
   *
   * @minItems 10
   * @maxItems 10
   */
  voteNames?: string[];
  /**
   * Faces that training saw.
   */
  trainingFaces: number;
  agreement?: VoteAgreement;
  /**
   * Ascending by number.
   */
  faces: RelabelledFace[];
}
/**
 * How many labels are what most people voted for; absent where no votes are known.
 */
export interface VoteAgreement {
  /**
   * Relabelled faces whose FER+ majority is one of the classes.
   */
  faces: number;
  /**
   * Those whose given label is the majority.
   */
  given: number;
  /**
   * Those whose new label is the majority.
   */
  label: number;
}
/**
 * This interface was referenced by `RelabelledRecord`'s JSON-Schema
 * via the `definition` "RelabelledFace".
 */
export interface RelabelledFace {
  /**
   * Number of the face in the data, from 0.
   */
  face: number;
  /**
   * Class that the data gives.
   */
  given: number;
  /**
   * Class of the new label.
   */
  label: number;
  /**
   * Epoch in which it got that.
   */
  epoch: number;
  /**
   * Votes of people, in the order of `voteNames`.
   *
   * @minItems 10
   * @maxItems 10
   */
  votes?: number[];
}
