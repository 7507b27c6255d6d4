/** search.json of a run directory: what a search tried, what each candidate reached and what it chose. */

import type { FoldResult, SearchCandidate, SearchRecord } from './generated/search-record';

export type { FoldResult, SearchCandidate, SearchRecord };

/** The score of a candidate so far. */
export interface Score {
  /** Over the finished folds; undefined before one is done, or when one diverged. */
  readonly mean?: number;
  /** Standard deviation over the folds; undefined with fewer than two. */
  readonly deviation?: number;
  readonly diverged: boolean;
}

export function scoreOf({ folds }: SearchCandidate, monitor: SearchRecord['monitor']): Score {
  const values = folds.map((fold) => fold[monitor]);
  const diverged = values.includes(undefined);
  if (diverged || values.length === 0) return { diverged };
  const known = values as number[];
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  if (known.length < 2) return { mean, diverged };
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (known.length - 1)), diverged };
}

/** `learningRate 0.001, shear 5`: the last part of each path, if that distinguishes them. */
export function valuesText(values: Readonly<Record<string, unknown>>): string {
  const paths = Object.keys(values);
  return Object.entries(values)
    .map(([path, value]) => `${shortName(path, paths)} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}

/** The shortest end of a dotted path that no other of the paths shares. */
export function shortName(path: string, paths: readonly string[]): string {
  const parts = path.split('.');
  for (let length = 1; length < parts.length; length++) {
    const tail = parts.slice(-length).join('.');
    if (!paths.some((other) => other !== path && `.${other}`.endsWith(`.${tail}`))) return tail;
  }
  return path;
}
