/**
 * queue.json: a run's place in a queue. All runs of one `ferexp run` or `ferexp resume` are a queue; what it is and how far
 * it has come follows from these files and the states of the runs, so that nothing is lost with its process.
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

/** Undefined for a run that is in no queue, or whose file cannot be read: it then waits for nothing. */
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

/** Takes a run out of its queue for good: resuming the queue leaves it alone. */
export async function leaveQueue(runDirectory: string): Promise<void> {
  await rm(path.join(runDirectory, runFiles.queue), { force: true });
}

/**
 * Takes runs out of the count of their queue, since another queue goes on with them: each run is of one queue.
 * @param leaving places of those runs
 * @param staying directories and places of the runs that stay, of any queue
 */
export async function leaveCount(
  leaving: readonly QueuePlace[],
  staying: readonly { readonly directory: string; readonly place: QueuePlace }[],
): Promise<void> {
  for (const { directory, place } of staying) {
    const left = leaving.filter(({ queue }) => queue === place.queue).length;
    if (left > 0) await writeQueuePlace(directory, { ...place, total: Math.max(1, place.total - left) });
  }
}

/**
 * Lets two runs that wait change places. The positions of a queue that is being read in between are never lost: for a moment
 * two are alike.
 * @returns whether both are in one queue
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

/** As `needs` of a place are written. @param directories absolute */
export function relativeNeeds(runDirectory: string, directories: readonly string[]): string[] {
  return directories.map((directory) => path.relative(runDirectory, directory));
}
