/** How far something that takes long has come. */
import type { NewEvent } from '../storage/run/events';
import type { PhaseEvent } from '../schemas/generated/run-event';

/** Called while something long goes on. `total` absent when unknown. */
export type Progress = (progress: { readonly detail: string; readonly done: number; readonly total?: number }) => void;

/** Between two events, milliseconds. */
const interval = 250;

/** How far a phase is, as events now and then: not for what is over in a moment, and not for every batch. */
export class PhaseProgress {
  private last = performance.now();
  private any = false;

  constructor(
    private readonly emit: (event: NewEvent) => void,
    private readonly phase: PhaseEvent['phase'],
  ) {}

  /** Something was told. */
  get told(): boolean {
    return this.any;
  }

  /** @param total absent when unknown, same unit as `done` */
  report(detail: string, done: number, total?: number): void {
    const now = performance.now();
    if (now - this.last < interval) return;
    this.last = now;
    this.any = true;
    this.emit({ type: 'phase', phase: this.phase, detail, done, ...(total !== undefined ? { total } : {}) });
  }
}
