/** Stars and notes of runs, in a row of a list. */
import { printable } from './printable';
import type { UserNote } from '../schemas/userNote';

/** Marks a run with a star, where there are no icons. */
export const starMark = '★';

/** Most characters of a note in a row. */
const mostInRow = 60;

/** The first words of a note, on one line. */
export function noteStart(note: string): string {
  const [first = ''] = note.split('\n', 1);
  const start = printable(first.replaceAll('\t', ' '), mostInRow);
  return start.endsWith('…') || first.length === note.length ? start : `${start} …`;
}

/** The status of a run with its star: `★ done 84.1 %`. */
export const withStar = (status: string, starred: boolean | undefined): string =>
  starred ? `${starMark} ${status}` : status;

/** The status of a run with its star and the first words of its note: `★ done 84.1 %, “lower rate”`. */
export function withNote(status: string, { starred, note, noteProblem }: UserNote): string {
  const words = noteProblem === undefined ? note && `“${noteStart(note)}”` : 'its note cannot be read';
  return [withStar(status, starred), ...(words ? [words] : [])].join(', ');
}
