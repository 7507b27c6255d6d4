import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';

import { UserError } from '../../schemas/userError';
import { countInCache, readCache, writeCache } from './cache';
import type { Progress } from './dataset';
import { importArchive, isTar, tarHeadBytes } from './import/archive';
import { peek, readUnpacked } from './import/bytes';
import { FerCsvParser } from './import/csvParser';
import { FaceCollector, type ImportedFaces, type PackedFaces } from './import/faceCollector';
import { folderIdentity, importFolder, listImages } from './import/folder';

export interface SourceOptions {
  /** Absolute folder that a relative path starts from. */
  readonly baseDirectory: string;
  /** Absolute folder of imported faces; made where it does not exist. */
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
 * Faces of a CSV, an archive or a folder: from the cache where the source has not changed since, else imported and kept
 * for the next time. A cache that cannot be written is a warning, since the faces are there.
 *
 * @throws UserError where the source is missing or not what it should be
 */
export async function openSource(source: string, options: SourceOptions): Promise<OpenedSource> {
  const { path, stats, images, identity, cacheFile } = await locate(source, options);

  const cached = await readCache(cacheFile, identity);
  if (cached) return { faces: cached, path, fromCache: true, warnings: cached.notes };

  const packed = stats.isDirectory()
    ? await importFolder(path, images, options.onProgress, options.signal)
    : await importFile(path, stats.size, options);
  const warnings = [...packed.faces.notes];
  try {
    await writeCache(cacheFile, identity, packed);
  } catch (error) {
    warnings.push(`${(error as Error).message} The imported faces are not kept: the next run imports them again.`);
  }
  return { faces: packed.faces, path, fromCache: false, warnings };
}

/**
 * How many faces were imported from a source as it is now; undefined where the next `openSource` has to import them.
 *
 * @throws UserError where the source is missing
 */
export async function importedBefore(
  source: string,
  options: Pick<SourceOptions, 'baseDirectory' | 'cacheDirectory'>,
): Promise<number | undefined> {
  const { identity, cacheFile } = await locate(source, options);
  return countInCache(cacheFile, identity);
}

/** Where a source and its cache are, and what tells whether the source is still what it was. */
async function locate(
  source: string,
  { baseDirectory, cacheDirectory }: Pick<SourceOptions, 'baseDirectory' | 'cacheDirectory'>,
) {
  const path = resolve(baseDirectory, source);
  const stats = await statSource(path, source);
  const images = stats.isDirectory() ? await listImages(path) : [];
  const identity = stats.isDirectory() ? folderIdentity(path, images) : `${stats.size} ${stats.mtimeMs}`;
  const cacheFile = join(cacheDirectory, `${createHash('sha256').update(path).digest('hex').slice(0, 24)}.faces`);
  return { path, stats, images, identity, cacheFile };
}

async function statSource(path: string, source: string): Promise<Stats> {
  try {
    return await stat(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) {
      throw new UserError(
        `The data "${source}" does not exist: there is nothing at ${path}.`,
        'Put fer2013.csv, the Kaggle archive or its folder there (kaggle.com/datasets/msambare/fer2013) or correct data.source. Without data at hand, use "synthetic".',
      );
    }
    throw new UserError(`The data ${path} cannot be read: ${(error as Error).message}.`, 'Check its permissions.');
  }
}

async function importFile(
  path: string,
  size: number,
  { onProgress, signal }: Pick<SourceOptions, 'onProgress' | 'signal'>,
): Promise<PackedFaces> {
  const detail = `Importing ${basename(path)}`;
  const onRead = (bytes: number): void => onProgress({ detail, done: bytes, total: size });
  const { head, chunks } = await peek(readUnpacked(path, { onRead, signal }), tarHeadBytes);
  if (isTar(head)) return importArchive(path, chunks);

  const collector = new FaceCollector();
  const parser = new FerCsvParser(path, collector);
  for await (const chunk of chunks) parser.write(chunk);
  parser.end();
  return collector.pack('rows', []);
}
