/** How finished runs used their test split: what chose by it, how often it was looked at, and which of its faces leak. */
import { type RunAnswers, readAnswers, unlikeFaces } from '../../results/judge/answers';
import { isChosenOnTest, looksAt } from '../../results/judge/looks';
import { Networks } from '../../results/judge/networks';
import type { RunRecord } from '../../results/runIndex';
import type { Copies } from '../../runner/audit/copies';
import type { RunFindings, TestUse } from '../../schemas/audit';
import { seedWords } from '../../words/imported';

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
  const tested: { readonly run: RunRecord; readonly answers: RunAnswers }[] = [];
  for (const run of chosen.slice(0, mostRuns)) {
    const answers = await readAnswers(run.directory);
    if (answers) tested.push({ run, answers });
  }
  const faces = tested[0]?.answers.faces;
  if (!faces) return undefined;
  const kinds = new Map(Array.from(faces.ids, (id) => [id, copies.kindAmong(id, seen)]));
  const countOf = (kind: 'exact' | 'near') => [...kinds.values()].filter((each) => each === kind).length;
  const networks = new Networks(runs);
  return {
    runs: tested.map(({ run, answers }) => findingsOf(run, answers, (id) => kinds.get(id) !== undefined)),
    selectedOnTest: tested
      .filter(({ run }) => isChosenOnTest(run, networks))
      .map(
        ({ run }) =>
          `${nameOf(run)}: its epoch, or that of a run that it starts from, was chosen on publicTest, which is part of its test split. The result is too high.`,
      ),
    looks: await looksAt(faces.ids.length, tested[0]?.run.summary?.dataFingerprint, runs, async ({ directory }) => {
      const other = await readAnswers(directory);
      return other !== undefined && unlikeFaces(faces, other.faces) === undefined;
    }),
    leaks: { exact: countOf('exact'), near: countOf('near') },
  };
}

const nameOf = ({ header: { experiment, variant, seed } }: RunRecord): string =>
  `${experiment} / ${variant}, ${seedWords(seed)}`;

function findingsOf(run: RunRecord, { faces, predicted }: RunAnswers, leaks: (id: number) => boolean): RunFindings {
  const where = (wanted: (id: number) => boolean) => {
    const places = Array.from(faces.ids.keys()).filter((at) => wanted(faces.ids[at]!));
    const right = places.filter((at) => predicted[at] === faces.labels[at]).length;
    return { examples: places.length, accuracy: right / Math.max(1, places.length) };
  };
  const leaked = where(leaks);
  return {
    id: run.header.runId,
    name: nameOf(run),
    ...where(() => true),
    ...(leaked.examples > 0 && { leaked, clean: where((id) => !leaks(id)) }),
  };
}
