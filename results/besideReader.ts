import path from 'node:path';
import { stampOf } from './readRun';

/** A file that a run writes beside its events, parsed again only after it was replaced. */
export class BesideReader<T> {
  record: T | undefined;
  private stamp = '';

  /** @param parse reads the file, undefined where there is none */
  constructor(
    private readonly directory: string,
    private readonly file: string,
    private readonly parse: (directory: string) => Promise<T | undefined>,
  ) {}

  /** @returns whether the record changed */
  async read(): Promise<boolean> {
    const stamp = await stampOf(path.join(this.directory, this.file));
    if (stamp === this.stamp) return false;
    this.stamp = stamp;
    // Only shown beside the run, which does not need it.
    this.record = await this.parse(this.directory).catch(() => undefined);
    return true;
  }
}
