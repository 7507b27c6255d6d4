/** Writes the summary of a run whose own process did not write one. */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { ResolvedExperiment } from '../../experiment/types';
import type { RunSummary } from '../../schemas/generated/summary';
import { runFiles } from '../../schemas/runDirectory';
import { writeFileAtomic } from '../files/atomic';

type UnstartedEnd = Pick<RunSummary, 'message' | 'remedy'> & { readonly status: 'cancelled' | 'failed' };

interface UnstartedRun {
  readonly directory: string;
  readonly resolved: Pick<ResolvedExperiment, 'name' | 'variant' | 'repeat' | 'seed'>;
}

/** Takes a run out of the queue and records why. A run that was to be resumed keeps the summary of its earlier process. */
export async function recordUnstarted({ directory, resolved }: UnstartedRun, end: UnstartedEnd): Promise<void> {
  const time = new Date().toISOString();
  if (!existsSync(path.join(directory, runFiles.events))) {
    const summary: RunSummary = {
      version: 1,
      runId: path.basename(directory),
      experiment: resolved.name,
      variant: resolved.variant,
      repeat: resolved.repeat,
      seed: resolved.seed,
      ...end,
      startedAt: time,
      endedAt: time,
      trainingSeconds: 0,
      epochsRun: 0,
      splits: {},
    };
    await writeFileAtomic(path.join(directory, runFiles.summary), `${JSON.stringify(summary, null, 2)}\n`);
  }
  await rm(path.join(directory, runFiles.queued), { force: true });
  await rm(path.join(directory, runFiles.stop), { force: true });
}
