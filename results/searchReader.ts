import path from 'node:path';
import { readSearchRecord } from '../storage/run/runFile';
import { runFiles } from '../schemas/runDirectory';
import type { SearchRecord } from '../schemas/search';
import { stampOf } from './readRun';

/** search.json of a run, parsed again only after it was replaced. */
export class SearchReader {
  record: SearchRecord | undefined;
  private readonly file: string;
  private stamp = '';

  constructor(private readonly directory: string) {
    this.file = path.join(directory, runFiles.search);
  }

  /** @returns whether the record changed */
  async read(): Promise<boolean> {
    const stamp = await stampOf(this.file);
    if (stamp === this.stamp) return false;
    this.stamp = stamp;
    // Only shown beside the run, which does not need it.
    this.record = await readSearchRecord(this.directory).catch(() => undefined);
    return true;
  }
}
