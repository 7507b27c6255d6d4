/** Ctrl-C and SIGTERM while runs go on: the first stops cleanly, the second at once. */
import type { StopWish } from './queue';

/** A terminal and whoever started us may both pass on one Ctrl-C: that is still one wish, milliseconds. */
const sameWishMs = 500;

export class Interruption implements StopWish {
  private wishes = 0;
  private last = -Infinity;

  constructor() {
    process.on('SIGINT', this.onSignal);
    process.on('SIGTERM', this.onSignal);
  }

  get level(): number {
    return Math.min(2, this.wishes);
  }

  dispose(): void {
    process.off('SIGINT', this.onSignal);
    process.off('SIGTERM', this.onSignal);
  }

  private readonly onSignal = (): void => {
    const now = performance.now();
    if (now - this.last < sameWishMs) return;
    this.last = now;
    this.wishes++;
  };
}
