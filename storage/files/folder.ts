/** Creates folders. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ownFolder } from '../../experiment/project';
import { errorCode, fileError } from './fileError';

/**
 * Creates a folder and its missing parents. A new `.ferexp` gets a .gitignore that covers everything in it. Folders are
 * created one by one, because the recursive form of Node.js reports a read-only file system as a missing folder.
 * @throws UserError naming the folder that cannot be created
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

/** Writes the file only when the folder is created: a user who deletes it wants the folder in Git. */
async function ignoreInGit(folder: string): Promise<void> {
  const file = path.join(folder, '.gitignore');
  await writeFile(file, '# Runs, caches and logs of FER Experiments\n*\n', { flag: 'wx' });
}

/**
 * Creates a folder, but not its parent. A run does not bring back its own directory when a user has deleted it. Does nothing
 * when the folder exists.
 * @throws the system's error, ENOENT when the parent is missing
 */
export async function makeFolderWithin(folder: string): Promise<void> {
  await mkdir(folder).catch((error: unknown) => {
    if (errorCode(error) !== 'EEXIST') throw error;
  });
}
