/** Whether the runs that a run needs first are complete. */
import path from 'node:path';
import { SummaryReader } from '../../results/readRun';
import { readStatus } from '../../results/state';
import { isOpen } from '../../storage/cluster/waits';
import { clusters } from '../find/clusterWords';
import type { QueuedRun, RunOutcome } from '../report/reporter';

/** Why a run can never start. */
export interface Unmet {
  readonly message: string;
  readonly remedy: string;
  readonly badInput?: boolean;
}

const words = {
  cancelled: 'was stopped',
  failed: 'failed',
  interrupted: 'was interrupted',
} as const satisfies Record<Exclude<RunOutcome['status'], 'completed'>, string>;

/**
 * @param outcomes of this queue's runs that have ended, by directory
 * @param waiting directories of this queue's runs that have not ended
 */
export async function needsState(
  { needs = [] }: QueuedRun,
  outcomes: ReadonlyMap<string, RunOutcome>,
  waiting: ReadonlySet<string>,
): Promise<'met' | 'open' | Unmet> {
  let open = false;
  for (const directory of needs) {
    const outcome = outcomes.get(directory) ?? (waiting.has(directory) ? undefined : await outcomeOnDisk(directory));
    if (outcome === undefined) open = true;
    else if (outcome.status !== 'completed') return unmet(directory, outcome);
  }
  return open ? 'open' : 'met';
}

/** How a run outside this queue ended; undefined while it runs or waits elsewhere. */
async function outcomeOnDisk(directory: string): Promise<RunOutcome | undefined> {
  const { state } = await readStatus(directory, () => new SummaryReader(directory).read());
  if (state === 'running' || state === 'queued') return undefined;
  const wait = state === 'interrupted' ? (await clusters.of([directory])).get(directory) : undefined;
  return wait && isOpen(wait) ? undefined : { status: state };
}

function unmet(directory: string, { status, badInput }: RunOutcome): Unmet {
  const id = path.basename(directory);
  return {
    message: `Not run: it needs ${id} first, which ${words[status as keyof typeof words]}.`,
    remedy: `Resume that run first: ferexp resume ${id}`,
    ...(badInput ? { badInput } : {}),
  };
}
