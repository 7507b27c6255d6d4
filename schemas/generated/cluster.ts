// Generated from schemas/ by scripts/generate.ts. Do not edit.

/**
 * ferexp.cluster.json: what the runs of a project ask of Slurm, one job for each run.
 */
export interface ClusterSettings {
  /**
   * Version of this format.
   */
  version: 1;
  /**
   * Partition of the cluster.
   */
  partition?: string;
  /**
   * Account that is charged.
   */
  account?: string;
  /**
   * Time limit of a job.
   */
  time?: string;
  /**
   * Memory of a job.
   */
  memory?: string;
  /**
   * Cores of a job.
   */
  cpus?: number;
  /**
   * GPUs of a job, with or without their type.
   */
  gpus?: string;
  /**
   * How many runs of an array train at the same time.
   */
  arrayLimit?: number;
  /**
   * Seconds before the time limit at which a run writes its checkpoint.
   */
  warningSeconds?: number;
  /**
   * Lines of shell before a run.
   *
   * @maxItems 100
   */
  setup?: string[];
  /**
   * Node.js of the jobs.
   */
  node?: string;
}
