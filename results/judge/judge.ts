/** Judges the rows of a comparison against its baseline. */
import { holm } from '../statistics/holm';
import { differenceOf, type JudgedRow, type Measured } from './difference';
import type { FaceMetric } from './values';
import { type Family, nothingLearnedVerdict, type Verdict, verdictOf } from './words';
import { isRecall, recallClass } from '../../words/metrics';
import type { DifferenceMetric } from '../../schemas/messages/comparison';

/** A row with whether its networks learned anything: others cannot show a difference. */
export interface Candidate extends JudgedRow {
  readonly learned: boolean;
}

/** A difference with what the data says of it. */
export interface Judgement {
  readonly measured: Measured;
  readonly family: Family;
  readonly verdict: Verdict;
}

/**
 * All rows that have a difference are one family: the more rows are compared, the more some differ by chance.
 * @param rows all rows of the view, the baseline among them
 * @returns for each row its difference to the baseline with the verdict, or why there is none
 */
export function judge<Row extends Candidate>(
  rows: readonly Row[],
  baseline: Row | undefined,
  metric: DifferenceMetric,
): (Judgement | string | undefined)[] {
  if (!baseline) return rows.map(() => undefined);
  const outcomes = rows.map((row) =>
    row === baseline ? undefined : differenceOf(row, baseline, faceMetric(metric, baseline)),
  );
  const adjusted = holm(outcomes.filter(isMeasured).map(({ p }) => p));
  let next = 0;
  return outcomes.map((measured, index) => {
    if (!isMeasured(measured)) return measured;
    const family = { adjustedP: adjusted[next++]!, compared: adjusted.length };
    const { learned } = rows[index]!;
    const verdict =
      learned && baseline.learned
        ? verdictOf(measured, metric, family)
        : nothingLearnedVerdict(measured, metric, learned);
    return { measured, family, verdict };
  });
}

const isMeasured = (outcome: Measured | string | undefined): outcome is Measured => typeof outcome === 'object';

/** The classes of the baseline: rows with others have no difference. */
function faceMetric(metric: DifferenceMetric, { answers }: Candidate): FaceMetric {
  if (!isRecall(metric)) return metric;
  return { recallOf: answers?.faces.classNames.indexOf(recallClass(metric)) ?? -1 };
}
