/** How far a phase is, told now and then: not for what is over in a moment, and not for every batch. */
import type { NewEvent } from '../../rundir/events';
import type { PhaseEvent } from '../../schemas/generated/run-event';

/** Between two events, milliseconds. */
const interval = 250;

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
