/** Computes the difference in test accuracy between two rows, with the strongest test that their runs allow. */
import { mcnemarVerdict, pairedVerdict, welchVerdict } from './differenceWords';
import type { CountedRun } from './groups';
import { mcnemarTest, pairedTest, welchTest } from './statistics';
import { disagreement, testAnswers } from './testAnswers';
import type { Difference } from '../schemas/messages/comparison';

type Runs = readonly CountedRun[];

const testSplit = ({ summary }: CountedRun): { accuracy: number; examples: number } => summary.splits['test']!;
const accuracies = (runs: Runs): number[] => runs.map((run) => testSplit(run).accuracy);

/**
 * Difference in test accuracy between the runs of a row and those of the baseline. With two or more shared seeds: paired
 * t-test. Otherwise, if both have two or more runs: Welch's t-test. Otherwise: McNemar's exact test between single runs
 * on the same images.
 * @returns the difference, or why there is none
 */
export async function differenceBetween(runs: Runs, baseline: Runs): Promise<Difference | string | undefined> {
  if (runs.length === 0 || baseline.length === 0) return undefined;
  const bySeed = new Map(baseline.map((run) => [run.resolved.seed, run]));
  const pairs = runs.flatMap((run) => {
    const partner = bySeed.get(run.resolved.seed);
    return partner ? [[run, partner] as const] : [];
  });
  // Accuracies move in steps of one test image.
  const resolution = 1 / Math.min(...[...runs, ...baseline].map((run) => testSplit(run).examples));
  if (pairs.length >= 2) {
    const differences = pairs.map(([run, partner]) => testSplit(run).accuracy - testSplit(partner).accuracy);
    const result = pairedTest(differences, resolution);
    return { ...result, test: 'paired-t', pairs: pairs.length, ...pairedVerdict(result, differences, resolution) };
  }
  if (runs.length >= 2 && baseline.length >= 2) {
    const result = welchTest(accuracies(runs), accuracies(baseline), resolution);
    return { ...result, test: 'welch-t', pairs: 0, ...welchVerdict(result, runs.length, baseline.length) };
  }
  const single =
    pairs[0] ?? (runs.length === 1 && baseline.length === 1 ? ([runs[0]!, baseline[0]!] as const) : undefined);
  if (!single)
    return 'No difference is shown: this row shares no seed with the baseline, and one of the two has a single run.';
  return compareAnswers(...single);
}

async function compareAnswers(run: CountedRun, partner: CountedRun): Promise<Difference | string> {
  const [first, second] = await Promise.all([testAnswers(run.directory), testAnswers(partner.directory)]);
  if (!first || !second) {
    return 'No difference is shown: single runs are compared by their predictions, and some of these are missing.';
  }
  const counts = disagreement(first, second);
  if (!counts) return 'No difference is shown: this row was tested on other images or labels than the baseline.';
  const result = mcnemarTest(counts.onlyFirst, counts.onlySecond, counts.examples);
  return { ...result, test: 'mcnemar', pairs: counts.examples, ...mcnemarVerdict(result, counts.examples) };
}
