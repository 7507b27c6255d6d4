/** What Slurm says of runs that it computes, and taking them away from it. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { runFiles } from '../../schemas/runDirectory';
import { printable } from '../../words/printable';
import { leaveCluster, readPlan, readSubmitted } from '../submission';
import { callSlurm, jobsNamed, type SlurmJob } from './slurm';

/** Milliseconds between two questions: a controller serves all users of a cluster. */
const askMs = 10_000;

/** States of jobs that compute an element, or will. */
const openStates: readonly string[] = ['PENDING', 'CONFIGURING', 'RUNNING', 'SUSPENDED', 'REQUEUED', 'REQUEUE_HOLD'];

/** A run that is a cluster's. */
export interface ClusterWait {
  /** Name of the jobs of its submission; absent where Slurm was not asked. */
  readonly jobName?: string;
  /** Absent where Slurm has it no longer, does not answer or was not asked. */
  readonly job?: SlurmJob;
  /** Whether Slurm was asked and has answered. */
  readonly answered: boolean;
  /** Whether an earlier start of its job has begun it. */
  readonly begun: boolean;
}

/** Whether Slurm computes the run, or will. */
export function isOpen({ job }: Pick<ClusterWait, 'job'>): boolean {
  return job !== undefined && openStates.includes(job.state);
}

/** What is asked of Slurm about a run. */
type Element = Omit<ClusterWait, 'job' | 'answered'> & { readonly index: number };

export class ClusterWaits {
  private askedAt = -Infinity;
  private names: readonly string[] = [];
  private jobs: readonly SlurmJob[] | undefined;
  /** By path of plan.json, which is never changed. */
  private readonly jobNames = new Map<string, string | undefined>();

  /**
   * One question for all of them.
   * @param directories of runs that are not complete
   * @returns by directory, those of the runs that are a cluster's
   */
  async of(directories: readonly string[]): Promise<Map<string, ClusterWait>> {
    const elements = new Map<string, Element>();
    for (const directory of directories) {
      const element = await this.elementOf(directory);
      if (element) elements.set(directory, element);
    }
    const jobs = await this.ask([...new Set([...elements.values()].flatMap(({ jobName }) => jobName ?? []))]);
    const waits = [...elements].map(([directory, { index, ...known }]): [string, ClusterWait] => {
      const { jobName } = known;
      const job = jobs?.find((each) => each.name === jobName && each.index === index);
      return [directory, { ...known, answered: jobName !== undefined && jobs !== undefined, ...(job && { job }) }];
    });
    return new Map(waits);
  }

  private async elementOf(directory: string): Promise<Element | undefined> {
    const submitted = await readSubmitted(directory);
    if (submitted === undefined) return undefined;
    const { plan, index } = submitted;
    if (!this.jobNames.has(plan)) {
      const read = await readPlan(plan).catch(() => undefined);
      if (read) this.jobNames.set(plan, read.jobName);
    }
    const jobName = this.jobNames.get(plan);
    const begun = existsSync(path.join(directory, runFiles.events));
    return { index, begun, ...(jobName !== undefined && { jobName }) };
  }

  private async ask(names: readonly string[]): Promise<readonly SlurmJob[] | undefined> {
    if (names.length === 0) return undefined;
    const known = names.every((name) => this.names.includes(name));
    if (known && performance.now() - this.askedAt < askMs) return this.jobs;
    this.askedAt = performance.now();
    this.names = names;
    // What waits is shown also where Slurm is not: on another computer that shares the folder.
    this.jobs = await jobsNamed(names).catch(() => undefined);
    return this.jobs;
  }
}

/** `waiting: Priority (Slurm job 12_3)`; the reason comes first, since views are narrow. */
export function waitWords({ job, jobName, answered, begun }: ClusterWait): string {
  if (job === undefined) {
    if (answered) return 'waiting, but Slurm no longer has its job';
    return jobName === undefined ? 'waiting for its cluster' : 'waiting in Slurm, which does not answer here';
  }
  const { state, reason } = job;
  const of = `(Slurm job ${job.id})`;
  if (state === 'RUNNING') return `${begun ? 'begins again' : 'begins'} ${of}`;
  const why = reason === 'None' ? '' : `: ${printable(reason)}`;
  if (state === 'PENDING') return `${begun ? 'requeued' : 'waiting'}${why} ${of}`;
  return isOpen({ job }) ? `${printable(state)}${why} ${of}` : `ended: ${printable(state)} ${of}`;
}

/**
 * Takes runs away from their cluster, and cancels their jobs.
 * @param directories of runs that no process computes
 * @returns those that were a cluster's
 * @throws UserError when Slurm does not answer or refuses; the runs then stay its own
 */
export async function cancelWaiting(directories: readonly string[]): Promise<Set<string>> {
  const waits = await new ClusterWaits().of(directories);
  const inSlurm = [...waits.values()].filter(({ jobName }) => jobName !== undefined);
  if (inSlurm.length > 0) {
    // Here an answer is needed.
    if (inSlurm.some(({ answered }) => !answered)) await jobsNamed(inSlurm.map(({ jobName }) => jobName!));
    const open = inSlurm.flatMap((wait) => (isOpen(wait) ? [wait.job!.id] : []));
    if (open.length > 0) await callSlurm('scancel', open);
  }
  for (const directory of waits.keys()) await leaveCluster(directory);
  return new Set(waits.keys());
}
