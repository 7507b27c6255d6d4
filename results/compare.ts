/** Compares runs: builds the rows of a comparison, with means, differences and notes. */
import { emotionOf } from '../experiment/classNames';
import { baseVariant } from '../schemas/runDirectory';
import { foldOf } from './folds';
import { enginesOf, groupRuns, newestLike } from './groups';
import type { RunGroup } from './runGroup';
import { type Candidate, judge, type Judgement } from './judge/judge';
import { looksAt } from './judge/looks';
import { type Network, Networks } from './judge/networks';
import { planWords } from './judge/plan';
import { type Memory, processMemory } from './memory';
import { type NoteContext, notesFor, withoutLearning } from './notes';
import { identify, type IdentifiedRow, RowReader } from './rowReader';
import type { RowFacts } from './rowResults';
import type { RunRecord } from './runIndex';
import { runMetrics } from './runMetrics';
import { Turns } from './turns';
import { statusWords } from './words';
import { commonFacesNote, commonFacesWords, comparedAs, isRecall, recallClass } from '../words/metrics';
import { differingSettings } from '../words/settings';
import { own } from '../schemas/own';
import type { UserNote } from '../schemas/userNote';
import {
  type ComparisonRow,
  type ComparisonRun,
  type ComparisonView,
  type Difference,
  type DifferenceMetric,
  differenceMetrics,
  type Estimate,
  type RowBasis,
} from '../schemas/messages/comparison';

export interface CompareOptions {
  /** Id of the row that the others are compared with; by default the `base` that has the newest result. */
  readonly baseline?: string;
  /** What the differences are of; accuracy by default, and where the view has no such metric. */
  readonly metric?: string;
  /** Whether rows that were tested on different faces are compared on those that they have in common. */
  readonly commonFaces?: boolean;
  /** All runs of the project, which tell how often the test faces were looked at; by default those that are compared. */
  readonly project?: readonly RunRecord[];
  /** Remembers what does not change; that of the process by default. */
  readonly memory?: Memory;
}

/** A group with what follows from its runs. */
export interface Read extends Candidate, IdentifiedRow {
  readonly group: RunGroup;
  readonly facts: RowFacts;
}

/** All rows of a comparison, before they are judged. */
interface ReadRows {
  readonly groups: readonly RunGroup[];
  readonly metrics: readonly DifferenceMetric[];
  /** The one that was chosen. */
  readonly metric: DifferenceMetric;
  readonly rows: readonly Read[];
  readonly baseline: Read | undefined;
  readonly known: Networks;
  readonly reader: RowReader;
}

/** The rows that `compareRuns` compares. */
export async function readRows(records: readonly RunRecord[], options: CompareOptions): Promise<ReadRows> {
  const groups = groupRuns(records);
  const metrics = metricsOf(groups);
  const metric = metricNamed(metrics, options.metric) ?? 'accuracy';
  const ofBaseline = chooseBaseline(groups, options.baseline);
  const known = new Networks(options.project ?? records);
  const turns = new Turns();
  const identified = new Map<RunGroup, IdentifiedRow>();
  for (const group of groups) {
    identified.set(group, await identify(known.ofRow(group), group.fingerprint, turns));
  }
  const ofBaselineRow = ofBaseline && identified.get(ofBaseline);
  const reader = new RowReader(options.memory ?? processMemory, ofBaselineRow, options.commonFaces === true);
  const rows: Read[] = [];
  // One row after another: the predictions of all rows together may not fit into memory.
  for (const [group, row] of identified) {
    const facts = await reader.facts(row);
    // While its predictions are read.
    await reader.difference(row, metric);
    rows.push({ ...row, group, facts, hasAnswers: facts.classNames !== undefined, unlearned: unlearnedIn(group, row) });
  }
  return { groups, metrics, metric, rows, baseline: rows.find(({ group }) => group === ofBaseline), known, reader };
}

function unlearnedIn(group: RunGroup, { networks }: IdentifiedRow): number {
  const unlearned = new Set(withoutLearning(group).map(({ run }) => run));
  return networks.filter(({ runs }) => runs.every((run) => unlearned.has(run))).length;
}

/** The judgement on each row, or why there is none. */
export async function judgements(
  { rows, baseline, reader }: Pick<ReadRows, 'rows' | 'baseline' | 'reader'>,
  metric: DifferenceMetric,
): Promise<(Judgement | string | undefined)[]> {
  const outcomes = [];
  for (const row of rows) outcomes.push(await reader.difference(row, metric));
  return judge(rows, baseline, metric, outcomes);
}

/**
 * Compares runs. Each row is a variant with the same settings and data: its metrics as means over networks, and its
 * difference to the baseline, with a verdict that takes the number of rows into account.
 */
export async function compareRuns(
  records: readonly RunRecord[],
  options: CompareOptions = {},
): Promise<ComparisonView> {
  const read = await readRows(records, options);
  const { groups, metrics, metric, rows, baseline, known, reader } = read;
  const outcomes = await judgements(read, metric);
  const context = { known, baseline: baseline?.group, groups };
  const shown: ComparisonRow[] = [];
  for (const [index, row] of rows.entries()) {
    const column = comparedAs(metric);
    const chosen = column ? row.facts.metrics[column] : await reader.estimate(row, metric);
    shown.push(rowOf(row, chosen, differenceIn(outcomes[index], metric), context));
  }
  const looks = baseline && (await looksOf(baseline, options.project ?? records, reader));
  return {
    title: titleOf(groups),
    rows: shown,
    ...(baseline && { baseline: baseline.group.id }),
    ...(looks && { looks }),
    metric,
    metrics,
    ...(options.commonFaces === true && { commonFaces: true }),
    differing: differingSettings(groups),
  };
}

/** Unknown without predictions. */
async function looksOf(
  baseline: Read,
  project: readonly RunRecord[],
  reader: RowReader,
): Promise<ComparisonView['looks']> {
  const faces = baseline.group.counted[0]?.summary.splits['test']?.examples;
  // A run tests one fold of a row over folds: nobody looked at all of its faces in one run.
  if (!baseline.hasAnswers || faces === undefined || baseline.group.folds) return undefined;
  const isOnThem = ({ directory }: RunRecord) => reader.isOnFacesOf(baseline, directory);
  return { runs: await looksAt(faces, baseline.fingerprint, project, isOnThem), faces };
}

/** Plans take milliseconds each, and nobody reads more of them. */
const mostPlans = 50;

/** A judgement as it is shown. */
export function differenceShown({ measured, family, verdict }: Judgement, metric: DifferenceMetric): Difference {
  const { mean, low, high, p, test, networks, theseFaces, faces } = measured;
  const common = measured.common && { ...measured.common, faces };
  return {
    ...{ mean, low, high, p, test, networks },
    ...(theseFaces && { theseFaces }),
    ...(common && { common }),
    ...family,
    ...verdict,
    ...(common && { words: `${verdict.words}; ${commonFacesWords(common, metric)}` }),
  };
}

function differenceIn(
  outcome: Judgement | string | undefined,
  metric: DifferenceMetric,
): Difference | string | undefined {
  if (typeof outcome !== 'object') return outcome;
  const { measured, family, verdict } = outcome;
  const isPlanned = verdict.verdict === 'unclear' && metric === 'accuracy' && family.compared <= mostPlans;
  const plan = isPlanned ? planWords(measured, family.compared) : undefined;
  return { ...differenceShown(outcome, metric), ...(plan !== undefined && { plan }) };
}

/** With the recall of each class that any run has, by the name that the first of them has for it. */
function metricsOf(groups: readonly RunGroup[]): DifferenceMetric[] {
  const classes = new Map<string, string>();
  for (const { counted } of groups) {
    for (const name of counted.flatMap(({ summary }) => summary.classNames ?? [])) {
      if (!classes.has(emotionOf(name))) classes.set(emotionOf(name), name);
    }
  }
  return [...differenceMetrics, ...[...classes.values()].map((name) => `recall:${name}` as const)];
}

/** The metric of a name; of a class, also by the name that FER or FER+ has for it. */
export function metricNamed(
  metrics: readonly DifferenceMetric[],
  wanted: string | undefined,
): DifferenceMetric | undefined {
  if (wanted === undefined) return undefined;
  const emotion = (name: string) => (isRecall(name) ? `recall:${emotionOf(recallClass(name))}` : name);
  return metrics.find((each) => emotion(each) === emotion(wanted));
}

function chooseBaseline(groups: readonly RunGroup[], wanted: string | undefined): RunGroup | undefined {
  const bases = groups.filter(({ variant }) => variant === baseVariant);
  const hasResult = ({ counted }: RunGroup): boolean => counted.length > 0;
  return groups.find(({ id }) => id === wanted) ?? newestLike(bases) ?? groups.find(hasResult) ?? groups[0];
}

function titleOf(groups: readonly RunGroup[]): string {
  const names = [...new Set(groups.map(({ experiment }) => experiment))];
  if (names.length > 3) return `${names.length} experiments`;
  return names.length === 0 ? 'No runs' : names.join(', ');
}

function rowOf(
  { group, networks, facts, hasAnswers }: Read,
  chosen: Estimate | undefined,
  outcome: Difference | string | undefined,
  context: Pick<NoteContext, 'known' | 'baseline' | 'groups'>,
): ComparisonRow {
  const published = group.records.find(({ resolved }) => resolved.published)?.resolved.published;
  const notes = notesFor({
    ...{ group, networks, hasAnswers, facts, ...context },
    isCompared: typeof outcome !== 'string',
  });
  if (typeof outcome === 'string') notes.push(outcome);
  else if (outcome?.common) notes.push(commonFacesNote);
  return {
    id: group.id,
    experiment: group.experiment,
    variant: group.variant,
    ...(group.imported && { imported: group.imported }),
    settings: group.settings,
    metrics: facts.metrics,
    ...(chosen && { chosen }),
    ...(typeof outcome === 'object' && { difference: outcome }),
    ...(published && { published: { testAccuracy: published.testAccuracy, source: published.source } }),
    basis: basisOf(group, facts),
    runs: group.records.map((record) => runOf(record, facts, networks)),
    notes,
  };
}

function basisOf({ counted, records, fingerprint, folds }: RunGroup, { persons }: RowFacts): RowBasis {
  const [first, ...others] = counted;
  const tested = first && [
    first,
    ...(folds ? others.filter(({ resolved }) => resolved.seed === first.resolved.seed) : []),
  ];
  const testFaces = tested?.reduce((sum, { summary }) => sum + summary.splits['test']!.examples, 0);
  return {
    engines: enginesOf(counted),
    source: records[0]!.resolved.data.source,
    ...(fingerprint !== undefined && { fingerprint }),
    ...(testFaces !== undefined && { testFaces }),
    ...(persons !== undefined && { persons }),
    ...(folds && { folds: folds.of }),
    seeds: folds
      ? [...new Set(counted.flatMap(({ resolved }) => resolved.seed ?? []))]
      : counted.flatMap(({ resolved }) => resolved.seed ?? []),
  };
}

const userNote = ({ starred, note, noteProblem }: UserNote): UserNote => ({
  ...(starred && { starred }),
  ...(note !== undefined && { note }),
  ...(noteProblem !== undefined && { noteProblem }),
});

function runOf(
  { directory, resolved, header, summary }: RunRecord,
  { ofRuns }: RowFacts,
  networks: readonly Network[],
): ComparisonRun {
  const fold = foldOf({ resolved });
  const network = networks.findIndex(({ runs }) => runs.some((run) => run.directory === directory));
  return {
    directory,
    runId: header.runId,
    repeat: resolved.repeat + 1,
    ...(resolved.seed !== undefined && { seed: resolved.seed }),
    ...(fold !== undefined && { fold }),
    ...(network >= 0 && { network: network + 1 }),
    state: header.state,
    status: statusWords(header, summary),
    ...userNote(header),
    ...(header.startedAt !== undefined && { startedAt: header.startedAt }),
    ...(header.engine !== undefined && { engine: header.engine }),
    metrics: own(ofRuns, header.runId) ?? (summary ? runMetrics(summary) : {}),
  };
}
