/** Gathers from the events of a run how far it is: phase, epoch, speed, times and warnings. */
import type { ResolvedExperiment } from '../experiment/types';
import type { PhaseEvent, RunEndedEvent, RunEvent, RunStartedEvent } from '../schemas/generated/run-event';
import { TimeLeft } from './timeLeft';

/** What the events of a run say about it, apart from its curves. Apply every event, in order. */
export class RunProgress {
  started: RunStartedEvent | undefined;
  /** When the first process of the run started. */
  firstTime: string | undefined;
  ended: RunEndedEvent | undefined;
  lastTime: string | undefined;
  phase: Pick<PhaseEvent, 'phase' | 'detail' | 'done' | 'total'> | undefined;
  /** The current epoch, or the last one that finished. */
  epoch: number | undefined;
  step: number | undefined;
  imagesPerSecond: number | undefined;
  residentBytes: number | undefined;
  /** Seconds that the earlier processes of the run took: those before `activeSince`. */
  activeSeconds = 0;
  /** When the process that wrote the last event started. */
  activeSince: string | undefined;
  readonly warnings: string[] = [];
  private readonly timeLeft: TimeLeft;

  constructor(resolved: ResolvedExperiment) {
    this.timeLeft = TimeLeft.of(resolved);
  }

  /** Seconds from the start of the current process to its last event. Pauses between two processes do not count. */
  get currentSeconds(): number {
    if (this.activeSince === undefined || this.lastTime === undefined) return 0;
    return Math.max(0, (Date.parse(this.lastTime) - Date.parse(this.activeSince)) / 1000);
  }

  get secondsLeft(): number | undefined {
    return this.timeLeft.seconds();
  }

  apply(event: RunEvent): void {
    this.firstTime ??= event.time;
    if (isFirstOfProcess(event)) {
      this.activeSeconds += this.currentSeconds;
      this.activeSince = event.time;
    }
    this.activeSince ??= event.time;
    this.lastTime = event.time;
    // Another process continues the run.
    if (event.type !== 'run-ended') this.ended = undefined;
    this.timeLeft.apply(event);
    switch (event.type) {
      case 'run-started':
        this.started = event;
        // If steps are done, the run is in the next epoch.
        this.epoch = (event.resumedFromEpoch ?? 0) + (event.resumedFromStep ? 1 : 0) || undefined;
        this.step = event.resumedFromStep;
        break;
      case 'phase': {
        const { phase, detail, done, total } = event;
        this.phase = {
          phase,
          ...(detail !== undefined && { detail }),
          ...(done !== undefined && { done }),
          ...(total !== undefined && { total }),
        };
        break;
      }
      case 'batch':
        this.epoch = event.epoch;
        this.step = event.step;
        this.imagesPerSecond = event.imagesPerSecond;
        break;
      case 'epoch':
        this.epoch = event.epoch;
        this.step = this.started?.stepsPerEpoch;
        this.imagesPerSecond = event.imagesPerSecond;
        this.residentBytes = event.residentBytes;
        break;
      case 'warning':
        // A resumed run repeats its warnings.
        if (!this.warnings.includes(event.message)) this.warnings.push(event.message);
        break;
      case 'run-ended':
        this.ended = event;
        break;
      case 'fold':
      case 'checkpoint':
      case 'evaluated':
        break;
    }
  }
}

/** Each process of a run starts with this event, however the one before ended. */
function isFirstOfProcess(event: RunEvent): boolean {
  return event.type === 'phase' && event.phase === 'starting-engine';
}
