/** Learning rate schedules. */
import type { ResolvedSchedule } from '../../experiment/types';

/** The numbers that a schedule needs to resume, for JSON. */
export type ScheduleState = Readonly<Record<string, number>>;

export interface Schedule {
  /**
   * The learning rate of a step.
   * @param epoch from 0
   * @param step within the epoch, from 0
   */
  rate(epoch: number, step: number): number;
  /** Call after every epoch with its validation loss. */
  epochEnded(validationLoss: number): void;
  state(): ScheduleState;
  restore(state: ScheduleState): void;
}

export interface ScheduleSpan {
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  /** The highest rate, from which the schedule starts. */
  readonly learningRate: number;
}

/**
 * During warm-up, the schedule's own rate is multiplied by the share of `warmupEpochs` that has passed, which grows from 0
 * with every step. The cosine starts after warm-up; `step` and `plateau` count epochs from the first one.
 */
export function createSchedule(config: ResolvedSchedule, span: ScheduleSpan): Schedule {
  const plateau = config.type === 'plateau' ? new Plateau(config, span.learningRate) : undefined;
  const warmup = 'warmupEpochs' in config ? config.warmupEpochs : 0;
  const own = (epoch: number, position: number): number => {
    switch (config.type) {
      case 'constant':
        return span.learningRate;
      case 'step':
        return span.learningRate * config.factor ** Math.floor(epoch / config.every);
      case 'cosine':
        return cosine(span.learningRate, config.minimum, (position - warmup) / (span.epochs - warmup));
      case 'plateau':
        return plateau!.learningRate;
      case 'oneCycle':
        return oneCycle(config, span, position * span.stepsPerEpoch);
    }
  };
  return {
    rate(epoch, step) {
      const position = epoch + step / span.stepsPerEpoch;
      if (position >= warmup) return own(epoch, position);
      // During warm-up, the cosine has not begun yet.
      return (own(epoch, warmup) * position) / warmup;
    },
    epochEnded: (validationLoss) => plateau?.epochEnded(validationLoss),
    state: () => plateau?.state() ?? {},
    restore: (state) => plateau?.restore(state),
  };
}

/** Half a cosine from one rate to another as `share` goes from 0 to 1 (Loshchilov and Hutter, 2017, without restarts). */
function cosine(from: number, to: number, share: number): number {
  const passed = Number.isFinite(share) ? Math.min(share, 1) : 0;
  return to + ((from - to) * (1 + Math.cos(Math.PI * passed))) / 2;
}

/** As PyTorch's OneCycleLR with cosines (Smith and Topin, 2018). @param step of the whole training, from 0 */
function oneCycle(config: Extract<ResolvedSchedule, { type: 'oneCycle' }>, span: ScheduleSpan, step: number): number {
  const last = span.epochs * span.stepsPerEpoch - 1;
  const top = config.rise * (last + 1) - 1;
  const first = span.learningRate / config.startDivisor;
  return step <= top
    ? cosine(first, span.learningRate, step / top)
    : cosine(span.learningRate, first / config.endDivisor, (step - top) / (last - top));
}

/** Like Keras's ReduceLROnPlateau on the validation loss. */
class Plateau {
  private best: number | undefined;
  private wait = 0;
  private cooldown = 0;

  constructor(
    private readonly config: Extract<ResolvedSchedule, { type: 'plateau' }>,
    public learningRate: number,
  ) {}

  epochEnded(loss: number): void {
    if (this.cooldown > 0) {
      this.cooldown--;
      this.wait = 0;
    }
    if (this.best === undefined || loss + this.config.minDelta < this.best) {
      this.best = loss;
      this.wait = 0;
    } else if (this.cooldown === 0 && ++this.wait >= this.config.patience) {
      this.reduce();
    }
  }

  private reduce(): void {
    if (this.learningRate <= this.config.minimum) return;
    this.learningRate = Math.max(this.learningRate * this.config.factor, this.config.minimum);
    this.cooldown = this.config.cooldown;
    this.wait = 0;
  }

  state(): ScheduleState {
    const { learningRate, wait, cooldown, best } = this;
    return { learningRate, wait, cooldown, ...(best !== undefined && { best }) };
  }

  restore(state: ScheduleState): void {
    this.learningRate = state['learningRate']!;
    this.wait = state['wait']!;
    this.cooldown = state['cooldown']!;
    this.best = state['best'];
  }
}
