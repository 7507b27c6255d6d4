/** Hands the job arrays of a submission to Slurm. */
import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../schemas/userError';
import { callSlurm, jobsNamed } from '../../storage/cluster/slurm';
import { writeFileAtomic } from '../../storage/files/atomic';
import { fileError } from '../../storage/files/fileError';
import { makeFolder } from '../../storage/files/folder';
import { readPlan, readSubmitted } from '../../storage/submission';
import { arrayOptions, type JobArray } from './arrays';
import type { Submission } from './makeSubmission';
import { linksFolder } from './script';

export interface SubmittedArray {
  /** Id of the array. */
  readonly job: string;
  readonly indices: readonly number[];
}

export interface SlurmSubmission {
  readonly submission: Submission;
  readonly arrays: readonly JobArray[];
  readonly script: string;
  /** Of each array. */
  readonly limit: number | undefined;
  readonly jobName: string;
}

/** Where the script of a submission is kept. */
export function scriptFile(folder: string): string {
  return path.join(folder, 'job.sh');
}

/** @throws UserError with Slurm’s own words when it refuses; what it took before that is cancelled */
export async function submitToSlurm(wanted: SlurmSubmission): Promise<SubmittedArray[]> {
  const { submission, arrays, script, limit, jobName } = wanted;
  const folder = path.dirname(submission.file);
  await writeFileAtomic(scriptFile(folder), script);
  await linkRuns(submission, folder);
  const submitted: SubmittedArray[] = [];
  try {
    for (const array of arrays) {
      const before = array.needs.map((need) => `${jobWith(submitted, need)}_${need}`);
      const elsewhere = [];
      for (const directory of array.waitsFor) elsewhere.push(await jobOf(directory));
      const options = arrayOptions(array, limit, [...before, ...elsewhere]);
      const out = await callSlurm('sbatch', ['--parsable', ...options, scriptFile(folder)]);
      submitted.push({ job: out.trim().split(';')[0]!, indices: array.indices });
    }
    return submitted;
  } catch (error) {
    if (submitted.length > 0) await callSlurm('scancel', [`--name=${jobName}`]).catch(() => undefined);
    throw error;
  }
}

function jobWith(submitted: readonly SubmittedArray[], index: number): string {
  return submitted.find(({ indices }) => indices.includes(index))!.job;
}

async function linkRuns({ runs }: Submission, folder: string): Promise<void> {
  const links = linksFolder(folder);
  await makeFolder(links);
  try {
    for (const [index, { directory }] of runs.entries()) {
      await symlink(path.relative(links, directory), path.join(links, String(index)));
    }
  } catch (error) {
    throw fileError(error, `write ${links}`);
  }
}

/** The job of a run of an earlier submission. @throws UserError when Slurm does not have it */
async function jobOf(directory: string): Promise<string> {
  const submitted = await readSubmitted(directory);
  const name = submitted && (await readPlan(submitted.plan)).jobName;
  const job =
    name === undefined ? undefined : (await jobsNamed([name])).find(({ index }) => index === submitted!.index);
  if (job) return job.id;
  throw new UserError(
    `The run ${path.basename(directory)}, which is needed first, runs or waits outside of Slurm: its end cannot be waited for there.`,
    'Submit again when it is complete.',
    1,
  );
}
