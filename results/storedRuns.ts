/**
 * The finished runs of a project as one text: a list of thousands is read from it at once. What a run's files say goes
 * before: a run is taken from here only while its folder and its summary are as they were.
 */
import path from 'node:path';
import type { RecordedExperiment } from '../experiment/types';
import type { UserNote } from '../schemas/userNote';
import { type Column, columnOf, rowReader } from './columns';
import type { ListedSummary } from './listedSummary';

/** One finished run. */
export interface StoredRun {
  /** When experiment.json was written, milliseconds since 1970. */
  readonly createdAt: number;
  /** Times and sizes of its folder and summary. */
  readonly stamp: string;
  readonly resolved: RecordedExperiment;
  readonly summary: ListedSummary;
  /** Of the user; absent without one. */
  readonly note?: UserNote;
}

/** Of a format, in which other versions of the program list other things. */
interface StoredRuns {
  readonly format: 4;
  /** Where the runs were. */
  readonly root: string;
  /** Version of the program that wrote this. */
  readonly ferexp: string;
  /** Relative to the root. */
  readonly directories: readonly string[];
  readonly runs: Column;
}

/**
 * @param runs by directory
 * @param root folder of all runs
 * @param ferexp version of the program
 */
export function encodeRuns(runs: ReadonlyMap<string, StoredRun>, root: string, ferexp: string): string {
  const directories = [...runs.keys()].map((directory) => path.relative(root, directory));
  const stored: StoredRuns = { format: 4, root, ferexp, directories, runs: columnOf([...runs.values()]) };
  return JSON.stringify(stored);
}

/** The runs that were stored, each made when it is asked for. */
export class RestoredRuns {
  private constructor(
    private readonly rows: ReadonlyMap<string, number>,
    private readonly read: (index: number) => unknown,
  ) {}

  /**
   * @param content a text that `encodeRuns` gave
   * @returns none of another folder or version
   */
  static of(content: string, root: string, ferexp: string): RestoredRuns {
    const stored = JSON.parse(content) as Partial<StoredRuns>;
    const { directories, runs } = stored;
    const isOurs = stored.format === 4 && stored.root === root && stored.ferexp === ferexp;
    if (!isOurs || !directories || !runs) return RestoredRuns.none;
    return new RestoredRuns(new Map(directories.map((directory, index) => [directory, index])), rowReader(runs));
  }

  static readonly none = new RestoredRuns(new Map(), () => undefined);

  get size(): number {
    return this.rows.size;
  }

  /** @param directory relative to the root */
  run(directory: string): StoredRun | undefined {
    const row = this.rows.get(directory);
    return row === undefined ? undefined : (this.read(row) as StoredRun);
  }
}
