/**
 * The lock of a run directory: one process at a time runs it. Each process that takes it gets a token larger than all before;
 * one whose token is no longer that of the lock is fenced off, see storage/files/fence.ts.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ProcessIdentity } from '../../schemas/generated/lock';
import { runFiles } from '../../schemas/runDirectory';
import { UserError } from '../../schemas/userError';
import { writeFileAtomic } from '../files/atomic';
import { fenceFolder } from '../files/fence';
import { errorCode } from '../files/fileError';
import { acquireFileLock, fileLockHolder, type LockPlace, readProcess } from '../files/fileLock';
import { readJsonIfThere } from '../files/read';
import { currentProcess } from '../machine/processIdentity';

export { readProcess };

/** The job of a cluster that a process is. */
export type ClusterJob = NonNullable<ProcessIdentity['job']>;

export interface RunLock {
  readonly token: number;
  /** Releases the lock, unless another process has taken it over meanwhile. */
  release(): Promise<void>;
}

function placeIn(runDirectory: string): LockPlace {
  return { file: path.join(runDirectory, runFiles.lock), signs: [path.join(runDirectory, runFiles.events)] };
}

/** The living process that holds a run directory. */
export async function lockHolder(runDirectory: string): Promise<ProcessIdentity | undefined> {
  return fileLockHolder(placeIn(runDirectory));
}

/**
 * Takes a run directory for this process, and fences off the processes that held it before. The lock of a dead process is
 * taken over, as is that of an earlier start of the same job, which its cluster has given up.
 * @param job of a cluster that this process is
 * @throws UserError naming the process that holds it, or why the folder cannot be written
 */
export async function acquireLock(runDirectory: string, job?: ClusterJob): Promise<RunLock> {
  const place = placeIn(runDirectory);
  const supersedes = ({ job: earlier }: ProcessIdentity) =>
    job !== undefined && earlier !== undefined && earlier.id === job.id && earlier.restart < job.restart;
  for (;;) {
    const before = await lastToken(runDirectory);
    const token = Math.max(before, (await readProcess(place.file))?.token ?? 0) + 1;
    const self = { ...currentProcess(), token, ...(job && { job }) };
    const lock = await acquireFileLock(place, (holder) => heldBy(runDirectory, holder), { self, supersedes });
    // Another process may have had the same token, and have ended, since it was read.
    if ((await lastToken(runDirectory)) !== before) {
      await lock.release();
      continue;
    }
    const endFence = fenceFolder(runDirectory, () => refuseOther(runDirectory, token));
    const release = async () => {
      endFence();
      await lock.release();
    };
    try {
      await writeFileAtomic(path.join(runDirectory, runFiles.fence), JSON.stringify({ token }));
    } catch (error) {
      await release();
      throw error;
    }
    return { token, release };
  }
}

function heldBy(runDirectory: string, { pid, host }: ProcessIdentity): UserError {
  return new UserError(
    `The run ${path.basename(runDirectory)} is already running: process ${pid} on ${host} holds ${placeIn(runDirectory).file}.`,
    'Wait until it ends, or stop it first with “ferexp stop” or the Stop button.',
    1,
  );
}

/** The last token that was given; 0 for none, and where the file cannot be read: the lock itself then still tells processes apart. */
async function lastToken(runDirectory: string): Promise<number> {
  const file = path.join(runDirectory, runFiles.fence);
  const { token } = (await readJsonIfThere<{ token?: unknown }>(file).catch(() => undefined)) ?? {};
  return typeof token === 'number' && Number.isSafeInteger(token) && token > 0 ? token : 0;
}

/** Reads the lock each time: a few microseconds, before each of the writes of a run. @throws UserError when it is not ours */
function refuseOther(runDirectory: string, token: number): void {
  let holder: Partial<ProcessIdentity>;
  try {
    holder = JSON.parse(readFileSync(placeIn(runDirectory).file, 'utf8')) as Partial<ProcessIdentity>;
  } catch (error) {
    // The user has deleted the whole run: the write itself fails.
    if (errorCode(error) === 'ENOENT' && !existsSync(runDirectory)) return;
    holder = {};
  }
  if (holder.token === token) return;
  const run = path.basename(runDirectory);
  const { pid, host } = holder;
  const lost = `The run ${run} is no longer that of this process, which writes nothing more:`;
  throw pid === undefined || host === undefined
    ? new UserError(`${lost} its lock is gone.`, `Go on from the last checkpoint with: ferexp resume ${run}`, 1)
    : new UserError(
        `${lost} process ${pid} on ${host} has taken it over.`,
        'Nothing is lost: that process goes on from the last checkpoint.',
        1,
      );
}
