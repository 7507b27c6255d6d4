/** Lets other work of the process run in between, while many files are read synchronously. */

/** After working for this long, the process gives other work a turn. */
const sliceMs = 12;

export class Turns {
  private start = 0;

  /** Call before each piece of work. */
  async take(): Promise<void> {
    const now = performance.now();
    if (now - this.start <= sliceMs) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.start = performance.now();
  }
}
