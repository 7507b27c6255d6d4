/** Adds to runs what their clusters say of them, which no file of a run knows. */
import { type ClusterWait, isOpen, waitWords } from '../storage/cluster/waits';
import type { RunHeader } from '../schemas/messages/run';
import type { RunRecord } from './runIndex';

/** Directories of the runs that a cluster may know more about. */
export function askedOfClusters(records: readonly RunRecord[]): string[] {
  return records
    .filter(({ header }) => ['queued', 'running', 'interrupted'].includes(header.state))
    .map(({ directory }) => directory);
}

/**
 * A run whose process is gone waits again where its cluster says that it starts it again.
 * @param waits what clusters say, by directory
 */
export function withClusters(
  records: readonly RunRecord[],
  waits: ReadonlyMap<string, ClusterWait>,
): readonly RunRecord[] {
  if (waits.size === 0) return records;
  return records.map((record) => {
    const header = withCluster(record.header, waits.get(record.directory));
    return header === record.header ? record : { ...record, header };
  });
}

/** As `withClusters`, of one run. @param wait undefined where no cluster says anything of it */
export function withCluster(header: RunHeader, wait: ClusterWait | undefined): RunHeader {
  if (!wait || !isAwaited(header.state, wait)) return header;
  const { job } = wait;
  const cluster = { words: waitWords(wait), ...(job && { job: job.id, jobState: job.state }) };
  const told: { -readonly [Key in keyof RunHeader]: RunHeader[Key] } = {
    ...{ ...header, state: 'queued', resumable: false, cluster },
  };
  // Why it was interrupted no longer matters.
  delete told.message;
  delete told.remedy;
  return told;
}

function isAwaited(state: RunRecord['header']['state'], wait: ClusterWait): boolean {
  if (state === 'queued') return true;
  if (state === 'interrupted') return isOpen(wait);
  // The lock of a node that was lost counts for a while; a job that waits has no process.
  return state === 'running' && wait.job?.state === 'PENDING';
}
