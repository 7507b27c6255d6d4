/**
 * The lock of a run directory: one process at a time runs it. Each process that takes it gets a token larger than all before;
 * one whose token is no longer that of the lock is fenced off, see storage/files/fence.ts.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ProcessIdentity } from '../../schemas/generated/lock';
import { runFiles } from '../../schemas/runDirectory';
import { UserError } from '../../schemas/userError';
import { duration } from '../../words/numbers';
import { writeFileAtomic } from '../files/atomic';
import { fenceFolder } from '../files/fence';
import { errorCode } from '../files/fileError';
import { acquireFileLock, fileLockHolder, lastSignOf, type LockPlace, readProcess } from '../files/fileLock';
import { readJsonIfThere } from '../files/read';
import { currentProcess, processState, sameProcess, silenceMs } from '../machine/processIdentity';

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

/** @throws UserError naming the living process that holds a run directory */
export async function refuseHeld(runDirectory: string): Promise<void> {
  const place = placeIn(runDirectory);
  const holder = await fileLockHolder(place);
  if (holder) throw heldBy(runDirectory, holder, await lastSignOf(place));
}

/**
 * Takes a run directory for this process, and fences off the processes that held it before. The lock of a dead process is
 * taken over, as is that of an earlier start of the same job, which its cluster has given up.
 * @param job of a cluster that this process is
 * @throws UserError naming the process that holds it, or why the folder cannot be written
 */
export async function acquireLock(runDirectory: string, job?: ClusterJob): Promise<RunLock> {
  const isEarlierStart = ({ job: earlier }: ProcessIdentity): boolean =>
    job !== undefined && earlier !== undefined && earlier.id === job.id && earlier.restart < job.restart;
  return take(runDirectory, job, isEarlierStart);
}

async function take(
  runDirectory: string,
  job: ClusterJob | undefined,
  supersedes: (holder: ProcessIdentity) => boolean,
): Promise<RunLock> {
  const place = placeIn(runDirectory);
  for (;;) {
    const before = await lastToken(runDirectory);
    const token = Math.max(before, (await readProcess(place.file))?.token ?? 0) + 1;
    const self = { ...currentProcess(), token, ...(job && { job }) };
    const lock = await acquireFileLock(place, (holder, touched) => heldBy(runDirectory, holder, touched), {
      self,
      supersedes,
    });
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

/** Takes the lock of a run by a process on another computer from it for good, as somebody asks who knows that it is lost. */
export async function takeOver(runDirectory: string): Promise<void> {
  const holder = await lockHolder(runDirectory);
  if (holder === undefined || processState(holder) !== 'unknown') return;
  // Its token is no longer the last: whatever that process still does, it writes nothing more.
  const isHolder = (other: ProcessIdentity): boolean => sameProcess(other, holder);
  await (await take(runDirectory, undefined, isHolder)).release();
}

/** @param touched last sign of life, milliseconds since 1970 */
function heldBy(runDirectory: string, { pid, host, ...rest }: ProcessIdentity, touched: number): UserError {
  const run = path.basename(runDirectory);
  const { file } = placeIn(runDirectory);
  const held = `The run ${run} is already running: process ${pid} on ${host} holds ${file}`;
  if (processState({ pid, host, ...rest }) === 'alive') {
    return new UserError(`${held}.`, `Wait until it ends, or stop it first with: ferexp stop ${run}`, 1);
  }
  return new UserError(`${held}, ${silenceWords(touched)}`, lostRemedy(run), 1);
}

/** What to do where the process that holds a run is on another computer, which cannot be asked. */
function lostRemedy(run: string): string {
  return (
    'Wait until it ends, or stop it first with “ferexp stop”. Where it is lost, go on at once with: ' +
    `ferexp resume ${run} --take-over. Whatever that process still does, it then writes nothing more.`
  );
}

/** `whose last sign of life was 4 min ago; without another one it counts as lost in 6 min.` */
function silenceWords(touched: number, now = Date.now()): string {
  const silent = Math.max(0, now - touched);
  const left = Math.max(0, silenceMs - silent);
  return `whose last sign of life was ${duration(silent / 1000)} ago; without another one it counts as lost in ${duration(left / 1000)}.`;
}

/** The last token that was given; 0 for none, and where the file cannot be read: the lock itself then still tells processes apart. */
export async function lastToken(runDirectory: string): Promise<number> {
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
