/** How a project used its test faces: how often they were looked at, and what was chosen by them. */
import type { RunRecord } from '../runIndex';
import type { Networks } from './networks';

/**
 * Counts the finished runs that were tested on these faces with these labels: each of them was a look at the test.
 * @param faces how many they are
 * @param fingerprint of the data that the faces are of: runs with the same need not be read
 * @param records all runs of the project
 * @param isOnThem whether a run was tested on these faces with these labels
 */
export async function looksAt(
  faces: number,
  fingerprint: string | undefined,
  records: readonly RunRecord[],
  isOnThem: (run: RunRecord) => Promise<boolean>,
): Promise<number> {
  const counts = new Map<string, { readonly first: RunRecord; runs: number }>();
  for (const record of records) {
    const { header, summary } = record;
    if (header.state !== 'completed' || summary?.splits['test']?.examples !== faces) continue;
    // Runs with the same data have the same test faces. A run of a damaged summary stands for itself.
    const data = summary.dataFingerprint ?? record.directory;
    const known = counts.get(data);
    if (known) known.runs++;
    else counts.set(data, { first: record, runs: 1 });
  }
  let looks = 0;
  for (const [data, { first, runs }] of counts) {
    if (data === fingerprint || (await isOnThem(first))) looks += runs;
  }
  return looks;
}

/** Whether the epoch of the run, or of one that it starts from, was chosen on faces that are tested now. */
export function isChosenOnTest(run: RunRecord, networks: Networks): boolean {
  return (
    run.resolved.data.test.includes('publicTest') &&
    networks
      .lineage(run)
      .some(({ resolved: { data, training } }) => data.validation === 'publicTest' && (training?.epochs ?? 0) > 0)
  );
}
