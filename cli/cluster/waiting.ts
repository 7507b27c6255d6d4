/** What Slurm says of runs that wait for it, and taking them away from it. */
import type { RunRecord } from '../../results/runIndex';
import { leaveCluster, readPlan, readSubmitted } from '../../storage/submission';
import { printable } from '../../words/printable';
import { callSlurm, jobsNamed, type SlurmJob } from './slurm';

/** Milliseconds between two questions: a controller serves all users of a cluster. */
const askMs = 10_000;

/** A run that waits for a cluster. */
export interface ClusterWait {
  /** Name of the jobs of its submission; absent where Slurm was not asked. */
  readonly jobName?: string;
  /** Absent where Slurm has it no longer, does not answer or was not asked. */
  readonly job?: SlurmJob;
  /** Whether Slurm was asked and has answered. */
  readonly answered: boolean;
}

export class ClusterWaits {
  private askedAt = -Infinity;
  private names: readonly string[] = [];
  private jobs: readonly SlurmJob[] | undefined;

  /** @returns by directory, those of the runs that wait for a cluster; one question for all of them */
  async of(records: readonly RunRecord[]): Promise<Map<string, ClusterWait>> {
    const elements = new Map<string, { readonly jobName?: string | undefined; readonly index: number }>();
    for (const { directory, header } of records) {
      const submitted = header.state === 'queued' ? await readSubmitted(directory) : undefined;
      if (!submitted) continue;
      const plan = await readPlan(submitted.plan).catch(() => undefined);
      elements.set(directory, { jobName: plan?.jobName, index: submitted.index });
    }
    const jobs = await this.ask([...new Set([...elements.values()].flatMap(({ jobName }) => jobName ?? []))]);
    const waits = [...elements].map(([directory, { jobName, index }]): [string, ClusterWait] => {
      const job = jobs?.find((each) => each.name === jobName && each.index === index);
      const answered = jobName !== undefined && jobs !== undefined;
      return [directory, { answered, ...(jobName !== undefined && { jobName }), ...(job && { job }) }];
    });
    return new Map(waits);
  }

  private async ask(names: readonly string[]): Promise<readonly SlurmJob[] | undefined> {
    const known = names.every((name) => this.names.includes(name));
    if (known && performance.now() - this.askedAt < askMs) return this.jobs;
    this.askedAt = performance.now();
    this.names = names;
    // What waits is shown also where Slurm is not: on another computer that shares the folder.
    this.jobs = await jobsNamed(names).catch(() => undefined);
    return this.jobs;
  }
}

/** `waits in Slurm, job 12_3: Priority` */
export function waitWords({ job, jobName, answered }: ClusterWait): string {
  if (job === undefined) {
    if (answered) return 'waits, but Slurm no longer has its job';
    return jobName === undefined ? 'waits for its cluster' : 'waits in Slurm, which does not answer here';
  }
  const { id, state, reason } = job;
  if (state === 'RUNNING') return `begins in Slurm, job ${id}`;
  if (state !== 'PENDING') return `job ${id} of Slurm ended: ${printable(state)}`;
  return `waits in Slurm, job ${id}${reason === 'None' ? '' : `: ${printable(reason)}`}`;
}

/**
 * Takes runs that wait away from their cluster, and cancels their jobs.
 * @returns directories of those that waited for a cluster
 * @throws UserError when Slurm does not answer or refuses; the runs then go on waiting
 */
export async function cancelWaiting(records: readonly RunRecord[]): Promise<Set<string>> {
  const waits = await new ClusterWaits().of(records);
  const inSlurm = [...waits.values()].filter(({ jobName }) => jobName !== undefined);
  if (inSlurm.length > 0) {
    // Here an answer is needed.
    if (inSlurm.some(({ answered }) => !answered)) await jobsNamed(inSlurm.map(({ jobName }) => jobName!));
    const open = inSlurm.flatMap(({ job }) => (job && ['PENDING', 'RUNNING'].includes(job.state) ? [job.id] : []));
    if (open.length > 0) await callSlurm('scancel', open);
  }
  for (const directory of waits.keys()) await leaveCluster(directory);
  return new Set(waits.keys());
}
