import { randomBytes } from 'node:crypto';
import { link, open, rm, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { ProcessIdentity } from '../schemas/generated/lock';
import { validateLock } from '../schemas/generated/validators';
import { runFiles } from '../schemas/runDirectory';
import { UserError } from '../schemas/userError';
import { errorCode, fileError } from './fileError';
import { currentProcess, isAlive, sameProcess } from './processIdentity';
import { modifiedAt, readJsonIfThere } from './read';

/** How often a held lock is touched: the sign of life that other hosts go by. */
const touchMs = 30_000;

/** Removing a dead lock takes milliseconds; a guard older than this was left by a process that died at it. */
const guardMs = 10_000;

/** A run directory that this process alone runs, until `release`. */
export class RunLock {
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly file: string,
    private readonly holder: ProcessIdentity,
  ) {
    this.timer = setInterval(() => {
      const now = new Date();
      utimes(file, now, now).catch(() => undefined);
    }, touchMs);
    this.timer.unref();
  }

  /** Gives the run directory free. Leaves a lock alone that another process has taken over meanwhile. */
  async release(): Promise<void> {
    clearInterval(this.timer);
    const holder = await readProcess(this.file);
    if (holder && sameProcess(holder, this.holder)) await rm(this.file, { force: true });
  }
}

/**
 * The process that lock.json or queued.json names; undefined when there is no such file or it says nothing readable,
 * as when a disk was full while it was written.
 */
export async function readProcess(file: string): Promise<ProcessIdentity | undefined> {
  try {
    return await readJsonIfThere<ProcessIdentity>(file, validateLock);
  } catch {
    return undefined;
  }
}

/** The living process that holds a run directory. */
export async function lockHolder(runDirectory: string): Promise<ProcessIdentity | undefined> {
  const file = path.join(runDirectory, runFiles.lock);
  const holder = await readProcess(file);
  if (!holder) return undefined;
  const touched = await Promise.all([modifiedAt(file), modifiedAt(path.join(runDirectory, runFiles.events))]);
  return isAlive(holder, Math.max(...touched)) ? holder : undefined;
}

/**
 * Takes a run directory for this process. The lock of a dead process is taken over.
 * @throws UserError naming the process that holds it, or why the folder cannot be written
 */
export async function acquireLock(runDirectory: string): Promise<RunLock> {
  const file = path.join(runDirectory, runFiles.lock);
  const self = currentProcess();
  for (;;) {
    if (await createExclusive(file, JSON.stringify(self))) return new RunLock(file, self);
    const holder = await lockHolder(runDirectory);
    if (holder) {
      throw new UserError(
        `The run ${path.basename(runDirectory)} is already running: process ${holder.pid} on ${holder.host} holds ${file}.`,
        'Wait until it ends, or stop it first with “ferexp stop” or the Stop button.',
        1,
      );
    }
    await removeDeadLock(runDirectory, file);
  }
}

/** Creates a file that appears with its whole content, or not at all when it exists. */
async function createExclusive(file: string, content: string): Promise<boolean> {
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await writeFile(temporary, content, { flag: 'wx' });
    try {
      await link(temporary, file);
      return true;
    } catch (error) {
      if (errorCode(error) === 'EEXIST') return false;
      // File systems without hard links: exclusive, if not with its whole content at once.
      await writeFile(file, content, { flag: 'wx' });
      return true;
    }
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw fileError(error, `write ${file}`);
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

/**
 * Two processes may find the same dead lock, and the slower must not remove the lock that the faster has just made.
 * So a lock is removed only by who holds the guard, and only after looking again.
 */
async function removeDeadLock(runDirectory: string, file: string): Promise<void> {
  const guard = `${file}.takeover`;
  try {
    await (await open(guard, 'wx')).close();
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw fileError(error, `write ${guard}`);
    const age = Date.now() - (await modifiedAt(guard));
    if (age > guardMs) await rm(guard, { force: true });
    else await wait(20);
    return;
  }
  try {
    if (await exists(file)) {
      if (!(await lockHolder(runDirectory))) await unlink(file);
    }
  } catch (error) {
    throw fileError(error, `remove ${file}`);
  } finally {
    await rm(guard, { force: true });
  }
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
