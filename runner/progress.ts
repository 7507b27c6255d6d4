/** Reports the progress of long work. */
import type { NewEvent } from '../storage/run/events';
import type { PhaseEvent } from '../schemas/generated/run-event';

/** Called during long work. `total` is absent when it is unknown. */
export type Progress = (progress: { readonly detail: string; readonly done: number; readonly total?: number }) => void;

/** Milliseconds between two events. */
const interval = 250;

/** Emits the progress of a phase as events now and then: none for a short phase, and not one for every batch. */
export class PhaseProgress {
  private last = performance.now();
  private reported = false;

  constructor(
    private readonly emit: (event: NewEvent) => void,
    private readonly phase: PhaseEvent['phase'],
  ) {}

  /** Whether any progress was reported. */
  get hasReported(): boolean {
    return this.reported;
  }

  /** @param total absent when unknown, same unit as `done` */
  report(detail: string, done: number, total?: number): void {
    const now = performance.now();
    if (now - this.last < interval) return;
    this.last = now;
    this.reported = true;
    this.emit({ type: 'phase', phase: this.phase, detail, done, ...(total !== undefined ? { total } : {}) });
  }
}
