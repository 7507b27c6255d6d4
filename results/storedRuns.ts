/**
 * The finished runs of a project as one text: a list of thousands is read from it at once. What a run's files say goes
 * before: a run is taken from here only while its folder and its summary are as they were.
 */
import path from 'node:path';
import type { RecordedExperiment } from '../experiment/types';
import { type Column, columnOf, rowsOf } from './columns';
import type { ListedSummary } from './listedSummary';

/** One finished run. */
export interface StoredRun {
  /** Absolute. */
  readonly directory: string;
  /** When experiment.json was written, milliseconds since 1970. */
  readonly createdAt: number;
  /** Times and sizes of its folder and summary. */
  readonly stamp: string;
  readonly resolved: RecordedExperiment;
  readonly summary: ListedSummary;
}

/** Of a format, in which other versions of the program list other things. */
interface StoredRuns {
  readonly format: 2;
  /** Where the runs were. */
  readonly root: string;
  /** Version of the program that wrote this. */
  readonly ferexp: string;
  /** Runs, whose `directory` is relative to the root. */
  readonly runs: Column;
}

/**
 * @param root folder of all runs
 * @param ferexp version of the program
 */
export function encodeRuns(runs: readonly StoredRun[], root: string, ferexp: string): string {
  const rows = runs.map((run) => ({ ...run, directory: path.relative(root, run.directory) }));
  return JSON.stringify({ format: 2, root, ferexp, runs: columnOf(rows) } satisfies StoredRuns);
}

/**
 * @param content a text that `encodeRuns` gave
 * @returns the runs by directory, whose equal parts are the same objects; none of another folder or version
 */
export function decodeRuns(content: string, root: string, ferexp: string): Map<string, StoredRun> {
  const stored = JSON.parse(content) as Partial<StoredRuns>;
  if (stored.format !== 2 || stored.root !== root || stored.ferexp !== ferexp || !stored.runs) return new Map();
  const runs = rowsOf(stored.runs) as StoredRun[];
  return new Map(
    runs.map((run) => {
      const directory = path.join(root, run.directory);
      return [directory, { ...run, directory }];
    }),
  );
}
