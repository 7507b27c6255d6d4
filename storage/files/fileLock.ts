/** A lock file: it names the process that does something now, so that no second process does it at the same time. */
import { randomBytes } from 'node:crypto';
import { link, open, rm, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { ProcessIdentity } from '../../schemas/generated/lock';
import { validateLock } from '../../schemas/generated/validators.js';
import type { UserError } from '../../schemas/userError';
import { errorCode, fileError } from './fileError';
import { currentProcess, isAlive, sameProcess } from '../machine/processIdentity';
import { modifiedAt, readJsonIfThere } from './read';

/** Milliseconds between two touches of a held lock: a sign of life for other hosts. */
const touchMs = 30_000;

/** Removing a dead lock takes milliseconds; a guard older than this was left by a process that died on the way. */
const guardMs = 10_000;

export interface LockPlace {
  /** Absolute path of the lock; its folder exists. */
  readonly file: string;
  /** Other files that the holder keeps writing: signs of life, like the lock itself. */
  readonly signs?: readonly string[];
}

/** A lock that this process holds until `release`. */
export class FileLock {
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

  /** Releases the lock, unless another process has taken it over meanwhile. */
  async release(): Promise<void> {
    clearInterval(this.timer);
    const holder = await readProcess(this.file);
    if (holder && sameProcess(holder, this.holder)) await rm(this.file, { force: true });
  }
}

/**
 * The process that a lock file names; undefined when the file is missing or unreadable, for example because the disk was
 * full while it was written.
 */
export async function readProcess(file: string): Promise<ProcessIdentity | undefined> {
  try {
    return await readJsonIfThere<ProcessIdentity>(file, validateLock);
  } catch {
    return undefined;
  }
}

/** The last sign of life of a lock's holder, milliseconds since 1970. */
export async function lastSignOf({ file, signs = [] }: LockPlace): Promise<number> {
  return Math.max(...(await Promise.all([file, ...signs].map(modifiedAt))));
}

/** The living process that holds a lock. */
export async function fileLockHolder(place: LockPlace): Promise<ProcessIdentity | undefined> {
  const holder = await readProcess(place.file);
  if (!holder) return undefined;
  return isAlive(holder, await lastSignOf(place)) ? holder : undefined;
}

export interface LockOptions {
  /** What the lock says of its holder; by default this process. */
  readonly self?: ProcessIdentity;
  /** Whether a lock is taken over although its holder may live. */
  readonly supersedes?: (holder: ProcessIdentity) => boolean;
}

/**
 * Takes a lock for this process. The lock of a dead process is taken over.
 * @param refusal the error for the user when a living process holds the lock, with its last sign of life
 * @throws UserError the refusal, or why the folder cannot be written
 */
export async function acquireFileLock(
  place: LockPlace,
  refusal: (holder: ProcessIdentity, lastSign: number) => UserError,
  { self = currentProcess(), supersedes = () => false }: LockOptions = {},
): Promise<FileLock> {
  const inTheWay = async () => {
    const holder = await fileLockHolder(place);
    return holder && !supersedes(holder) ? holder : undefined;
  };
  for (;;) {
    if (await createExclusive(place.file, JSON.stringify(self))) return new FileLock(place.file, self);
    const holder = await inTheWay();
    if (holder) throw refusal(holder, await lastSignOf(place));
    await removeLock(place.file, inTheWay);
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
 * So only the process that holds the guard removes a lock, and only after checking again that nobody is in the way.
 */
async function removeLock(file: string, inTheWay: () => Promise<ProcessIdentity | undefined>): Promise<void> {
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
    if ((await exists(file)) && !(await inTheWay())) await unlink(file);
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
