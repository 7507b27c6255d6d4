/** Divides the runs of a plan into job arrays: those that need the same other runs are one. */
import type { PlannedRun } from '../plan/plan';

export interface JobArray {
  /** Of the plan, ascending. */
  readonly indices: readonly number[];
  /** Indices of the runs of the plan that must be complete first: all are in arrays before this one. */
  readonly needs: readonly number[];
  /** Directories of runs that another submission computes, which must be complete first. */
  readonly waitsFor: readonly string[];
}

/** @param runs in their order: each after those that it starts or learns from */
export function arraysOf(runs: readonly PlannedRun[]): JobArray[] {
  const place = new Map(runs.map((run, index) => [run, index]));
  const arrays = new Map<string, { indices: number[]; needs: number[]; waitsFor: readonly string[] }>();
  for (const [index, { parent, teacher, waitsFor = [] }] of runs.entries()) {
    const needs = [...new Set([parent, teacher].flatMap((run) => (run ? [place.get(run)!] : [])))].sort(
      (a, b) => a - b,
    );
    const key = JSON.stringify([needs, waitsFor]);
    const array = arrays.get(key);
    if (array) array.indices.push(index);
    else arrays.set(key, { indices: [index], needs, waitsFor });
  }
  return [...arrays.values()];
}

/** `0-3,7`: indices as Slurm writes them. @param indices ascending */
export function rangesText(indices: readonly number[]): string {
  const parts: string[] = [];
  for (let start = 0; start < indices.length;) {
    let end = start;
    while (indices[end + 1] === indices[end]! + 1) end++;
    parts.push(start === end ? `${indices[start]}` : `${indices[start]}-${indices[end]}`);
    start = end + 1;
  }
  return parts.join(',');
}

/**
 * The options of sbatch that one array has of its own.
 * @param limit how many of its runs train at the same time
 * @param jobs ids of the jobs that it needs, or words in their place
 */
export function arrayOptions({ indices }: JobArray, limit: number | undefined, jobs: readonly string[]): string[] {
  const array = `--array=${rangesText(indices)}${limit === undefined ? '' : `%${limit}`}`;
  return jobs.length === 0 ? [array] : [array, `--dependency=afterok:${jobs.join(':')}`];
}
