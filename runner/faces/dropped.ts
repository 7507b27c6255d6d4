/** Why the FER+ label rule gives an image no label, in words for the person who wonders where it went. */
import { ferPlusClasses, voteColumns } from '../data/labels/classes';

export const dropReasons = [
  'The annotators could not tell the expression',
  'The annotators saw no face',
  'The votes do not agree enough',
] as const;
export type DropReason = (typeof dropReasons)[number];

/** @param votes ten counts, in the order of `voteColumns` */
export function dropReason(votes: ArrayLike<number>): DropReason {
  const counts = Array.from(votes);
  const top = counts.indexOf(Math.max(...counts));
  if (top < ferPlusClasses.length) return dropReasons[2];
  return dropReasons[voteColumns[top] === 'unknown' ? 0 : 1];
}
