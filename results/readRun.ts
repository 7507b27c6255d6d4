/** Reads the files of one run directory that are written whole. */
import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { resolveRuns } from '../experiment/resolve';
import type { ResolvedExperiment } from '../experiment/types';
import { readSummary } from '../storage/run/runFile';
import type { RunSummary } from '../schemas/generated/summary';
import { runFiles } from '../schemas/runDirectory';
import { UserError } from '../schemas/userError';

/** Something in a run directory that cannot be read: the run is shown as failed with it. */
export interface ReadProblem {
  readonly message: string;
  readonly remedy?: string;
}

export function problemOf(error: unknown): ReadProblem {
  if (!(error instanceof UserError)) return { message: error instanceof Error ? error.message : String(error) };
  return { message: error.message, ...(error.remedy !== undefined && { remedy: error.remedy }) };
}

/** Stands for the experiment of a run whose experiment.json cannot be read: the folder tells its name, nothing the rest. */
export function unreadableExperiment(directory: string): ResolvedExperiment {
  const name = path.basename(path.dirname(directory));
  const [resolved] = resolveRuns(
    { version: 1, name, data: { source: 'synthetic' }, model: { type: 'smallCnn' }, training: { epochs: 1 } },
    { path: path.join(directory, runFiles.experiment) },
  );
  return { ...resolved!, variant: 'unreadable' };
}

export interface ReadSummary {
  readonly summary?: RunSummary;
  readonly problem?: ReadProblem;
  /** Milliseconds since 1970; 0 when there is none. */
  readonly modified: number;
}

export function stampText({ mtimeMs, size, ino }: Pick<Stats, 'mtimeMs' | 'size' | 'ino'>): string {
  return `${mtimeMs}/${size}/${ino}`;
}

/** Size and time of a file or folder as one text, empty when it is not there: equal as long as nothing was written. */
export async function stampOf(file: string): Promise<string> {
  try {
    return stampText(await stat(file));
  } catch {
    return '';
  }
}

/** summary.json of a run, parsed again only when it was replaced. */
export class SummaryReader {
  private readonly file: string;
  private stamp = '';
  private last: ReadSummary = { modified: 0 };

  constructor(private readonly directory: string) {
    this.file = path.join(directory, runFiles.summary);
  }

  async read(): Promise<ReadSummary> {
    const stamp = await stampOf(this.file);
    if (stamp === this.stamp) return this.last;
    const modified = Number(stamp.split('/')[0]);
    try {
      const summary = await readSummary(this.directory);
      this.last = summary ? { summary, modified } : { modified: 0 };
    } catch (error) {
      this.last = { problem: problemOf(error), modified };
    }
    this.stamp = stamp;
    return this.last;
  }
}
