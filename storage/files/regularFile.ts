/**
 * Reading what others name. Only regular files are read: a pipe, a socket or a device may never end or never answer, and a
 * read that waits for it holds a thread of the process, which no signal frees.
 */
import { constants, lstatSync, type Stats, statSync } from 'node:fs';
import { type FileHandle, lstat, open, readlink, stat } from 'node:fs/promises';
import { UserError } from '../../schemas/userError';
import { errorCode, fileError } from './fileError';
import { sizeWords } from '../../words/numbers';

/** What a path leads to, for messages: `a folder`, `a named pipe`. */
export function kindOfFile(stats: Stats): string {
  if (stats.isFile()) return 'a file';
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a named pipe';
  if (stats.isSocket()) return 'a socket';
  return stats.isCharacterDevice() || stats.isBlockDevice() ? 'a device' : 'no regular file';
}

/**
 * @param what for messages, such as `the FER+ votes`
 * @throws UserError (exit code 2) when there is nothing, a link leads nowhere or in a circle, or it is no regular file
 */
export async function statRegularFile(file: string, what: string): Promise<Stats> {
  try {
    return checked(await stat(file), file, what);
  } catch (error) {
    const isLink = await lstat(file).then(
      (stats) => stats.isSymbolicLink(),
      () => false,
    );
    throw unreadable(error, file, what, isLink ? await readlink(file).catch(() => '') : undefined);
  }
}

/** As `statRegularFile`. */
export function statRegularFileSync(file: string, what: string): Stats {
  try {
    return checked(statSync(file), file, what);
  } catch (error) {
    const isLink = lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
    throw unreadable(error, file, what, isLink ? '' : undefined);
  }
}

/**
 * Opens a regular file to read it. What the path leads to may change after it was looked at: so it is opened in a way that
 * does not wait, and looked at again.
 */
export async function openRegularFile(
  file: string,
  what: string,
): Promise<{ readonly handle: FileHandle; readonly stats: Stats }> {
  await statRegularFile(file, what);
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    return { handle, stats: checked(await handle.stat(), file, what) };
  } catch (error) {
    await handle?.close();
    throw unreadable(error, file, what);
  }
}

/**
 * Reads a regular file whole.
 *
 * @param maxBytes more is refused before any of it is read
 * @throws UserError (exit code 2) as `statRegularFile`, and when it is larger or cannot be read
 */
export async function readRegularFile(file: string, what: string, maxBytes: number): Promise<Buffer> {
  const { handle, stats } = await openRegularFile(file, what);
  try {
    if (stats.size > maxBytes) {
      throw new UserError(
        `Cannot read ${what} ${file}: it has ${sizeWords(stats.size)}, and at most ${sizeWords(maxBytes)} are read.`,
        'Check that it is the right file.',
      );
    }
    const { buffer, bytesRead } = await readUpTo(handle, stats.size);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    throw unreadable(error, file, what);
  } finally {
    await handle.close();
  }
}

/** A file that shrinks meanwhile gives less; one that grows, no more than was looked at. */
async function readUpTo(handle: FileHandle, size: number): Promise<{ buffer: Buffer; bytesRead: number }> {
  const buffer = Buffer.alloc(size);
  let bytesRead = 0;
  while (bytesRead < size) {
    const read = await handle.read(buffer, bytesRead, size - bytesRead, bytesRead);
    if (read.bytesRead === 0) break;
    bytesRead += read.bytesRead;
  }
  return { buffer, bytesRead };
}

function checked(stats: Stats, file: string, what: string): Stats {
  if (stats.isFile()) return stats;
  throw new UserError(
    `Cannot read ${what} ${file}: it is ${kindOfFile(stats)}, not a regular file.`,
    'Give the path of a regular file.',
  );
}

/** @param link where the link leads, when the path is one */
function unreadable(error: unknown, file: string, what: string, link?: string): Error {
  if (link !== undefined && errorCode(error) === 'ENOENT') {
    const target = link === '' ? '' : ` (${link})`;
    return new UserError(
      `Cannot read ${what} ${file}: it is a link to a file that is not there${target}.`,
      'Mend or remove the link.',
    );
  }
  return fileError(error, `read ${what} ${file}`, 2);
}
