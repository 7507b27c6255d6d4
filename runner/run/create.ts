/** Creates the directories of new runs. */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { RecordedExperiment, ResolvedExperiment } from '../../experiment/types';
import { writeFileAtomic } from '../../storage/files/atomic';
import { fileError } from '../../storage/files/fileError';
import { makeFolder } from '../../storage/files/folder';
import { currentProcess } from '../../storage/machine/processIdentity';
import { modifiedAt } from '../../storage/files/read';
import { runFiles } from '../../schemas/runDirectory';

const draftPrefix = '.making-';
const abandonedMs = 60_000;

/**
 * Creates `<runsRoot>/<experiment>/<run-id>/` with the resolved experiment, queued by this process: it counts as waiting
 * for as long as this process lives. The directory appears complete or not at all.
 * @returns the absolute path of the run directory; sorted by name, runs are in the order of time
 * @throws UserError if the folder cannot be written
 */
export function createRun(runsRoot: string, resolved: ResolvedExperiment): Promise<string> {
  return createRunWith(runsRoot, resolved, (draft) =>
    writeFileAtomic(path.join(draft, runFiles.queued), JSON.stringify(currentProcess())),
  );
}

/**
 * As `createRun`, with other files than the mark of the queue.
 * @param fill writes them into the draft of the directory
 * @throws what `fill` throws; nothing is then left
 */
export async function createRunWith(
  runsRoot: string,
  resolved: RecordedExperiment,
  fill: (draft: string, runId: string) => Promise<void>,
): Promise<string> {
  const runDirectory = path.resolve(runsRoot, resolved.name, runId(resolved, new Date()));
  const folder = path.dirname(runDirectory);
  await makeFolder(folder);
  await sweep(folder);
  // Created under a name that readers ignore, so that a kill halfway leaves no incomplete run.
  const draft = path.join(folder, `${draftPrefix}${path.basename(runDirectory)}`);
  try {
    await mkdir(draft);
    await fill(draft, path.basename(runDirectory));
    await writeFileAtomic(path.join(draft, runFiles.experiment), `${JSON.stringify(resolved, null, 2)}\n`);
    await rename(draft, runDirectory);
  } catch (error) {
    await rm(draft, { recursive: true, force: true }).catch(() => undefined);
    throw fileError(error, `write ${runDirectory}`);
  }
  return runDirectory;
}

/** Deletes drafts of processes that were killed. Creating a run takes only milliseconds, so old drafts are abandoned. */
async function sweep(folder: string): Promise<void> {
  const drafts = (await readdir(folder).catch(() => [])).filter((name) => name.startsWith(draftPrefix));
  for (const name of drafts) {
    const draft = path.join(folder, name);
    if (Date.now() - (await modifiedAt(draft)) > abandonedMs) await rm(draft, { recursive: true, force: true });
  }
}

/** Time (UTC), variant, repeat from 1, and four random digits to distinguish runs of the same second. */
function runId({ variant, repeat }: RecordedExperiment, now: Date): string {
  const time = now.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  return `${time}-${variant}-${repeat + 1}-${randomBytes(2).toString('hex')}`;
}
