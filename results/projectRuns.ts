/** Opens the runs of a project with what an earlier process stored of them, so that thousands are listed at once. */
import { cacheFiles, readProjectCache } from '../storage/projectCache';
import { processMemory } from './memory';
import { RunIndex } from './runIndex';
import { decodeRuns, encodeRuns } from './storedRuns';

/** Fewer runs are read from their own files as quickly. */
const fewestStored = 500;
/** Fewer results are computed again as quickly. */
const fewestNews = 50;
/** What is stored is written again when more than this share of it is new. */
const shareOfNews = 0.05;

/**
 * An index of the runs, not refreshed yet. What was stored of comparisons is remembered.
 * @param ferexp version of the program
 */
export async function openRuns(runsRoot: string, ferexp: string): Promise<RunIndex> {
  const [runs, comparisons] = await Promise.all(
    [cacheFiles.runs, cacheFiles.comparisons].map((name) => readProjectCache(runsRoot, name)),
  );
  if (comparisons !== undefined) processMemory.restore(comparisons, ferexp);
  return new RunIndex(runsRoot, runs === undefined ? undefined : decodeRuns(runs, runsRoot, ferexp));
}

/** What to store of the runs for the next process; undefined where little is new, or few runs are there. */
export function runsToStore(index: RunIndex, ferexp: string): string | undefined {
  const runs = index.stored();
  if (runs.length < fewestStored) return undefined;
  const news = runs.filter((run) => !index.isStored(run)).length;
  return news > shareOfNews * runs.length ? encodeRuns(runs, index.runsRoot, ferexp) : undefined;
}

/** What to store of the comparisons of this process; undefined where little is new. */
export function comparisonsToStore(ferexp: string): string | undefined {
  return processMemory.news > fewestNews ? processMemory.stored(ferexp) : undefined;
}
