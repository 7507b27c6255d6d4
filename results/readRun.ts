/** Reads the summary of a run, and describes files of a run directory that cannot be read. */
import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { resolveRuns } from '../experiment/resolve';
import type { ResolvedExperiment } from '../experiment/types';
import { readSummary } from '../storage/run/runFile';
import type { RunSummary } from '../schemas/generated/summary';
import { runFiles } from '../schemas/runDirectory';
import { UserError } from '../schemas/userError';

/** Why something in a run directory cannot be read: the run is shown as failed, with this. */
export interface ReadProblem {
  readonly message: string;
  readonly remedy?: string;
}

export function problemOf(error: unknown): ReadProblem {
  if (!(error instanceof UserError)) return { message: error instanceof Error ? error.message : String(error) };
  return { message: error.message, ...(error.remedy !== undefined && { remedy: error.remedy }) };
}

/** Stands in for the experiment of a run whose experiment.json cannot be read: only its name is known, from the folder. */
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
  /** Milliseconds since 1970; 0 if there is no summary. */
  readonly modified: number;
}

export function stampText({ mtimeMs, size, ino }: Pick<Stats, 'mtimeMs' | 'size' | 'ino'>): string {
  return `${mtimeMs}/${size}/${ino}`;
}

/** Size, time and inode of a file or folder as one text, empty if it does not exist. Changes when the file is written. */
export async function stampOf(file: string): Promise<string> {
  try {
    return stampText(await stat(file));
  } catch {
    return '';
  }
}

/** summary.json of a run, parsed again only after it was replaced. */
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
