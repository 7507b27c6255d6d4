/** Gathers the curves of a run from its events, and thins them to what a panel can show. */
import type { BatchEvent, EpochEvent, RunEvent } from '../schemas/generated/run-event';
import type { BatchPoint, EpochPoint, RunUpdate } from '../schemas/messages/run';

/** A position in a run: the number of finished epochs, and of finished steps in the next epoch. */
export type CurvePosition = NonNullable<RunUpdate['reset']>;

/** More points than the panel has pixels only slow it down. */
const mostBatches = 5000;

const isEpochPast = (point: EpochPoint, { epoch }: CurvePosition): boolean => point.epoch > epoch;
const isBatchPast = (point: BatchPoint, { epoch, step }: CurvePosition): boolean =>
  point.epoch > epoch + 1 || (point.epoch === epoch + 1 && point.step > step);

function pointOf<Event extends BatchEvent | EpochEvent>(event: Event): Omit<Event, 'seq' | 'type'> {
  const point: Partial<Event> = { ...event };
  delete point.seq;
  delete point.type;
  return point as Omit<Event, 'seq' | 'type'>;
}

/** The curves of a run, gathered from its events. A resume drops the points after its checkpoint. */
export class Curves {
  readonly batches: BatchPoint[] = [];
  readonly epochs: EpochPoint[] = [];

  /** @returns where a resume went back to, if points were dropped for it */
  apply(event: RunEvent): CurvePosition | undefined {
    if (event.type === 'batch') {
      this.batches.push(pointOf(event));
    } else if (event.type === 'epoch') {
      this.epochs.push(pointOf(event));
    } else if (event.type === 'run-started') {
      return this.goBack({ epoch: event.resumedFromEpoch ?? 0, step: event.resumedFromStep ?? 0 });
    }
    return undefined;
  }

  private goBack(position: CurvePosition): CurvePosition | undefined {
    const before = this.batches.length + this.epochs.length;
    // Points are in order, so those after the position are at the end.
    while (this.epochs.length > 0 && isEpochPast(this.epochs.at(-1)!, position)) this.epochs.pop();
    while (this.batches.length > 0 && isBatchPast(this.batches.at(-1)!, position)) this.batches.pop();
    return this.batches.length + this.epochs.length < before ? position : undefined;
  }

  /** The batches, thinned evenly to what a panel can show; the last one is always kept. */
  thinnedBatches(): readonly BatchPoint[] {
    const count = this.batches.length;
    if (count <= mostBatches) return [...this.batches];
    const stride = Math.ceil(count / mostBatches);
    return this.batches.filter((_, index) => (count - 1 - index) % stride === 0);
  }
}

/** The earlier of two positions. */
export function earlier(first: CurvePosition | undefined, second: CurvePosition): CurvePosition {
  if (!first) return second;
  return first.epoch < second.epoch || (first.epoch === second.epoch && first.step <= second.step) ? first : second;
}
