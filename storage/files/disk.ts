/** What the checks of an experiment look up on the disk. What cannot be read counts as missing, and nothing is waited for. */
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { statRegularFileSync } from './regularFile';

/** Bytes. An experiment with a thousand variants has a few hundred kilobytes. */
export const longestExperiment = 16e6;

/** @returns undefined when the call fails */
function unlessMissing<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

export const disk = {
  exists: existsSync,
  /** Names in a folder; undefined when it cannot be listed. */
  list: (folder: string): string[] | undefined => unlessMissing(() => readdirSync(folder)),
  /** The text of another experiment; undefined when it cannot be read, is not a regular file or is too long to be one. */
  read: (file: string): string | undefined =>
    unlessMissing(() => {
      const { size } = statRegularFileSync(file, 'the experiment');
      return size > longestExperiment ? undefined : readFileSync(file, 'utf8');
    }),
  /** The path with symbolic links resolved; unchanged when it does not exist. */
  realPath: (file: string): string => unlessMissing(() => realpathSync(file)) ?? file,
};
