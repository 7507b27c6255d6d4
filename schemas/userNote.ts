/** What a user says of a run: a star and a note. No result depends on it. */

/** Most characters of a note; the rule of note.schema.json too. */
export const longestNote = 4000;

export interface UserNote {
  readonly starred?: true;
  /** Plain text, of one or many lines; never empty. */
  readonly note?: string;
  /** Why note.json cannot be read, and what to do. */
  readonly noteProblem?: string;
}
