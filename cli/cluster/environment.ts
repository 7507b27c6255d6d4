/** What clusters tell a job by variables of its environment. */
import { own } from '../../schemas/own';
import { UserError } from '../../schemas/userError';
import type { ClusterJob } from '../../storage/run/lock';

/** Variables with the index of an element: job arrays of Slurm, Indexed Jobs of Kubernetes, array jobs of AWS Batch. */
export const indexVariables = ['SLURM_ARRAY_TASK_ID', 'JOB_COMPLETION_INDEX', 'AWS_BATCH_JOB_ARRAY_INDEX'] as const;

/** @throws UserError when no variable has an index, or one has something else */
export function indexIn(environment: NodeJS.ProcessEnv): number {
  const name = indexVariables.find((variable) => own(environment, variable) !== undefined);
  if (name === undefined) {
    throw new UserError(
      'No index of an element was given.',
      `Give it with --index, or start this as an element of a job array: ${indexVariables.join(', ')} then have it.`,
    );
  }
  const text = own(environment, name)!;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UserError(`${name} is "${text}"; the index of an element was expected: a whole number from 0.`);
}

/** The job of Slurm that this process is; each element of an array is one, and keeps its id when it is started again. */
export function slurmJob(environment: NodeJS.ProcessEnv): ClusterJob | undefined {
  const { SLURM_JOB_ID: id, SLURM_CLUSTER_NAME: cluster = '', SLURM_RESTART_COUNT: restart = '0' } = environment;
  if (id === undefined || id === '') return undefined;
  return { id: `slurm ${cluster} ${id}`, restart: /^\d{1,9}$/.test(restart) ? Number(restart) : 0 };
}
