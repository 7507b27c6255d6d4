// Generated from schemas/ by scripts/generate.ts. Do not edit.

/**
 * note.json of a run directory: what its user wrote about the run, and whether it has a star.
 */
export interface RunNote {
  /**
   * Version of this format.
   */
  version: 1;
  /**
   * It has a star.
   */
  starred: boolean;
  /**
   * The note, plain text; empty without one.
   */
  text: string;
}
