/** Lists and reads the files of a folder. */
import { createHash } from 'node:crypto';
import {
  createReadStream,
  type Dirent,
  lstatSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { errorCode, fileError } from '../../../storage/files/fileError';
import { kindOfFile } from '../../../storage/files/regularFile';
import { isWithin } from '../../../storage/files/realPlace';
import { UserError } from '../../../schemas/userError';
import { counted, isOrAre } from '../../../words/numbers';
import { printable } from '../../../words/printable';
import type { Entry } from './entries';
import { mostEntries, mostPictureBytes, tooManyEntries } from './limits';
import { isJunk, isPictureName } from './place';

/** A file below a folder, found but not read. */
export interface ListedFile {
  /** Relative, with `/` between names. */
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly irregular?: string;
  /** It lies outside of the folder, behind a link. */
  readonly outside?: true;
}

/**
 * Files below a folder, sorted, without hidden files and files that systems leave behind. Links are followed.
 *
 * @throws UserError naming what cannot be read: a folder, a broken or circular link, or a folder that is named like a
 * picture
 */
export async function listFiles(root: string): Promise<ListedFile[]> {
  const files: ListedFile[] = [];
  const home = realPathOf(root);
  const visit = async (folder: string, above: readonly string[]): Promise<void> => {
    const inside = join(root, folder);
    const real = realPathOf(inside);
    if (above.includes(real))
      throw new UserError(`${inside} is a link to a folder that it lies in.`, 'Remove the link.');
    for (const entry of await readFolder(inside)) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (isJunk(path)) continue;
      if (files.length >= mostEntries) tooManyEntries(root);
      const stats = statsOf(root, path);
      if (stats.isDirectory()) {
        if (isPictureName(path)) {
          throw new UserError(
            `${printable(join(root, path))} is a folder, although it is named as a picture.`,
            'Rename or remove that folder.',
          );
        }
        await visit(path, [...above, real]);
      } else {
        const { size, mtimeMs } = stats;
        const isOutside = !isWithin(home, entry.isSymbolicLink() ? realPathOf(join(root, path)) : real);
        files.push({
          ...{ path, size, mtimeMs },
          ...(!stats.isFile() && { irregular: kindOfFile(stats) }),
          ...(isOutside && { outside: true }),
        });
      }
    }
  };
  await visit('', []);
  return files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

function realPathOf(folder: string): string {
  try {
    return realpathSync(folder);
  } catch (error) {
    throw fileError(error, `read the folder ${printable(folder)}`, 2);
  }
}

async function readFolder(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    throw fileError(error, `read the folder ${printable(folder)}`, 2);
  }
}

/** Synchronous: 36,000 calls take a tenth of a second, but several seconds through the thread pool. */
function statsOf(root: string, path: string): Stats {
  const file = join(root, path);
  try {
    return statSync(file);
  } catch (error) {
    const isLink = lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
    if (isLink && errorCode(error) === 'ENOENT') {
      throw new UserError(
        `${printable(file)} is a link to a file that is not there (${printable(readlinkSync(file))}).`,
        'Correct or remove the link.',
      );
    }
    throw fileError(error, `read ${printable(file)}`, 2);
  }
}

/** What to say of files that lie elsewhere. */
export function outsideNotes(files: readonly ListedFile[]): string[] {
  const outside = files.filter((file) => file.outside);
  const [first] = outside;
  if (!first) return [];
  return [
    `${counted(outside.length, 'file')} of the folder ${isOrAre(outside.length)} read from outside of it, behind links: ${printable(first.path)}${outside.length > 1 ? ', …' : ''}.`,
  ];
}

/** Changes whenever a file is added, removed, renamed or rewritten. */
export function folderIdentity(files: readonly ListedFile[]): string {
  const hash = createHash('sha256');
  for (const { path, size, mtimeMs } of files) hash.update(`${path}\0${size}\0${mtimeMs}\n`);
  return hash.digest('hex');
}

/** @param onFile called with the number of files that are done */
export async function* folderEntries(
  root: string,
  files: readonly ListedFile[],
  onFile: (count: number) => void,
  signal?: AbortSignal,
): AsyncGenerator<Entry> {
  let count = 0;
  for (const { path, size, irregular } of files) {
    signal?.throwIfAborted();
    yield { path, size, ...(irregular !== undefined && { irregular }), read: () => contentOf(join(root, path), size) };
    if (++count % 256 === 0) onFile(count);
  }
}

/** Small files are read whole and synchronously: 36,000 streams, or trips through the thread pool, take several times as long. */
async function* contentOf(file: string, size: number): AsyncGenerator<Uint8Array> {
  try {
    if (size <= mostPictureBytes) yield readFileSync(file);
    else yield* createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>;
  } catch (error) {
    throw fileError(error, `read ${printable(file)}`, 2);
  }
}
