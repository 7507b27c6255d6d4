/** The lock of a run directory: one process at a time runs it. */
import path from 'node:path';
import type { ProcessIdentity } from '../../schemas/generated/lock';
import { runFiles } from '../../schemas/runDirectory';
import { UserError } from '../../schemas/userError';
import { acquireFileLock, type FileLock, fileLockHolder, type LockPlace } from '../files/fileLock';

export { readProcess } from '../files/fileLock';

function placeIn(runDirectory: string): LockPlace {
  return { file: path.join(runDirectory, runFiles.lock), signs: [path.join(runDirectory, runFiles.events)] };
}

/** The living process that holds a run directory. */
export async function lockHolder(runDirectory: string): Promise<ProcessIdentity | undefined> {
  return fileLockHolder(placeIn(runDirectory));
}

/**
 * Takes a run directory for this process. The lock of a dead process is taken over.
 * @throws UserError naming the process that holds it, or why the folder cannot be written
 */
export async function acquireLock(runDirectory: string): Promise<FileLock> {
  const place = placeIn(runDirectory);
  return acquireFileLock(
    place,
    ({ pid, host }) =>
      new UserError(
        `The run ${path.basename(runDirectory)} is already running: process ${pid} on ${host} holds ${place.file}.`,
        'Wait until it ends, or stop it first with “ferexp stop” or the Stop button.',
        1,
      ),
  );
}
