/**
 * Reads files that users name, if they are regular files. A pipe, a socket or a device may never end or never answer, and a
 * read that waits for it blocks a thread of the process that no signal frees.
 */
import { constants, lstatSync, type Stats, statSync } from 'node:fs';
import { type FileHandle, lstat, open, readlink, stat } from 'node:fs/promises';
import { UserError } from '../../schemas/userError';
import { errorCode, fileError } from './fileError';
import { sizeWords } from '../../words/numbers';

/** The kind of a file, for messages: `a folder`, `a named pipe`. */
export function kindOfFile(stats: Stats): string {
  if (stats.isFile()) return 'a file';
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a named pipe';
  if (stats.isSocket()) return 'a socket';
  return stats.isCharacterDevice() || stats.isBlockDevice() ? 'a device' : 'no regular file';
}

/**
 * @param what for messages, such as `the FER+ votes`
 * @throws UserError (exit code 2) when the file is missing, a broken or circular link, or not a regular file
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
 * Opens a regular file for reading. The file may be replaced after the first check, so it is opened without waiting and
 * checked again.
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
 * Reads a whole regular file.
 *
 * @param maxBytes a larger file is refused before any of it is read
 * @throws UserError (exit code 2) as `statRegularFile`, and when the file is larger or cannot be read
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

/** Reads at most `size` bytes, and fewer when the file has become shorter. */
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

/** @param link target of the path when it is a link; empty when the target is not known */
function unreadable(error: unknown, file: string, what: string, link?: string): Error {
  if (link !== undefined && errorCode(error) === 'ENOENT') {
    const target = link === '' ? '' : ` (${link})`;
    return new UserError(
      `Cannot read ${what} ${file}: it is a link to a file that is not there${target}.`,
      'Correct or remove the link.',
    );
  }
  return fileError(error, `read ${what} ${file}`, 2);
}
