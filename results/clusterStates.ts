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
    const wait = waits.get(record.directory);
    return wait ? told(record, wait) : record;
  });
}

function told(record: RunRecord, wait: ClusterWait): RunRecord {
  if (!isAwaited(record.header.state, wait)) return record;
  const { job } = wait;
  const cluster = { words: waitWords(wait), ...(job && { job: job.id, jobState: job.state }) };
  const header: { -readonly [Key in keyof RunHeader]: RunHeader[Key] } = {
    ...{ ...record.header, state: 'queued', resumable: false, cluster },
  };
  // Why it was interrupted no longer matters.
  delete header.message;
  delete header.remedy;
  return { ...record, header };
}

function isAwaited(state: RunRecord['header']['state'], wait: ClusterWait): boolean {
  if (state === 'queued') return true;
  if (state === 'interrupted') return isOpen(wait);
  // The lock of a node that was lost counts for a while; a job that waits has no process.
  return state === 'running' && wait.job?.state === 'PENDING';
}
