/** Puts the result of a variant's runs in words. */
import { groupRuns } from './groups';
import { Networks } from './judge/networks';
import type { RunRecord } from './runIndex';
import { meanMetrics } from './runMetrics';
import { estimateWords, statusWords } from './words';

/**
 * The mean over the completed runs with the settings of the newest one; without completed runs, the status of the newest.
 * Undefined without runs.
 * @param records of one variant, newest first
 */
export function resultInWords(records: readonly RunRecord[]): string | undefined {
  const newest = records.find(({ header }) => header.state === 'completed');
  if (!newest) return records[0] && statusWords(records[0].header, records[0].summary);
  // As in the comparison: each network once, only runs with the same settings and data.
  const counted = groupRuns(records).find((group) => group.records.includes(newest))?.counted ?? [];
  const { testAccuracy } = meanMetrics(new Networks(records).of(counted), {}, ['testAccuracy']);
  return testAccuracy ? estimateWords(testAccuracy) : statusWords(newest.header, newest.summary);
}
