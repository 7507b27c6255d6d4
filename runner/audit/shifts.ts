/** Whether the classes are spread alike over two splits: Pearson's chi-squared test with Cramér's V. */
import { jStat } from 'jstat';
import type { ClassShift } from '../../schemas/audit';

export interface CountedSplit {
  readonly name: string;
  /** Faces of each class. */
  readonly classes: readonly number[];
}

/** @param comparisons how many tests are made together: the adjusted p is p times this (Bonferroni) */
export function classShift(
  first: CountedSplit,
  second: CountedSplit,
  classNames: readonly string[],
  comparisons: number,
): ClassShift | undefined {
  const [n, m] = [first, second].map(({ classes }) => classes.reduce((sum, value) => sum + value, 0)) as [
    number,
    number,
  ];
  const used = classNames.map((_, k) => k).filter((k) => first.classes[k]! + second.classes[k]! > 0);
  if (n === 0 || m === 0 || used.length < 2) return undefined;
  let chiSquared = 0;
  let largest = used[0]!;
  const differs = (k: number): number => Math.abs(first.classes[k]! / n - second.classes[k]! / m);
  for (const k of used) {
    const both = (first.classes[k]! + second.classes[k]!) / (n + m);
    chiSquared += (first.classes[k]! - n * both) ** 2 / (n * both) + (second.classes[k]! - m * both) ** 2 / (m * both);
    if (differs(k) > differs(largest)) largest = k;
  }
  const degrees = used.length - 1;
  const p = 1 - jStat.chisquare.cdf(chiSquared, degrees);
  return {
    first: first.name,
    second: second.name,
    chiSquared,
    degrees,
    p,
    adjustedP: Math.min(1, comparisons * p),
    effect: Math.sqrt(chiSquared / (n + m)),
    largest: {
      className: classNames[largest]!,
      first: first.classes[largest]! / n,
      second: second.classes[largest]! / m,
    },
  };
}
