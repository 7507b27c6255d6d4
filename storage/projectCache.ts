/** Files of a project's cache that can be computed again: read where they are whole, written where that is possible. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { ownFolder, projectOfRuns } from '../experiment/project';
import { writeFileAtomic } from './files/atomic';
import { readRegularFile } from './files/regularFile';

/** What lists of thousands of runs are read from. */
export const cacheFiles = {
  /** The finished runs. */
  runs: 'runs.json',
  /** What was computed of rows and pairs of rows. */
  comparisons: 'comparisons.json',
} as const;

type CacheFile = (typeof cacheFiles)[keyof typeof cacheFiles];

/** Bytes: more than of 100,000 runs. */
const longest = 512e6;

const placeOf = (runsRoot: string, name: string): string =>
  path.join(projectOfRuns(runsRoot), ownFolder, 'cache', name);

/** Undefined where there is none or it cannot be read. */
export async function readProjectCache(runsRoot: string, name: CacheFile): Promise<string | undefined> {
  try {
    return (await readRegularFile(placeOf(runsRoot, name), 'the cache', longest)).toString('utf8');
  } catch {
    return undefined;
  }
}

/** A project that cannot be written has no cache. */
export async function writeProjectCache(runsRoot: string, name: CacheFile, text: string): Promise<void> {
  try {
    const file = placeOf(runsRoot, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFileAtomic(file, text);
  } catch {
    return;
  }
}
