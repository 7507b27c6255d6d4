/** How a finished run used its test split: what chose by it, how often it was looked at, and which of its faces leak. */
import path from 'node:path';
import type { RunRecord } from '../../results/runIndex';
import type { Copies } from '../../runner/audit/copies';
import type { RunFindings, TestUse } from '../../schemas/audit';
import { type Predictions, readPredictions } from '../../storage/run/predictions';

/** More are not listed. */
const mostRuns = 20;

/**
 * @param chosen the runs that are audited, newest first: finished, on the same data
 * @param runs all of the project
 * @param seen whether a face is in the training or validation split
 * @returns undefined if none of them has whole predictions
 */
export async function testUse(
  chosen: readonly RunRecord[],
  runs: readonly RunRecord[],
  copies: Copies,
  seen: (id: number) => boolean,
): Promise<TestUse | undefined> {
  const tested: { readonly run: RunRecord; readonly test: Predictions }[] = [];
  for (const run of chosen.slice(0, mostRuns)) {
    const test = await readPredictions(run.directory, 'test').catch(() => undefined);
    if (test && test.ids.length > 0) tested.push({ run, test });
  }
  const first = tested[0]?.test;
  if (!first) return undefined;
  const kinds = new Map(Array.from(first.ids, (id) => [id, copies.kindAmong(id, seen)]));
  const countOf = (kind: 'exact' | 'near') => [...kinds.values()].filter((each) => each === kind).length;
  return {
    runs: tested.map(({ run, test }) => findingsOf(run, test, (id) => kinds.get(id) !== undefined)),
    selectedOnTest: [...new Set(chosen.flatMap((run) => chosenOnTest(run, runs)))],
    looks: await looksAt(first, runs),
    leaks: { exact: countOf('exact'), near: countOf('near') },
  };
}

function findingsOf({ header }: RunRecord, test: Predictions, leaks: (id: number) => boolean): RunFindings {
  const right = rightIn(test);
  const where = (wanted: (id: number) => boolean) => {
    const answers = right.filter((_, at) => wanted(test.ids[at]!));
    return { examples: answers.length, accuracy: answers.filter(Boolean).length / Math.max(1, answers.length) };
  };
  const leaked = where(leaks);
  return {
    id: header.runId,
    name: `${header.experiment} / ${header.variant}, seed ${header.seed}`,
    ...where(() => true),
    ...(leaked.examples > 0 && { leaked, clean: where((id) => !leaks(id)) }),
  };
}

function rightIn({ ids, labels, probabilities, classNames }: Predictions): boolean[] {
  const classes = classNames.length;
  return Array.from(ids, (_, i) => {
    const row = probabilities.subarray(i * classes, (i + 1) * classes);
    return row.indexOf(Math.max(...row)) === labels[i];
  });
}

/** Epochs of this run, or of one that it starts from, that were chosen on faces that are now tested. */
function chosenOnTest(run: RunRecord, runs: readonly RunRecord[]): string[] {
  if (!run.resolved.data.test.includes('publicTest')) return [];
  return lineage(run, runs)
    .filter(({ resolved: { data, training } }) => data.validation === 'publicTest' && training.epochs > 0)
    .map(
      ({ header: { experiment, variant } }) =>
        `The epoch of ${experiment} / ${variant} was chosen on publicTest, which is part of the test split: the result is too high.`,
    );
}

/** A run, the run that it starts from, and so on. */
function lineage(run: RunRecord, runs: readonly RunRecord[]): RunRecord[] {
  const found: RunRecord[] = [run];
  for (;;) {
    const origin = originOf(found.at(-1)!);
    const parent = origin === undefined ? undefined : runs.find(({ header }) => header.runId === origin);
    if (parent === undefined || found.includes(parent)) return found;
    found.push(parent);
  }
}

function originOf({ resolved: { initFrom } }: RunRecord): string | undefined {
  return initFrom && 'run' in initFrom && initFrom.run !== undefined ? path.basename(initFrom.run) : undefined;
}

/** Finished runs that were tested on the same faces with the same labels. */
async function looksAt(test: Predictions, runs: readonly RunRecord[]): Promise<number> {
  let looks = 0;
  for (const { directory, header, summary } of runs) {
    // Reading the predictions of thousands of runs takes long, and most were not tested on as many faces.
    if (header.state !== 'completed' || summary?.splits['test']?.examples !== test.ids.length) continue;
    const other = await readPredictions(directory, 'test').catch(() => undefined);
    if (other && areSame(test, other)) looks++;
  }
  return looks;
}

function areSame(first: Predictions, second: Predictions): boolean {
  const equal = (a: Uint8Array | Uint32Array, b: Uint8Array | Uint32Array) =>
    a.length === b.length && a.every((value: number, i: number) => value === b[i]);
  const samePictures = !first.pictures || !second.pictures || equal(first.pictures, second.pictures);
  return equal(first.ids, second.ids) && equal(first.labels, second.labels) && samePictures;
}
