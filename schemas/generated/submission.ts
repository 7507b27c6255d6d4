// Generated from schemas/ by scripts/generate.ts. Do not edit.

/**
 * plan.json of a submission: the runs that a cluster computes, each as an element with an index. Written once, never changed.
 */
export interface SubmissionPlan {
  /**
   * Version of this format.
   */
  version: 1;
  /**
   * Id of the submission: the name of its folder and the place of its runs in the queue. Ids sort by time.
   */
  id: string;
  /**
   * When it was written, UTC.
   */
  createdAt: string;
  /**
   * Version of FER Experiments that wrote it.
   */
  ferexp: string;
  /**
   * Name of its jobs in Slurm, which no other submission has; absent where Slurm was not asked.
   */
  jobName?: string;
  elements: {
    /**
     * Run directory, relative to the folder of the plan.
     */
    run: string;
    /**
     * SHA-256 of the run's experiment.json: the settings that it trains with, each default filled in.
     */
    experiment: string;
    /**
     * Fingerprint of the data that it trains on.
     */
    data: string;
    /**
     * Runs that must be complete first, relative to the folder of the plan.
     */
    needs: string[];
  }[];
}
