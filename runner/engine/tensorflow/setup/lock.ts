/** One set-up at a time in an engine directory. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { currentProcess, isAlive, type ProcessIdentity } from '../../../../rundir/processIdentity';
import { UserError } from '../../../../schemas/userError';

/**
 * Takes the lock of an engine directory; a lock whose process is gone is taken over.
 * @returns gives it back
 * @throws UserError when another process sets up right now
 */
export async function lockSetup(directory: string): Promise<() => Promise<void>> {
  const file = path.join(directory, 'tensorflow-setup.lock');
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      await writeFile(file, JSON.stringify(currentProcess()), { flag: 'wx' });
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = await readHolder(file);
    if (holder && isAlive(holder)) {
      throw new UserError(
        `TensorFlow is being set up already, by process ${holder.pid} on ${holder.host}.`,
        `Wait until it has finished. If no such process runs, delete ${file}.`,
        1,
      );
    }
    await rm(file, { force: true });
  }
  throw new UserError('TensorFlow is being set up already.', 'Wait until it has finished.', 1);
}

async function readHolder(file: string): Promise<ProcessIdentity | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as ProcessIdentity;
  } catch {
    // Removed meanwhile, or its writer died before it had written anything.
    return undefined;
  }
}
