import path from 'node:path';
import { readJsonIfThere } from '../rundir/read';
import { runFiles } from '../schemas/runDirectory';
import type { SearchRecord } from '../schemas/search';
import { stampOf } from './readRun';

/** search.json of a run, parsed again only when it was replaced. */
export class SearchReader {
  record: SearchRecord | undefined;
  private readonly file: string;
  private stamp = '';

  constructor(directory: string) {
    this.file = path.join(directory, runFiles.search);
  }

  /** @returns whether there is another record than before */
  async read(): Promise<boolean> {
    const stamp = await stampOf(this.file);
    if (stamp === this.stamp) return false;
    this.stamp = stamp;
    // Shown beside the run, which stands without it.
    const record = await readJsonIfThere<SearchRecord>(this.file).catch(() => undefined);
    this.record = record && isWhole(record) ? record : undefined;
    return true;
  }
}

function isWhole({ version, candidates, folds, monitor }: Partial<SearchRecord>): boolean {
  return (
    version === 1 &&
    Number.isInteger(folds) &&
    typeof monitor === 'string' &&
    Array.isArray(candidates) &&
    candidates.every(({ values, folds: done }) => typeof values === 'object' && Array.isArray(done))
  );
}
