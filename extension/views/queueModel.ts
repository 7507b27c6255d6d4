/** Makes the rows of the Queue view. */
import { doneAt, entryWords, leftWords, placeWords, type QueueEntry, type QueueView } from '../../results/queue';
import type { RunRecord } from '../../results/runIndex';
import { stateIcons, type RowText } from './treeModel';
import { roughDuration } from '../../words/numbers';

/** A run of the queue, as a row. */
export interface QueueNode {
  readonly kind: 'queueEntry';
  readonly directory: string;
  readonly entry: QueueEntry;
  /** Label of its experiment. */
  readonly label: string;
  /** From 1, counting running and waiting runs; absent for a left run. */
  readonly position?: number;
  /** Directory of the run above that it can be swapped with. */
  readonly above?: string;
  /** Directory of the run below that it can be swapped with. */
  readonly below?: string;
}

/**
 * @param view with its entries in the order of the rows: running, waiting, left
 * @param labelOf returns the label of a run's experiment
 */
export function queueNodes({ entries }: QueueView, labelOf: (record: RunRecord) => string): QueueNode[] {
  return entries.map((entry, index): QueueNode => {
    const { directory } = entry.record;
    const label = labelOf(entry.record);
    if (entry.state === 'left') return { kind: 'queueEntry', directory, entry, label };
    const neighbour = (other: QueueEntry | undefined): string | undefined =>
      // Slurm has an order of its own.
      !entry.record.header.cluster &&
      entry.state === 'waiting' &&
      other?.state === 'waiting' &&
      other.place.queue === entry.place.queue
        ? other.record.directory
        : undefined;
    const [above, below] = [neighbour(entries[index - 1]), neighbour(entries[index + 1])];
    return {
      ...{ kind: 'queueEntry', directory, entry, label, position: index + 1 },
      ...(above !== undefined && { above }),
      ...(below !== undefined && { below }),
    };
  });
}

export function queueRow({ entry, label, position, above, below }: QueueNode, now = new Date()): RowText {
  const { header } = entry.record;
  const { variant, repeat, repeats, state } = header;
  const name = repeats === 1 ? variant : `${variant}, repeat ${repeat + 1}`;
  const end = doneAt(entry, now);
  const takes = entry.state === 'waiting' && entry.seconds !== undefined ? `takes ${roughDuration(entry.seconds)}` : '';
  const moves = `${above === undefined ? '' : '.up'}${below === undefined ? '' : '.down'}`;
  return {
    label: position === undefined ? name : `${position}. ${name}`,
    description: [entryWords(entry), end === undefined ? '' : `done ${end}`, takes, label].filter(Boolean).join(' · '),
    context: `queue.${entry.state}${moves}`,
    ...stateIcons[state],
  };
}

/** The text above the rows: `2 of 12 · about 2 h left`, or how many runs are left over. */
export function queueMessage(view: QueueView): string | undefined {
  const left = view.entries.filter(({ state }) => state === 'left').length;
  const words = [placeWords(view), leftWords(view), left > 0 ? `${left} left over` : undefined];
  return words.filter((part) => part !== undefined).join(' · ') || undefined;
}
