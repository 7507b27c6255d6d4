/**
 * How ten votes become a label: the four rules of E. Barsoum, C. Zhang, C. Canton Ferrer and Z. Zhang, "Training deep
 * networks for facial expression recognition with crowd-sourced label distribution", ICMI 2016, and of its code.
 */
import type { ResolvedData } from '../../../experiment/types';
import { allFerPlusClasses, ferPlusClasses } from './classes';

export type VoteRule = ResolvedData['labels']['rule'];
export type UnknownImages = ResolvedData['labels']['unknown'];

/** Columns from here on are not emotions: unknown and not-a-face. */
const emotions = ferPlusClasses.length;

/** Share of the votes that a class needs to count as correct with the rule multiTarget. */
const multiTargetShare = 0.3;
/** Share of the votes after which probability and crossEntropy take no further class. */
const enoughShare = 0.75;
const mostClasses = 3;

/**
 * A probability vector over the eight emotions, or undefined when the rule drops the image. With `unknown` as "class",
 * over all ten columns: unknown and not-a-face then count like any other class.
 *
 * @param raw ten counts of votes, in the order of `voteColumns`
 */
export function applyRule(
  rule: VoteRule,
  raw: ArrayLike<number>,
  unknown: UnknownImages = 'remove',
): number[] | undefined {
  const classes = unknown === 'class' ? allFerPlusClasses.length : emotions;
  // A single vote counts as a mistake.
  const votes = Array.from(raw, (count) => (count > 1 ? count : 0));
  const total = sum(votes);
  const kept =
    rule === 'majority'
      ? [topOf(votes)]
      : rule === 'multiTarget'
        ? accepted(votes, total)
        : likely(votes, total, classes);
  if (kept === undefined || kept.length === 0) return undefined;

  const label = votes.map((count, column) => (kept.includes(column) ? count : 0));
  if (sum(label) <= total / 2 || topOf(label) >= classes) return undefined;
  const ofClasses = label.slice(0, classes);
  const scale = sum(ofClasses);
  return ofClasses.map((count) => count / scale);
}

/** Why a rule drops an image: the votes agree that it shows no emotion or no face, or they do not agree. */
export const dropReasons = ['unknown', 'notAFace', 'disagreement'] as const;
export type DropReason = (typeof dropReasons)[number];

/** The reason for an image that the rule drops when unknown images are removed; as classes, the first two would be kept. */
export function dropReason(rule: VoteRule, raw: ArrayLike<number>): DropReason {
  const label = applyRule(rule, raw, 'class');
  const top = label === undefined ? 0 : topOf(label);
  return top < emotions ? 'disagreement' : top === emotions ? 'unknown' : 'notAFace';
}

/** Columns with at least three tenths of the votes. */
function accepted(votes: readonly number[], total: number): number[] {
  return columnsWhere(votes, (count) => count > 0 && count >= multiTargetShare * total);
}

/**
 * Classes by falling votes until three quarters of all votes are taken. Classes with equal votes are taken together, so that
 * their order does not matter; undefined when that makes more than three. A column that is not a class ends the search.
 */
function likely(votes: readonly number[], total: number, classes: number): number[] | undefined {
  const levels = [...new Set(votes)].filter((count) => count > 0).sort((a, b) => b - a);
  const taken: number[] = [];
  let share = 0;
  for (const level of levels) {
    if (share >= enoughShare * total || taken.length >= mostClasses) break;
    const tied = columnsWhere(votes, (count) => count === level);
    const tiedClasses = tied.filter((column) => column < classes);
    taken.push(...tiedClasses);
    share += level * tiedClasses.length;
    if (tiedClasses.length < tied.length) break;
  }
  return taken.length > mostClasses ? undefined : taken;
}

function columnsWhere(votes: readonly number[], test: (count: number) => boolean): number[] {
  return votes.flatMap((count, column) => (test(count) ? [column] : []));
}

/** The first of the highest values, like NumPy's argmax. */
function topOf(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
