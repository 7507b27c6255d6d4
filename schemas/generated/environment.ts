// Generated from ../*.schema.json by scripts/generate.ts. Do not edit.

/**
 * environment.json of a run directory: what the run ran on.
 */
export interface RunEnvironment {
  /**
   * Version of this format.
   */
  version: 1;
  /**
   * Engine id.
   */
  engine: string;
  /**
   * Why this engine, for auto.
   */
  engineReason?: string;
  /**
   * TensorFlow.js backend name.
   */
  backend: string;
  /**
   * Version of TensorFlow.js and of what is below it.
   */
  backendVersion: string;
  /**
   * What computes, in words.
   */
  device: string;
  /**
   * For example relaxed-simd.
   */
  features: string[];
  /**
   * Threads that compute.
   */
  threads: number;
  /**
   * Node.js version.
   */
  node: string;
  /**
   * Operating system and release.
   */
  os: string;
  /**
   * Processor model.
   */
  cpu: string;
  /**
   * Logical processors.
   */
  cores: number;
  /**
   * Memory of the machine.
   */
  memoryBytes: number;
  /**
   * Version of this program.
   */
  ferexp: string;
  /**
   * Absent outside a git repository.
   */
  git?: {
    /**
     * Commit of the experiment's repository.
     */
    commit: string;
    /**
     * There were uncommitted changes.
     */
    dirty: boolean;
  };
  data: {
    /**
     * SHA-256 of images and labels.
     */
    fingerprint: string;
    /**
     * As in the file.
     */
    source: string;
    /**
     * Images.
     */
    examples: number;
  };
}
