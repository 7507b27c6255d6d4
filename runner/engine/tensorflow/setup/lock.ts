/** One set-up at a time in an engine directory. */
import path from 'node:path';
import { acquireFileLock, type FileLock } from '../../../../storage/files/fileLock';
import { UserError } from '../../../../schemas/userError';

/**
 * Takes the lock of an engine directory; the lock of a dead process is taken over.
 * @throws UserError when another process sets up right now
 */
export async function lockSetup(directory: string): Promise<FileLock> {
  const file = path.join(directory, 'tensorflow-setup.lock');
  return acquireFileLock(
    { file },
    ({ pid, host }) =>
      new UserError(
        `TensorFlow is being set up already, by process ${pid} on ${host}.`,
        `Wait until it has finished. If no such process runs, delete ${file}.`,
        1,
      ),
  );
}
