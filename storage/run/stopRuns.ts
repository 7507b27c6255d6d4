/** Asks runs to stop, wherever they were started: those that train, those that wait here, and those that a cluster has. */
import path from 'node:path';
import type { RecordedExperiment } from '../../experiment/types';
import { runFiles, type RunState } from '../../schemas/runDirectory';
import { cancelWaiting } from '../cluster/waits';
import { writeFileAtomic } from '../files/atomic';
import { leaveQueue } from '../queue';
import { recordUnstarted } from './unstarted';

/** A run that runs or waits. */
export interface ActiveRun {
  readonly directory: string;
  readonly header: { readonly state: RunState };
  readonly resolved: RecordedExperiment;
}

/**
 * @param keep waiting runs are kept for later, and not only taken out of their queue
 * @throws UserError when a cluster does not answer or refuses; nothing is then asked to stop
 */
export async function askToStop(runs: readonly ActiveRun[], keep: boolean): Promise<void> {
  // Waiting runs first, so that none of them starts in between.
  const waiting = runs.filter(({ header }) => header.state === 'queued');
  const others = runs.filter(({ header }) => header.state !== 'queued');
  const cancelled = await cancelWaiting(waiting.map(({ directory }) => directory));
  for (const { directory, resolved } of waiting) {
    // A waiting run that is stopped by name is no longer wanted.
    if (!keep) await leaveQueue(directory);
    // No process of ours waits for it, and none would read the request.
    if (cancelled.has(directory) && !resolved.imported) {
      await recordUnstarted({ directory, resolved }, { status: 'cancelled', message: 'Stopped before it began.' });
    } else await request(directory);
  }
  for (const { directory } of others) await request(directory);
}

async function request(directory: string): Promise<void> {
  await writeFileAtomic(path.join(directory, runFiles.stop), '');
}
