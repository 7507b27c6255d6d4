/** Writes the plan of a submission, and the directories of its runs. */
import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { projectFolder } from '../../experiment/project';
import { version } from '../../package.json';
import { createRunWith } from '../../runner/run/create';
import { runFiles } from '../../schemas/runDirectory';
import { UserError } from '../../schemas/userError';
import { writeFileAtomic } from '../../storage/files/atomic';
import { fileError } from '../../storage/files/fileError';
import { relativeNeeds, writeQueuePlace } from '../../storage/queue';
import { planFileIn, submissionFolder, type SubmissionPlan, submittedRun, writePlan } from '../../storage/submission';
import type { FingerprintOf } from '../plan/done';
import { createPlanned, type PlannedRun } from '../plan/plan';
import type { QueuedRun } from '../report/reporter';

export interface Submission {
  readonly plan: SubmissionPlan;
  /** Absolute path of plan.json. */
  readonly file: string;
  /** In the order of the plan's elements. */
  readonly runs: readonly QueuedRun[];
  /** Deletes all of it, for a cluster that took none. */
  undo(): Promise<void>;
}

interface SubmissionOptions {
  readonly id: string;
  /** Fingerprint of the data of a run. */
  readonly fingerprintOf: FingerprintOf;
  /** Name of its jobs; absent where Slurm is not asked. */
  readonly jobName?: string;
}

/** The folder of a submission: in the project of its first run. */
export function folderOf(runs: readonly PlannedRun[], id: string): string {
  return submissionFolder(projectFolder(runs[0]!.resolved.file), id);
}

/**
 * Creates the runs as ones that wait for a cluster, then plan.json: until that is there, they do not count as waiting.
 * @param runs at least one
 * @throws UserError when data or files cannot be read, or nothing can be written; nothing is then left
 */
export async function makeSubmission(runs: readonly PlannedRun[], options: SubmissionOptions): Promise<Submission> {
  const { id, fingerprintOf, jobName } = options;
  const data = [];
  for (const { resolved } of runs) {
    const fingerprint = await fingerprintOf(resolved);
    if (fingerprint === undefined) {
      throw new UserError(
        `The data of ${path.basename(resolved.file)} (${resolved.variant}) cannot be read, so that no cluster could train on it.`,
        `See what is wrong with: ferexp data show ${resolved.file} --variant ${resolved.variant}`,
      );
    }
    data.push(fingerprint);
  }
  const folder = folderOf(runs, id);
  const file = planFileIn(folder);
  const made: string[] = [];
  const undo = async () => {
    for (const directory of [...made, folder]) await rm(directory, { recursive: true, force: true });
  };
  try {
    const queued = await createPlanned(runs, async (runsRoot, resolved, index) => {
      const directory = await createRunWith(runsRoot, resolved, (draft, runId) => {
        const place = path.resolve(runsRoot, resolved.name, runId);
        return writeFileAtomic(
          path.join(draft, runFiles.submitted),
          JSON.stringify(submittedRun(place, { plan: file, index })),
        );
      });
      made.push(directory);
      return directory;
    });
    for (const [index, { directory, needs = [] }] of queued.entries()) {
      await writeQueuePlace(directory, {
        ...{ version: 1, queue: id, position: index + 1, total: queued.length, jobs: Math.min(1000, queued.length) },
        ...{ beside: true, needs: relativeNeeds(directory, needs) },
      });
    }
    const plan = await planOf(queued, data, folder, { id, ...(jobName !== undefined && { jobName }) });
    await writePlan(folder, plan);
    return { plan, file, runs: queued, undo };
  } catch (error) {
    await undo().catch(() => undefined);
    throw error;
  }
}

async function planOf(
  runs: readonly QueuedRun[],
  data: readonly string[],
  folder: string,
  named: Pick<SubmissionPlan, 'id' | 'jobName'>,
): Promise<SubmissionPlan> {
  const elements = [];
  for (const [index, { directory, needs = [] }] of runs.entries()) {
    elements.push({
      run: path.relative(folder, directory),
      experiment: await settingsHash(directory),
      data: data[index]!,
      needs: needs.map((need) => path.relative(folder, need)),
    });
  }
  return { version: 1, ...named, createdAt: new Date().toISOString(), ferexp: version, elements };
}

/** SHA-256 of the bytes of the settings that a run trains with. @throws UserError when they cannot be read */
export async function settingsHash(runDirectory: string): Promise<string> {
  const file = path.join(runDirectory, runFiles.experiment);
  const bytes = await readFile(file).catch((error: unknown) => {
    throw fileError(error, `read ${file}`);
  });
  return createHash('sha256').update(bytes).digest('hex');
}
