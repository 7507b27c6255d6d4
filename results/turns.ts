/** Lets other work of the process run in between, while many files are read synchronously. */

/** After working for this long, the process gives other work a turn. */
export const sliceMs = 12;

export class Turns {
  private start = 0;

  /** Milliseconds that this process has worked since others had their turn. */
  get spent(): number {
    return performance.now() - this.start;
  }

  /** Call before each piece of work; where there are thousands, only when `sliceMs` are spent. */
  async take(): Promise<void> {
    if (this.spent <= sliceMs) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.start = performance.now();
  }
}
