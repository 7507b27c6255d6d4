/** Asks clusters about runs, for as long as a command runs. */
import { askedOfClusters, withClusters } from '../../results/clusterStates';
import type { RunRecord } from '../../results/runIndex';
import { ClusterWaits } from '../../storage/cluster/waits';

/** One for the whole process, so that a command that refreshes asks seldom. */
export const clusters = new ClusterWaits();

/** Runs with what their clusters say of them. */
export async function withClusterWords(records: readonly RunRecord[]): Promise<RunRecord[]> {
  return [...withClusters(records, await clusters.of(askedOfClusters(records)))];
}
