/** The folder of stored features, and how large it may be: what was used least recently is deleted. */
import { readdir, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import { currentProcess, isAlive, silenceMs } from '../../storage/machine/processIdentity';
import { UserError } from '../../schemas/userError';
import { sizeWords } from '../../words/numbers';

/** Environment variable that sets the limit of the folder, in gigabytes (10⁹ bytes). */
export const limitVariable = 'FEREXP_FEATURES_GB';

const gigabyte = 1e9;
const defaultGigabytes = 10;

/** What was written or used within this time may belong to a run of a process that we do not know. */
const recentMs = 6 * 3_600_000;

/** @returns bytes. @throws UserError when the environment gives something that is not a size */
export function featuresLimit(environment: NodeJS.ProcessEnv = process.env): number {
  const text = environment[limitVariable]?.trim();
  if (!text) return defaultGigabytes * gigabyte;
  if (!/^\d+(\.\d+)?$/.test(text)) {
    throw new UserError(
      `The environment variable ${limitVariable} is "${text}"; a number of gigabytes was expected, as in 25 or 2.5.`,
      `Set it to how much the cache of features may hold, or remove it for ${defaultGigabytes} GB.`,
    );
  }
  return Number(text) * gigabyte;
}

interface Candidate {
  readonly file: string;
  readonly bytes: number;
  /** Of the last use, milliseconds since 1970. */
  readonly used: number;
}

/** The cache as one run uses it. */
export class FeatureCache {
  private readonly folder: string;
  private readonly own = new Set<string>();
  private old = 0;
  private unfinished = 0;
  private bytes = 0;

  /** @param limit bytes */
  constructor(
    cacheDirectory: string,
    private readonly limit: number,
  ) {
    this.folder = path.join(cacheDirectory, 'features');
  }

  /** The file for the features with a key, whether it exists or not; `trim` does not delete it from now on. */
  claim(key: string): string {
    const file = path.join(this.folder, `${key.slice(0, 32)}.features`);
    this.own.add(file);
    return file;
  }

  /**
   * Deletes what was used least recently until the rest is within the limit, and files that dead processes left
   * unfinished. What cannot be deleted stays: a cache that is too large must not stop a run.
   */
  async trim(now = Date.now()): Promise<void> {
    const files = await this.list();
    for (const candidate of files) {
      if (isLeftBehind(candidate, now) && (await this.remove(candidate))) this.unfinished++;
    }
    const kept = files.filter(({ file }) => file.endsWith('.features'));
    let total = kept.reduce((sum, { bytes }) => sum + bytes, 0);
    // A search comes back to the features of its folds, however long ago it began.
    const since = Math.min(now - recentMs, now - process.uptime() * 1000);
    const spare = kept.filter(({ file, used }) => !this.own.has(file) && used < since);
    for (const candidate of spare.sort((a, b) => a.used - b.used)) {
      if (total <= this.limit) return;
      if (!(await this.remove(candidate))) continue;
      total -= candidate.bytes;
      this.old++;
    }
  }

  /** What was deleted so far, for the run's log. Undefined: nothing. */
  get removed(): string | undefined {
    const kinds = [
      ...(this.old ? [`${this.old} older`] : []),
      ...(this.unfinished ? [`${this.unfinished} unfinished`] : []),
    ];
    if (kinds.length === 0) return undefined;
    const files = this.old + this.unfinished === 1 ? 'file' : 'files';
    return `Removed ${kinds.join(' and ')} feature ${files}, ${sizeWords(this.bytes)}, from the cache.`;
  }

  private async list(): Promise<Candidate[]> {
    const names = await readdir(this.folder).catch(() => []);
    const candidates = await Promise.all(
      names.map(async (name) => {
        const file = path.join(this.folder, name);
        // Another process may have deleted it meanwhile.
        const status = await stat(file).catch(() => undefined);
        return status?.isFile() ? [{ file, bytes: status.size, used: status.mtimeMs }] : [];
      }),
    );
    return candidates.flat();
  }

  private async remove({ file, bytes }: Candidate): Promise<boolean> {
    try {
      await unlink(file);
      this.bytes += bytes;
      return true;
    } catch {
      return false;
    }
  }
}

function isLeftBehind({ file, used }: Candidate, now: number): boolean {
  const pid = /\.features\.(\d+)\.tmp$/.exec(file)?.[1];
  // The pid says nothing about a process on another host that shares the folder: such a process appends every few seconds.
  if (pid === undefined || now - used < silenceMs) return false;
  // The start time of the process is not known: any process that has its pid now counts as the same.
  return !isAlive({ ...currentProcess(), pid: Number(pid), processStart: '' });
}
