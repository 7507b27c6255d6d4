/** Asks `ferexp submit` what would be submitted to Slurm, and lets it submit. */
import path from 'node:path';
import type { ClusterSettings } from '../../schemas/generated/cluster';
import { counted } from '../../words/numbers';
import { completed } from './completed';
import { variantArguments } from './launcher';

/** The output of `ferexp submit --slurm --dry-run --json`. */
export interface SubmissionPreview {
  readonly elements: readonly { readonly variant: string }[];
  /** How many runs are left out, because they are done, or run or wait. */
  readonly done: number;
  readonly queued: number;
  /** Calls of sbatch, one for each job array; absent where no run is left. */
  readonly sbatch?: readonly (readonly string[])[];
  /** Paths of plans by which runs wait, where no run is left. */
  readonly plans?: readonly string[];
}

/** The output of `ferexp submit --slurm --json`. */
export interface Submitted {
  readonly elements: readonly { readonly job: string; readonly directory: string }[];
}

const argumentsOf = (file: string, variants: readonly string[] | undefined): string[] => [
  ...[file, ...variantArguments(variants), '--slurm'],
];

/** @throws UserError with the message of `ferexp` if it fails */
export async function previewSubmission(
  script: string,
  file: string,
  variants: readonly string[] | undefined,
): Promise<SubmissionPreview> {
  const args = [...argumentsOf(file, variants), '--dry-run', '--json'];
  return JSON.parse(await completed(script, 'submit', args)) as SubmissionPreview;
}

/** The script of the jobs with the calls of sbatch, as a person reads it. @throws UserError if `ferexp` fails */
export async function submissionScript(
  script: string,
  file: string,
  variants: readonly string[] | undefined,
): Promise<string> {
  return completed(script, 'submit', [...argumentsOf(file, variants), '--dry-run']);
}

/** @throws UserError with the message of `ferexp`, and so of Slurm, if it fails: nothing is then submitted */
export async function submitToSlurm(
  script: string,
  file: string,
  variants: readonly string[] | undefined,
  onLine: (line: string) => void,
): Promise<Submitted> {
  return JSON.parse(
    await completed(script, 'submit', [...argumentsOf(file, variants), '--json'], { onLine }),
  ) as Submitted;
}

/** What the settings of a cluster ask for, one line each; what they leave open is Slurm's choice. */
export function settingsWords({ partition, account, time, memory, cpus, gpus, arrayLimit }: ClusterSettings): string[] {
  return [
    `Partition: ${partition ?? 'Slurm’s default'}`,
    ...(account === undefined ? [] : [`Account: ${account}`]),
    `Time limit of a job: ${time ?? 'the partition’s default'}`,
    `Cores of a job: ${cpus ?? 'Slurm’s default'}`,
    `Memory of a job: ${memory ?? 'the partition’s default'}`,
    ...(gpus === undefined ? [] : [`GPUs of a job: ${gpus}`]),
    `At the same time: ${arrayLimit === undefined ? 'as many as Slurm starts' : `${counted(arrayLimit, 'run')} of a job array`}`,
  ];
}

export interface SubmissionQuestion {
  readonly message: string;
  readonly detail: string;
}

/** @param settings the file that they are from; absent where the project has none */
export function submissionQuestion(
  name: string,
  { elements, done, queued, sbatch = [] }: SubmissionPreview,
  cluster: { readonly settings: ClusterSettings; readonly file?: string },
): SubmissionQuestion {
  const left = [done > 0 ? `${done} done` : '', queued > 0 ? `${queued} running or waiting` : ''].filter(Boolean);
  const arrays = sbatch.length === 1 ? '' : `, as ${counted(sbatch.length, 'job array')} that wait for one another`;
  const from =
    cluster.file === undefined
      ? 'There is no ferexp.cluster.json yet, so that Slurm’s own defaults count.'
      : `From ${path.basename(cluster.file)}.`;
  return {
    message: `Submit ${counted(elements.length, 'run')} of ${name} to Slurm?`,
    detail: [
      `Each run is a job${arrays}.${left.length > 0 ? ` Left out: ${left.join(', ')}.` : ''}`,
      settingsWords(cluster.settings).join('\n'),
      from,
    ].join('\n\n'),
  };
}

/** The jobs of a submission, each array once: `12`, `12 and 13`, `12, 13 and 14`. */
export function jobsWords({ elements }: Submitted): string {
  const ids = [...new Set(elements.map(({ job }) => job.split('_')[0]!))];
  const last = ids.at(-1)!;
  return ids.length === 1 ? `job ${last}` : `jobs ${ids.slice(0, -1).join(', ')} and ${last}`;
}
