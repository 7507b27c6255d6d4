// Generated from schemas/ by scripts/generate.ts. Do not edit.

/**
 * lock.json (the process that runs it) and queued.json (the process that will start it) of a run directory.
 */
export interface ProcessIdentity {
  /**
   * Process id.
   */
  pid: number;
  /**
   * When that process started, as the operating system reports it; distinguishes a reused pid.
   */
  processStart: string;
  /**
   * Host name.
   */
  host: string;
  /**
   * Which boot of the host.
   */
  bootId: string;
  /**
   * Fencing token: grows with every process that takes the run. A process with an earlier one writes nothing more.
   */
  token?: number;
  /**
   * The job of a cluster that the process is, whose later start may take the lock from an earlier one.
   */
  job?: {
    /**
     * Id of the job in its cluster.
     */
    id: string;
    /**
     * How often the cluster has started it again.
     */
    restart: number;
  };
}
