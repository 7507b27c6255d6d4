// Generated from schemas/ by scripts/generate.ts. Do not edit.

/**
 * submitted.json of a run directory: the element of a submission that a cluster computes. Absent once the run is no longer the cluster's.
 */
export interface SubmittedRun {
  /**
   * Version of this format.
   */
  version: 1;
  /**
   * Path of plan.json, relative to the run directory.
   */
  plan: string;
  /**
   * Index of its element in the plan.
   */
  index: number;
  /**
   * Fencing token of the process after which the cluster was asked to start the element again. Another process has a larger one.
   */
  again?: number;
}
