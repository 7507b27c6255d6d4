/** Compares runs: builds the rows of a comparison, with means, differences and notes. */
import { baseVariant } from '../schemas/runDirectory';
import { differingSettings, enginesOf, groupRuns, type RunGroup } from './groups';
import { type Candidate, faceMetric, judge, type Judgement } from './judge/judge';
import { Networks } from './judge/networks';
import type { RunAnswers } from './judge/answers';
import { looksAt } from './judge/looks';
import { planWords } from './judge/plan';
import { readRow } from './judge/row';
import { type NoteContext, notesFor, withoutLearning } from './notes';
import type { RunRecord } from './runIndex';
import { type AnswersOf, answersByRun, faceEstimate, meanMetrics, runMetrics } from './runMetrics';
import { statusWords } from './words';
import { comparedAs } from '../words/metrics';
import {
  type ComparisonRow,
  type ComparisonRun,
  type ComparisonView,
  type Difference,
  type DifferenceMetric,
  differenceMetrics,
  type RowBasis,
} from '../schemas/messages/comparison';

export interface CompareOptions {
  /** Id of the row that the others are compared with; by default the first `base` that has a result. */
  readonly baseline?: string;
  /** What the differences are of; accuracy by default, and where the view has no such metric. */
  readonly metric?: string;
  /** All runs of the project, which tell how often the test faces were looked at; by default those that are compared. */
  readonly project?: readonly RunRecord[];
}

/** A group with what its networks answered. */
interface Read extends Candidate {
  readonly group: RunGroup;
  readonly ofSplits: AnswersOf;
}

/** All rows of a comparison, before they are judged. */
interface ReadRows {
  readonly groups: readonly RunGroup[];
  readonly rows: readonly Read[];
  readonly baseline: RunGroup | undefined;
  /** The baseline, as it is read. */
  readonly judgedBy: Read | undefined;
  readonly known: Networks;
}

/** The rows that `compareRuns` compares. */
export async function readRows(records: readonly RunRecord[], options: CompareOptions): Promise<ReadRows> {
  const groups = groupRuns(records);
  const baseline = chooseBaseline(groups, options.baseline);
  const known = new Networks(options.project ?? records);
  const rows = await Promise.all(groups.map((group) => readGroup(group, known)));
  return { groups, rows, baseline, judgedBy: rows.find(({ group }) => group === baseline), known };
}

/**
 * Compares runs. Each row is a variant with the same settings and data: its metrics as means over networks, and its
 * difference to the baseline, with a verdict that takes the number of rows into account.
 */
export async function compareRuns(
  records: readonly RunRecord[],
  options: CompareOptions = {},
): Promise<ComparisonView> {
  const { groups, rows, baseline, judgedBy, known } = await readRows(records, options);
  const project = options.project ?? records;
  const metrics = metricsOf(groups);
  const metric = metrics.find((each) => each === options.metric) ?? 'accuracy';
  const outcomes = judge(rows, judgedBy, metric);
  const faces = judgedBy?.answers?.faces;
  return {
    title: titleOf(groups),
    rows: rows.map((row, index) =>
      rowOf(row, metric, differenceIn(outcomes[index], metric), { known, baseline, groups }),
    ),
    ...(baseline && { baseline: baseline.id }),
    ...(faces && { looks: { runs: await looksAt(faces, baseline?.fingerprint, project), faces: faces.ids.length } }),
    metric,
    metrics,
    differing: differingSettings(groups),
  };
}

async function readGroup(group: RunGroup, known: Networks): Promise<Read> {
  const networks = known.of(group.counted);
  const unlearned = new Set(withoutLearning(group).map(({ run }) => run));
  const withUnseen = group.counted.some(({ summary }) => summary.splits['testUnseen']);
  const [test, testUnseen] = await Promise.all([
    readRow(networks, 'test'),
    withUnseen ? readRow(networks, 'testUnseen') : undefined,
  ]);
  return {
    group,
    networks,
    answers: test,
    ofSplits: { ...(test && { test }), ...(testUnseen && { testUnseen }) },
    fingerprint: group.fingerprint,
    unlearned: networks.filter(({ runs }) => runs.every((run) => unlearned.has(run))).length,
  };
}

/** Plans take milliseconds each, and nobody reads more of them. */
const mostPlans = 50;

/** A judgement as it is shown. */
export function differenceShown({ measured, family, verdict }: Judgement): Difference {
  const { mean, low, high, p, test, networks, theseFaces } = measured;
  return { ...{ mean, low, high, p, test, networks }, ...(theseFaces && { theseFaces }), ...family, ...verdict };
}

function differenceIn(
  outcome: Judgement | string | undefined,
  metric: DifferenceMetric,
): Difference | string | undefined {
  if (typeof outcome !== 'object') return outcome;
  const { measured, family, verdict } = outcome;
  const isPlanned = verdict.verdict === 'unclear' && metric === 'accuracy' && family.compared <= mostPlans;
  const plan = isPlanned ? planWords(measured, family.compared) : undefined;
  return { ...differenceShown(outcome), ...(plan !== undefined && { plan }) };
}

/** With the recall of each class that any run has. */
function metricsOf(groups: readonly RunGroup[]): DifferenceMetric[] {
  const classes = new Set(groups.flatMap(({ counted }) => counted.flatMap(({ summary }) => summary.classNames ?? [])));
  return [...differenceMetrics, ...[...classes].map((name) => `recall:${name}` as const)];
}

function chooseBaseline(groups: readonly RunGroup[], wanted: string | undefined): RunGroup | undefined {
  const bases = groups.filter(({ variant }) => variant === baseVariant);
  const hasResult = ({ counted }: RunGroup): boolean => counted.length > 0;
  return (
    groups.find(({ id }) => id === wanted) ?? bases.find(hasResult) ?? bases[0] ?? groups.find(hasResult) ?? groups[0]
  );
}

function titleOf(groups: readonly RunGroup[]): string {
  const names = [...new Set(groups.map(({ experiment }) => experiment))];
  if (names.length > 3) return `${names.length} experiments`;
  return names.length === 0 ? 'No runs' : names.join(', ');
}

function rowOf(
  row: Read,
  metric: DifferenceMetric,
  outcome: Difference | string | undefined,
  context: Pick<NoteContext, 'known' | 'baseline' | 'groups'>,
): ComparisonRow {
  const { group, networks, answers, ofSplits } = row;
  const metrics = meanMetrics(networks, ofSplits);
  const column = comparedAs(metric);
  const chosen = column ? metrics[column] : answers && faceEstimate(answers, faceMetric(metric, row));
  const known = ofSplits.test && answersByRun(ofSplits.test);
  const published = group.records.find(({ resolved }) => resolved.published)?.resolved.published;
  const notes = notesFor({
    ...{ group, networks, ...context },
    hasAnswers: ofSplits.test !== undefined,
    isCompared: typeof outcome !== 'string',
  });
  return {
    id: group.id,
    experiment: group.experiment,
    variant: group.variant,
    settings: group.settings,
    metrics,
    ...(chosen && { chosen }),
    ...(typeof outcome === 'object' && { difference: outcome }),
    ...(published && { published: { testAccuracy: published.testAccuracy, source: published.source } }),
    basis: basisOf(group),
    runs: group.records.map((record) => runOf(record, known?.get(record.directory))),
    notes: typeof outcome === 'string' ? [...notes, outcome] : notes,
  };
}

function basisOf({ counted, records, fingerprint }: RunGroup): RowBasis {
  const testFaces = counted[0]?.summary.splits['test']?.examples;
  return {
    engines: enginesOf(counted),
    source: records[0]!.resolved.data.source,
    ...(fingerprint !== undefined && { fingerprint }),
    ...(testFaces !== undefined && { testFaces }),
    seeds: counted.map(({ resolved }) => resolved.seed),
  };
}

function runOf({ directory, resolved, header, summary }: RunRecord, answers: RunAnswers | undefined): ComparisonRun {
  return {
    directory,
    runId: header.runId,
    repeat: resolved.repeat,
    seed: resolved.seed,
    state: header.state,
    status: statusWords(header, summary),
    ...(header.startedAt !== undefined && { startedAt: header.startedAt }),
    ...(header.engine !== undefined && { engine: header.engine }),
    metrics: summary ? runMetrics(summary, answers) : {},
  };
}
