/** Someone asks the run to stop: by the `stop` file, by a signal, or by deleting its directory. */
import { existsSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { runFiles } from '../../schemas/runDirectory';

/** Between two looks at the stop file, milliseconds. */
const pollInterval = 100;

export class StopSignal {
  private readonly controller = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private looked = 0;
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
    if (this.timer && !this.signal.aborted && now - this.looked >= pollInterval) {
      this.looked = now;
      if (existsSync(this.file) || this.isGone()) this.request();
    }
    return this.signal.aborted;
  };

  /** The directory was deleted, or another process took it over: what is written from now on is nobody's. */
  private isGone(): boolean {
    return this.locked && !existsSync(path.join(this.runDirectory, runFiles.lock));
  }

  /**
   * Looks for the stop file from now on, and whether the lock that was held by then is still there. One that was left by an earlier process of the run is none of ours.
   * @param resumed an earlier process has worked on this run
   */
  async watch(resumed: boolean): Promise<void> {
    const [stopped, queued] = await Promise.all([
      modified(this.file),
      modified(path.join(this.runDirectory, runFiles.queued)),
    ]);
    // Asked for while this start was waiting its turn.
    const meant = queued === undefined ? !resumed : stopped !== undefined && stopped >= queued;
    if (!meant) await rm(this.file, { force: true });
    this.locked = existsSync(path.join(this.runDirectory, runFiles.lock));
    // Training looks by itself, between steps; this is for everything that waits.
    this.timer = setInterval(this.requested, pollInterval);
    this.timer.unref();
  }

  /** The stop was carried out, or there is nothing left to stop. */
  async dispose(): Promise<void> {
    clearInterval(this.timer);
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
