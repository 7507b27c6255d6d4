/** Run directories before anything runs in them. */
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { ResolvedExperiment } from '../../experiment/types';
import { writeFileAtomic } from '../../rundir/atomic';
import { fileError } from '../../rundir/fileError';
import { makeFolder } from '../../rundir/folder';
import { currentProcess } from '../../rundir/processIdentity';
import { runFiles } from '../../schemas/runDirectory';

/**
 * Makes `<runsRoot>/<experiment>/<run-id>/` with the resolved experiment, queued by this process: it counts as waiting for
 * as long as this process lives.
 * @returns the absolute path of the run directory; names sort by time
 * @throws UserError when the folder cannot be written
 */
export async function createRun(runsRoot: string, resolved: ResolvedExperiment): Promise<string> {
  const runDirectory = path.resolve(runsRoot, resolved.name, runId(resolved, new Date()));
  await makeFolder(path.dirname(runDirectory));
  try {
    await mkdir(runDirectory);
  } catch (error) {
    throw fileError(error, `write ${runDirectory}`);
  }
  await writeFileAtomic(path.join(runDirectory, runFiles.queued), JSON.stringify(currentProcess()));
  await writeFileAtomic(path.join(runDirectory, runFiles.experiment), `${JSON.stringify(resolved, null, 2)}\n`);
  return runDirectory;
}

/** Time (UTC), variant, repeat from 1 and four random digits: two runs made in one second stay apart. */
function runId({ variant, repeat }: ResolvedExperiment, now: Date): string {
  const time = now.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  return `${time}-${variant}-${repeat + 1}-${randomBytes(2).toString('hex')}`;
}
