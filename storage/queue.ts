/**
 * queue.json: a run's place in a queue. All runs of one `ferexp run` or `ferexp resume` are a queue; its state follows
 * from these files and the states of its runs, so that nothing is lost when its process dies.
 */
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { QueuePlace as StoredPlace } from '../schemas/generated/queue';
import { validateQueue } from '../schemas/generated/validators.js';
import { runFiles } from '../schemas/runDirectory';
import { writeFileAtomic } from './files/atomic';
import { readJsonIfThere } from './files/read';

export type QueuePlace = { readonly [Key in keyof StoredPlace]: Readonly<StoredPlace[Key]> };

export function newQueueId(now = new Date()): string {
  return `${now.toISOString().replace(/[-:.Z]/g, '')}-${randomBytes(2).toString('hex')}`;
}

/** The place of a run; undefined when it is in no queue or the file cannot be read. */
export async function readQueuePlace(runDirectory: string): Promise<QueuePlace | undefined> {
  try {
    return await readJsonIfThere<QueuePlace>(path.join(runDirectory, runFiles.queue), validateQueue);
  } catch {
    return undefined;
  }
}

export async function writeQueuePlace(runDirectory: string, place: QueuePlace): Promise<void> {
  await writeFileAtomic(path.join(runDirectory, runFiles.queue), JSON.stringify(place));
}

/** Takes a run out of its queue for good: resuming the queue does not resume the run. */
export async function leaveQueue(runDirectory: string): Promise<void> {
  await rm(path.join(runDirectory, runFiles.queue), { force: true });
}

/**
 * Reduces the totals of queues by runs that another queue takes over: each run belongs to one queue.
 * @param leaving places of the runs that are taken over
 * @param staying directories and places of the runs that stay, of any queue
 */
export async function reduceTotals(
  leaving: readonly QueuePlace[],
  staying: readonly { readonly directory: string; readonly place: QueuePlace }[],
): Promise<void> {
  for (const { directory, place } of staying) {
    const left = leaving.filter(({ queue }) => queue === place.queue).length;
    if (left > 0) await writeQueuePlace(directory, { ...place, total: Math.max(1, place.total - left) });
  }
}

/**
 * Swaps the places of two waiting runs. For a moment both have the same position, so that a reader never misses one.
 * @returns whether both are in the same queue
 */
export async function swapQueuePlaces(first: string, second: string): Promise<boolean> {
  const [one, other] = [await readQueuePlace(first), await readQueuePlace(second)];
  if (!one || one.queue !== other?.queue) return false;
  await writeQueuePlace(first, { ...one, position: other.position });
  await writeQueuePlace(second, { ...other, position: one.position });
  return true;
}

/** @returns absolute directories */
export function neededRuns(runDirectory: string, { needs }: Pick<QueuePlace, 'needs'>): string[] {
  return needs.map((need) => path.resolve(runDirectory, need));
}

/** The `needs` of a place, as they are stored. @param directories absolute */
export function relativeNeeds(runDirectory: string, directories: readonly string[]): string[] {
  return directories.map((directory) => path.relative(runDirectory, directory));
}
