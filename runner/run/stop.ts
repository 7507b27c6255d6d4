/** Notices when the run is asked to stop: by the `stop` file, by a signal, or by deleting its directory. */
import { existsSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { isFenced } from '../../storage/files/fence';
import { runFiles } from '../../schemas/runDirectory';

/** Milliseconds between two checks for the stop file. */
const pollInterval = 100;

export class StopSignal {
  private readonly controller = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private checkedAt = 0;
  private locked = false;

  constructor(private readonly runDirectory: string) {}

  /** Aborts when a stop is asked for. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  request(): void {
    this.controller.abort();
  }

  readonly requested = (): boolean => {
    const now = performance.now();
    if (this.timer && !this.signal.aborted && now - this.checkedAt >= pollInterval) {
      this.checkedAt = now;
      if (existsSync(this.file) || this.isGone()) this.request();
    }
    return this.signal.aborted;
  };

  /** Whether the directory was deleted or taken over by another process, so that writing to it is pointless. */
  private isGone(): boolean {
    return this.locked && !existsSync(path.join(this.runDirectory, runFiles.lock));
  }

  /**
   * From now on, checks for the stop file, and that a lock held now is still there. A stop file that was left by an earlier
   * process of the run is ignored.
   * @param resumed whether an earlier process has worked on this run
   */
  async watch(resumed: boolean): Promise<void> {
    const [stopped, queued] = await Promise.all([
      modified(this.file),
      modified(path.join(this.runDirectory, runFiles.queued)),
    ]);
    // Whether the stop was requested while this start was waiting its turn.
    const meant = queued === undefined ? !resumed : stopped !== undefined && stopped >= queued;
    if (!meant) await rm(this.file, { force: true });
    this.locked = existsSync(path.join(this.runDirectory, runFiles.lock));
    // Training checks by itself between steps; this is for everything that waits.
    this.timer = setInterval(this.requested, pollInterval);
    this.timer.unref();
  }

  /** Call it when the run has stopped, or when nothing is left to stop. */
  async dispose(): Promise<void> {
    clearInterval(this.timer);
    // It may be meant for the process that has taken the run over.
    if (isFenced(this.file)) return;
    await rm(this.file, { force: true });
  }

  private get file(): string {
    return path.join(this.runDirectory, runFiles.stop);
  }
}

async function modified(file: string): Promise<number | undefined> {
  return stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
}
