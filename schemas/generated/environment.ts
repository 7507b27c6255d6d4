// Generated from schemas/ by scripts/generate.ts. Do not edit.

/**
 * environment.json of a run directory: machine, engine and versions of the run.
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
   * Version of TensorFlow.js and of the library below it.
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
  /**
   * What the run started from, then what that started from, and so on. Absent when it started from random weights.
   */
  ancestry?: Ancestor[];
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
/**
 * A trained model that a run descends from.
 *
 * This interface was referenced by `RunEnvironment`'s JSON-Schema
 * via the `definition` "ancestor".
 */
export interface Ancestor {
  /**
   * Absolute path of its run directory, as it was then; absent for a model on disk.
   */
  run?: string;
  /**
   * Absolute path of the model.json of a model on disk.
   */
  model?: string;
  experiment?: string;
  variant?: string;
  /**
   * From 0.
   */
  repeat?: number;
  seed?: number;
  /**
   * SHA-256 of its weights.
   */
  weights: string;
}
