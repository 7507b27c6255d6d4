// Generated from schemas/ by scripts/generate.ts. Do not edit.

/**
 * queue.json of a run directory: its place in the queue that it was made or resumed for.
 */
export interface QueuePlace {
  /**
   * Version of this format.
   */
  version: 1;
  /**
   * Of the queue. Sorts by the time at which it began: the earlier goes first.
   */
  queue: string;
  /**
   * Runs with a lower one are started before.
   */
  position: number;
  /**
   * Runs that the queue began with, less those that another queue went on with.
   */
  total: number;
  /**
   * How many run at a time.
   */
  jobs: number;
  /**
   * It does not wait for other queues of the project.
   */
  beside: boolean;
  /**
   * Runs that must be complete before, as paths from the run directory: folders may move.
   */
  needs: string[];
}
