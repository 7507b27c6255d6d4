/** Writes whole files: a reader never sees a part of one. */
import { randomBytes } from 'node:crypto';
import { open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileError } from './fileError';
import { refuseFenced } from './fence';

/** Makes a rename itself durable. Windows cannot open folders, and some network file systems refuse: the rename is then only less durable. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch {
    return;
  }
}

/**
 * Replaces a whole file: readers, also after a power failure, see the old content or the new, never a part.
 * The folder must exist.
 * @param data the content, whole or in pieces
 * @throws UserError naming the file when the disk is full, the folder cannot be written and the like, or when another process
 *   has taken over the folder
 */
export async function writeFileAtomic(file: string, data: string | Uint8Array | Iterable<string>): Promise<void> {
  // In the same folder, because a rename is atomic only within one file system.
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const handle = await open(temporary, 'wx');
    try {
      await writeFile(handle, data);
      await handle.sync();
    } finally {
      await handle.close();
    }
    refuseFenced(file);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw fileError(error, `write ${file}`);
  }
  await syncFolder(path.dirname(file));
}

/** The names that `writeFileAtomic` gives temporary files. */
const temporaryName = /^\..+\.[0-9a-f]{12}\.tmp$/;

/**
 * Deletes the temporary files of writers that were killed.
 * @param folder only the caller writes to it; it need not exist
 */
export async function sweepTemporary(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((each) => temporaryName.test(each))) {
    await rm(path.join(folder, name), { force: true });
  }
}
