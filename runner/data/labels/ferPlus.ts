/**
 * How ten votes become a label: the four rules of E. Barsoum, C. Zhang, C. Canton Ferrer and Z. Zhang, "Training deep
 * networks for facial expression recognition with crowd-sourced label distribution", ICMI 2016, and of its code.
 */
import type { ResolvedData } from '../../../experiment/types';
import { ferPlusClasses } from './classes';

export type VoteRule = ResolvedData['labels']['rule'];

/** Columns from here on are no emotions: unknown and not-a-face. */
const emotions = ferPlusClasses.length;

/** Share of the votes that a class needs to count as right under multiTarget. */
const multiTargetShare = 0.3;
/** Share of the votes after which probability and crossEntropy take no further class. */
const enoughShare = 0.75;
const mostClasses = 3;

/**
 * A probability vector over the eight emotions, or undefined where the rule drops the image.
 *
 * @param raw ten counts of votes, in the order of `voteColumns`
 */
export function applyRule(rule: VoteRule, raw: ArrayLike<number>): number[] | undefined {
  // One vote alone counts as a slip.
  const votes = Array.from(raw, (count) => (count > 1 ? count : 0));
  const total = sum(votes);
  const kept =
    rule === 'majority' ? [topOf(votes)] : rule === 'multiTarget' ? accepted(votes, total) : likely(votes, total);
  if (kept === undefined || kept.length === 0) return undefined;

  const label = votes.map((count, column) => (kept.includes(column) ? count : 0));
  if (sum(label) <= total / 2 || topOf(label) >= emotions) return undefined;
  const emotionsOnly = label.slice(0, emotions);
  const scale = sum(emotionsOnly);
  return emotionsOnly.map((count) => count / scale);
}

/** Columns with at least three tenths of the votes. */
function accepted(votes: readonly number[], total: number): number[] {
  return columnsWhere(votes, (count) => count > 0 && count >= multiTargetShare * total);
}

/**
 * Emotions by falling votes until three quarters of all are taken. Classes with equal votes are taken together, so that
 * their order plays no part; undefined where that makes more than three. Unknown or not-a-face ends the search.
 */
function likely(votes: readonly number[], total: number): number[] | undefined {
  const levels = [...new Set(votes)].filter((count) => count > 0).sort((a, b) => b - a);
  const taken: number[] = [];
  let share = 0;
  for (const level of levels) {
    if (share >= enoughShare * total || taken.length >= mostClasses) break;
    const tied = columnsWhere(votes, (count) => count === level);
    const tiedEmotions = tied.filter((column) => column < emotions);
    taken.push(...tiedEmotions);
    share += level * tiedEmotions.length;
    if (tiedEmotions.length < tied.length) break;
  }
  return taken.length > mostClasses ? undefined : taken;
}

function columnsWhere(votes: readonly number[], test: (count: number) => boolean): number[] {
  return votes.flatMap((count, column) => (test(count) ? [column] : []));
}

/** The first of the highest, as NumPy's argmax. */
function topOf(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
