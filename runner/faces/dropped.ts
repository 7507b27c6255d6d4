/** Why the FER+ label rule gives an image no label, in words for users. */
import { dropReason as reasonOf, type VoteRule } from '../data/labels/ferPlus';

export const dropReasons = [
  'The annotators could not tell the expression',
  'The annotators saw no face',
  'The votes do not agree enough',
] as const;
export type DropReason = (typeof dropReasons)[number];

const words = {
  unknown: dropReasons[0],
  notAFace: dropReasons[1],
  disagreement: dropReasons[2],
} as const;

/** @param votes ten counts, in the order of `voteColumns` */
export function dropReason(rule: VoteRule, votes: ArrayLike<number>): DropReason {
  return words[reasonOf(rule, votes)];
}
