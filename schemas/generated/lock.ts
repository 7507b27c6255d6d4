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
}
