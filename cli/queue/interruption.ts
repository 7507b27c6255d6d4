/** Ctrl-C and SIGTERM while runs are training: the first stops them cleanly, the second at once. */
import type { StopRequest } from './queue';

/** Signals within these milliseconds count as one: the terminal and our parent process may both pass on one Ctrl-C. */
const sameRequestMs = 500;

export class Interruption implements StopRequest {
  private requests = 0;
  private last = -Infinity;

  constructor() {
    process.on('SIGINT', this.onSignal);
    process.on('SIGTERM', this.onSignal);
  }

  get level(): number {
    return Math.min(2, this.requests);
  }

  dispose(): void {
    process.off('SIGINT', this.onSignal);
    process.off('SIGTERM', this.onSignal);
  }

  private readonly onSignal = (): void => {
    const now = performance.now();
    if (now - this.last < sameRequestMs) return;
    this.last = now;
    this.requests++;
  };
}
