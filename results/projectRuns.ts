/** Opens the runs of a project with what an earlier process stored of them, so that thousands are listed at once. */
import { cacheFiles, readProjectCache } from '../storage/projectCache';
import { processMemory } from './memory';
import { RunIndex } from './runIndex';
import { encodeRuns, RestoredRuns } from './storedRuns';

/** Fewer runs are read from their own files as quickly. */
const fewestStored = 500;
/** Fewer results are computed again as quickly. */
const fewestNews = 50;
/** What is stored is written again when more than this share of it is new. */
const shareOfNews = 0.05;

/**
 * An index of the runs, not refreshed yet.
 * @param ferexp version of the program
 */
export function openRuns(runsRoot: string, ferexp: string): RunIndex {
  // Read while the index looks which runs there are.
  const restored = readProjectCache(runsRoot, cacheFiles.runs).then((runs) =>
    runs === undefined ? RestoredRuns.none : RestoredRuns.of(runs, runsRoot, ferexp),
  );
  return new RunIndex(runsRoot, restored);
}

/** What to store of the runs for the next process; undefined where little is new, or few runs are there. */
export function runsToStore(index: RunIndex, ferexp: string): string | undefined {
  // Most processes end here, before what is stored of thousands of runs is made.
  if (index.news === 0) return undefined;
  const runs = index.stored();
  if (runs.size < fewestStored || index.news <= shareOfNews * runs.size) return undefined;
  index.news = 0;
  return encodeRuns(runs, index.runsRoot, ferexp);
}

/** Remembers what an earlier process stored of the comparisons of a project: once, before the first of them. */
export async function recallComparisons(runsRoot: string, ferexp: string): Promise<void> {
  if (recalled.has(runsRoot)) return;
  recalled.add(runsRoot);
  const comparisons = await readProjectCache(runsRoot, cacheFiles.comparisons);
  if (comparisons !== undefined) processMemory.restore(comparisons, ferexp);
}

const recalled = new Set<string>();

/** What to store of the comparisons of this process; undefined where little is new. */
export function comparisonsToStore(ferexp: string): string | undefined {
  return processMemory.news > fewestNews ? processMemory.stored(ferexp) : undefined;
}
