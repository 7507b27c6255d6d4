import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ownFolder } from '../../experiment/project';
import { errorCode, fileError } from './fileError';

/**
 * Makes a folder and those above it that are missing; `.ferexp` ignores itself in Git from then on, whatever is put there.
 * One by one, since the recursive form of Node.js says of a read-only
 * file system that the folder does not exist.
 * @throws UserError naming the folder that cannot be made
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
    if (path.basename(folder) === ownFolder) await ignoreInGit(folder);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || path.dirname(folder) === folder) throw fileError(error, `write ${folder}`);
    await makeFolder(path.dirname(folder));
    await makeFolder(folder);
  }
}

/** Who removes the file wants the folder in Git: it is written once, when the folder is made. */
async function ignoreInGit(folder: string): Promise<void> {
  const file = path.join(folder, '.gitignore');
  await writeFile(file, '# Runs, caches and logs of FER Experiments\n*\n', { flag: 'wx' });
}

/**
 * Makes a folder in one that is there, if it is not there yet. A run whose directory was deleted meanwhile does not bring it
 * back: whoever deleted it wants it gone.
 * @throws the system's error, ENOENT where the folder around it is gone
 */
export async function makeFolderWithin(folder: string): Promise<void> {
  await mkdir(folder).catch((error: unknown) => {
    if (errorCode(error) !== 'EEXIST') throw error;
  });
}
