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
   * Id of the queue. Ids sort by the time at which queues began: the earlier queue goes first.
   */
  queue: string;
  /**
   * Runs with a lower position start earlier.
   */
  position: number;
  /**
   * Runs that the queue began with, without those that another queue took over.
   */
  total: number;
  /**
   * How many runs train at the same time.
   */
  jobs: number;
  /**
   * The queue does not wait for other queues of the project.
   */
  beside: boolean;
  /**
   * Runs that must be complete first, as paths relative to the run directory: folders may move.
   */
  needs: string[];
}
