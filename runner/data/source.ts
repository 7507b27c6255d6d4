/** Opens a data source: from the cache of an earlier import, or by importing it. */
import { createHash } from 'node:crypto';
import { Stats } from 'node:fs';
import { lstat, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import type { ResolvedData } from '../../experiment/types';
import { errorCode } from '../../storage/files/fileError';
import { statRegularFile } from '../../storage/files/regularFile';
import { UserError } from '../../schemas/userError';
import { printable } from '../../words/printable';
import { countInCache, readCache, writeCache } from './cache';
import type { ImportedFaces } from './import/faceCollector';
import { folderIdentity, type ListedFile, listFiles } from './import/folderEntries';
import { importFile, importFolder } from './import/index';
import { classMapOf } from './import/place';
import type { Progress } from '../progress';

/** How the files of a source say what they show. */
export type SourceMeaning = Pick<ResolvedData, 'classes' | 'layout' | 'holdOut'>;

/** Of an experiment's data. */
export function meaningOf({ classes, layout, holdOut }: SourceMeaning): SourceMeaning {
  return { ...(classes && { classes }), ...(layout && { layout }), ...(holdOut && { holdOut }) };
}

export interface SourceOptions extends SourceMeaning {
  /** Absolute folder that a relative path starts from. */
  readonly baseDirectory: string;
  /** Absolute folder of imported faces; created when it does not exist. */
  readonly cacheDirectory: string;
  readonly onProgress: Progress;
  readonly signal?: AbortSignal | undefined;
}

export interface OpenedSource {
  readonly faces: ImportedFaces;
  /** Absolute. */
  readonly path: string;
  readonly fromCache: boolean;
  readonly warnings: readonly string[];
}

/**
 * Faces of a CSV, an archive or a folder: from the cache when the source has not changed since, otherwise imported and stored
 * for the next time. A cache that cannot be written is only a warning, because the faces are in memory.
 *
 * @throws UserError when the source is missing or not what it should be
 */
export async function openSource(source: string, options: SourceOptions): Promise<OpenedSource> {
  const { path, files, identity, cacheFile } = await locate(source, options);

  const cached = await readCache(cacheFile, identity);
  if (cached) return { faces: cached, path, fromCache: true, warnings: cached.notes };

  const importing = { ...options, classes: classMapOf(options.classes) };
  const packed = files ? await importFolder(path, files, importing) : await importFile(path, importing);
  const warnings = [...packed.faces.notes];
  try {
    await writeCache(cacheFile, identity, packed);
  } catch (error) {
    warnings.push(`${(error as Error).message} The imported faces are not kept: the next run imports them again.`);
  }
  return { faces: packed.faces, path, fromCache: false, warnings };
}

/**
 * How many faces were imported from a source as it is now; undefined when the next `openSource` has to import them.
 *
 * @throws UserError when the source is missing
 */
export async function importedBefore(source: string, options: LocateOptions): Promise<number | undefined> {
  const { identity, cacheFile } = await locate(source, options);
  return countInCache(cacheFile, identity);
}

type LocateOptions = Pick<SourceOptions, 'baseDirectory' | 'cacheDirectory' | keyof SourceMeaning>;

interface Located {
  /** Absolute. */
  readonly path: string;
  /** The files of a folder; undefined for a single file. */
  readonly files: readonly ListedFile[] | undefined;
  /** Changes when the source changes. */
  readonly identity: string;
  readonly cacheFile: string;
}

/** Finds a source and its cache. */
async function locate(source: string, { baseDirectory, cacheDirectory, ...meaning }: LocateOptions): Promise<Located> {
  const path = resolve(baseDirectory, source);
  const stats = await statSource(path, source);
  const files = stats.isDirectory() ? await listFiles(path) : undefined;
  const identity = files ? folderIdentity(files) : `${stats.size} ${stats.mtimeMs}`;
  const key = `${path}${meaningKey(meaning)}`;
  const cacheFile = join(cacheDirectory, `${createHash('sha256').update(key).digest('hex').slice(0, 24)}.faces`);
  return { path, files, identity, cacheFile };
}

/** The same pictures with other classes or parts are other faces. */
function meaningKey({ classes, layout, holdOut }: SourceMeaning): string {
  const sorted = classes && Object.entries(classes).sort();
  if (layout === undefined) return sorted === undefined ? '' : `\0${JSON.stringify(sorted)}`;
  return `\0${JSON.stringify([sorted, layout, holdOut])}`;
}

async function statSource(path: string, source: string): Promise<Stats> {
  const stats = await stat(path).catch((error: unknown) => error);
  if (stats instanceof Stats && stats.isDirectory()) return stats;
  const isThere = await lstat(path).catch(() => undefined);
  if (isThere === undefined && ['ENOENT', 'ENOTDIR'].includes(errorCode(stats) ?? '')) {
    throw new UserError(
      `The data "${printable(source)}" does not exist: there is nothing at ${printable(path)}.`,
      'Put the data there (of FER2013: fer2013.csv, or the archive or folder of kaggle.com/datasets/msambare/fer2013), or correct data.source. Without data at hand, use "synthetic".',
    );
  }
  return statRegularFile(path, 'the data');
}
