/** Lets Slurm start the job that this process is once more. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { runFiles } from '../../schemas/runDirectory';
import { callSlurm } from '../../storage/cluster/slurm';
import { modifiedAt } from '../../storage/files/read';

/** Milliseconds between two tries, and tries: a controller that restarts does not answer meanwhile. */
const [againMs, tries] = [1000, 60];
/** Milliseconds within which Slurm ends a job that it starts again. */
const endMs = 60_000;

/** Does not return for as long as Slurm may still end this process. @throws UserError when Slurm refuses */
export async function requeueJob(environment: NodeJS.ProcessEnv): Promise<void> {
  const { SLURM_ARRAY_JOB_ID: array, SLURM_ARRAY_TASK_ID: task, SLURM_JOB_ID: job = '' } = environment;
  const id = array !== undefined && task !== undefined ? `${array}_${task}` : job;
  for (let left = tries; ; left--) {
    try {
      await callSlurm('scontrol', ['requeue', id]);
      break;
    } catch (error) {
      if (left <= 1) throw error;
      await wait(againMs);
    }
  }
  await wait(endMs);
}

/** What changes when a run gets further: its checkpoints, and what a search has tried. */
export async function progressOf(runDirectory: string): Promise<string> {
  const checkpoints = await readdir(path.join(runDirectory, runFiles.checkpoint)).catch(() => []);
  return JSON.stringify([checkpoints.sort(), await modifiedAt(path.join(runDirectory, runFiles.search))]);
}
