/** What came of a process of a step: its tests by its report, and whether it died before their end. */
import { existsSync, readFileSync } from 'node:fs';
import type { Job } from './jobs';

export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Commands that run alone what failed. */
  readonly alone: readonly string[];
  /** Why it counts as failed although no test of it failed. */
  readonly problem?: string;
}

/** What scripts/test/reporter.cjs and the host suite write. */
interface Report {
  readonly stats: { readonly passes: number; readonly failures: number; readonly pending: number };
  readonly failures: readonly { readonly alone?: string }[];
  /** Of Mocha's processes: whether it came to its end, and the files that had not by then. */
  readonly ended?: boolean;
  readonly unfinished?: readonly string[];
}

export const nothing: Outcome = { passed: 0, failed: 0, skipped: 0, alone: [] };

/** @param end exit code, or the name of the signal that ended it */
export function outcomeOf({ name, report, files }: Job, end: number | NodeJS.Signals): Outcome {
  const how = typeof end === 'number' ? `ended with exit code ${end}` : `was ended by ${end}`;
  if (report === undefined) return end === 0 ? nothing : { ...nothing, failed: 1 };
  if (!existsSync(report)) return { ...nothing, failed: 1, problem: died(name, how, files) };
  const { stats, failures, ended = true, unfinished = [] } = JSON.parse(readFileSync(report, 'utf8')) as Report;
  const counts = {
    ...{ passed: stats.passes, failed: stats.failures, skipped: stats.pending },
    alone: failures.flatMap(({ alone }) => alone ?? []),
  };
  if (!ended) return { ...counts, failed: counts.failed + 1, problem: died(name, how, unfinished) };
  if (end === 0 || counts.failed > 0) return counts;
  return { ...counts, failed: 1, problem: `${name} ${how} after its tests had passed.` };
}

const died = (name: string, how: string, files: readonly string[]): string =>
  [`${name} ${how} before its tests did. These files did not run to their end:`, ...files].join('\n    ');

export const add = (a: Outcome, b: Outcome): Outcome => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
  alone: [...a.alone, ...b.alone],
});
