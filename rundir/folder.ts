import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { errorCode, fileError } from './fileError';

/**
 * Makes a folder and those above it that are missing. One by one, since the recursive form of Node.js says of a read-only
 * file system that the folder does not exist.
 * @throws UserError naming the folder that cannot be made
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || path.dirname(folder) === folder) throw fileError(error, `write ${folder}`);
    await makeFolder(path.dirname(folder));
    await makeFolder(folder);
  }
}
