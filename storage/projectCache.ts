/** Files of a project's cache that can be computed again: read where they are whole, written where that is possible. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolderIn, projectOfRuns } from '../experiment/project';
import { writeFileAtomic } from './files/atomic';
import { readRegularFile } from './files/regularFile';
import { sealed, unsealed } from './machine/seal';

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

const placeOf = (runsRoot: string, name: string): string => path.join(cacheFolderIn(projectOfRuns(runsRoot)), name);

/** Undefined where there is none, it cannot be read, or another user or machine wrote it. */
export async function readProjectCache(runsRoot: string, name: CacheFile): Promise<string | undefined> {
  try {
    return await unsealed(await readRegularFile(placeOf(runsRoot, name), 'the cache', longest));
  } catch {
    return undefined;
  }
}

/** A project that cannot be written has no cache. */
export async function writeProjectCache(runsRoot: string, name: CacheFile, text: string): Promise<void> {
  try {
    const file = placeOf(runsRoot, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFileAtomic(file, await sealed(text));
  } catch {
    return;
  }
}
