/**
 * note.json: the user's star and note of a run. The run is whole without it: a damaged one is told, and hides nothing else.
 * Whoever lists runs sees by the time of the folder that it came or went, and by its own time that it changed.
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { RunNote } from '../../schemas/generated/note';
import { validateNote } from '../../schemas/generated/validators.js';
import { runFiles } from '../../schemas/runDirectory';
import { UserError } from '../../schemas/userError';
import { longestNote, type UserNote } from '../../schemas/userNote';
import { count } from '../../words/numbers';
import { writeFileAtomic } from '../files/atomic';
import { readJsonIfThere, readJsonNow } from '../files/read';

const remedy = 'The run itself is whole. Restore the file, or delete it to begin a new note.';

const noteFile = (runDirectory: string): string => path.join(runDirectory, runFiles.note);

const shown = ({ starred, text }: RunNote): UserNote => ({
  ...(starred && { starred }),
  ...(text !== '' && { note: text }),
});

/**
 * Undefined where the user said nothing of the run.
 * @throws UserError when the file is damaged
 */
export async function readNote(runDirectory: string): Promise<UserNote | undefined> {
  try {
    const stored = await readJsonIfThere<RunNote>(noteFile(runDirectory), validateNote);
    return stored && shown(stored);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(error.message, remedy, 1);
  }
}

/** As `readNote`; of a damaged file, what is wrong. */
export async function readNoteOrProblem(runDirectory: string): Promise<UserNote | undefined> {
  return readNote(runDirectory).catch((error: unknown) => {
    if (error instanceof UserError) return { noteProblem: `${error.message} ${remedy}` };
    throw error;
  });
}

/** As `readNote`, synchronously. The file must be there and be a regular file. */
export function readNoteNow(runDirectory: string): UserNote {
  return shown(readJsonNow<RunNote>(noteFile(runDirectory), validateNote));
}

/**
 * Changes the star, the note or both; without either, the file is deleted. Whoever removes the note may do so also where
 * the file is damaged.
 * @param change `note`: plain text, at most `longestNote` characters without the blanks around it; empty removes it
 * @throws UserError when the note is too long, and when the file is damaged or cannot be written
 */
export async function changeNote(
  runDirectory: string,
  change: { readonly starred?: boolean; readonly note?: string },
): Promise<void> {
  const text = change.note?.replace(/\r\n?/g, '\n').trim();
  if (text !== undefined && text.length > longestNote) {
    throw new UserError(
      `The note has ${count(text.length)} characters; at most ${count(longestNote)} were expected.`,
      'Shorten it.',
    );
  }
  const before = text === '' ? await readNoteOrProblem(runDirectory) : await readNote(runDirectory);
  const now: RunNote = {
    version: 1,
    starred: change.starred ?? before?.starred ?? false,
    text: text ?? before?.note ?? '',
  };
  if (now.starred || now.text !== '') await writeFileAtomic(noteFile(runDirectory), JSON.stringify(now));
  else await rm(noteFile(runDirectory), { force: true });
}
