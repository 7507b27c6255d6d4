/** Judges the rows of a comparison against its baseline. */
import { emotionOf } from '../../experiment/classNames';
import { holm } from '../statistics/holm';
import type { JudgedRow, Measured } from './difference';
import type { FaceMetric } from './values';
import type { Network } from './networks';
import { type Family, nothingLearnedVerdict, type Unlearned, type Verdict, verdictOf } from './words';
import { isRecall, recallClass } from '../../words/metrics';
import type { Imported } from '../../schemas/imported';
import type { DifferenceMetric } from '../../schemas/messages/comparison';

/** A row with how many of its networks learned nothing: these cannot show a difference. */
export interface Candidate {
  readonly networks: readonly Network[];
  readonly unlearned: number;
  /** Whether its predictions are there. */
  readonly hasAnswers: boolean;
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
 * @param outcomes for each row its difference to the baseline, or why there is none
 * @returns for each row its difference to the baseline with the verdict, or why there is none
 */
export function judge<Row extends Candidate>(
  rows: readonly Row[],
  baseline: Row | undefined,
  metric: DifferenceMetric,
  outcomes: readonly (Measured | string | undefined)[],
): (Judgement | string | undefined)[] {
  if (!baseline) return rows.map(() => undefined);
  // A row whose predictions are lost was looked at, too.
  const isCompared = outcomes.map(
    (outcome, index) => isMeasured(outcome) || (outcome !== undefined && !rows[index]!.hasAnswers),
  );
  const adjusted = holm(
    outcomes.filter((_, index) => isCompared[index]).map((outcome) => (isMeasured(outcome) ? outcome.p : 1)),
  );
  let next = 0;
  return outcomes.map((measured, index) => {
    const adjustedP = isCompared[index] ? adjusted[next++]! : 1;
    if (!isMeasured(measured)) return measured;
    const family = { adjustedP, compared: adjusted.length };
    return { measured, family, verdict: verdictOn(rows[index]!, baseline, measured, metric, family) };
  });
}

/** What the data says of a difference, unless networks of the row or the baseline learned nothing. */
export function verdictOn(
  row: Candidate,
  baseline: Candidate,
  measured: Measured,
  metric: DifferenceMetric,
  family: Family,
): Verdict {
  const unlearned = [unlearnedOf(row, 'this row'), unlearnedOf(baseline, 'the baseline')].flat();
  return (
    nothingLearnedVerdict(measured, metric, unlearned) ??
    withCondition(verdictOf(measured, metric, family), [row, baseline])
  );
}

/**
 * Nobody here knows what an imported network was trained on: with these faces, the difference would be no merit. Of an
 * ensemble, its members say it.
 */
function withCondition(verdict: Verdict, rows: readonly Candidate[]): Verdict {
  const isImported = rows.some(({ networks }) =>
    networks.some(({ runs }) => runs.some(({ resolved: { imported } }) => wasTrainedElsewhere(imported))),
  );
  if (!isImported || verdict.verdict !== 'real') return verdict;
  return { ...verdict, words: `${verdict.words}; provided that no imported network was trained on these faces` };
}

const wasTrainedElsewhere = (imported: Imported | undefined): boolean =>
  imported !== undefined && (imported.ensemble?.members.some((member) => member.imported === true) ?? true);

const unlearnedOf = ({ networks, unlearned }: Candidate, who: Unlearned['who']): Unlearned[] =>
  unlearned === 0 ? [] : [{ who, unlearned, networks: networks.length }];

const isMeasured = (outcome: Measured | string | undefined): outcome is Measured => typeof outcome === 'object';

/** By the classes of the row, whatever FER and FER+ call them. Whose predictions are missing has none. */
export function faceMetric(metric: DifferenceMetric, { answers }: Pick<JudgedRow, 'answers'>): FaceMetric {
  if (!isRecall(metric)) return metric;
  const emotion = emotionOf(recallClass(metric));
  return { recallOf: answers?.faces.classNames.findIndex((name) => emotionOf(name) === emotion) ?? -1 };
}
