/** Compares runs: builds the rows of a comparison, with means, differences and notes. */
import { baseVariant } from '../schemas/runDirectory';
import { differenceBetween } from './difference';
import { differingSettings, enginesOf, groupRuns, type RunGroup } from './groups';
import { nothingLearnedVerdict } from './differenceWords';
import { notesFor, withoutLearning } from './notes';
import type { RunRecord } from './runIndex';
import { meanMetrics, runMetrics } from './runMetrics';
import { statusWords } from './words';
import type {
  ComparisonRow,
  ComparisonRun,
  ComparisonView,
  Difference,
  RowBasis,
} from '../schemas/messages/comparison';

export interface CompareOptions {
  /** Id of the row that the others are compared with; by default the first `base` that has a result. */
  readonly baseline?: string;
}

/**
 * Compares runs. Each row is a variant with the same settings and data: its metrics as means over seeds, and its
 * difference in test accuracy to the baseline, with a significance test.
 */
export async function compareRuns(
  records: readonly RunRecord[],
  options: CompareOptions = {},
): Promise<ComparisonView> {
  const groups = groupRuns(records);
  const baseline = chooseBaseline(groups, options.baseline);
  const rows = await Promise.all(groups.map((group) => rowOf(group, baseline, groups)));
  return {
    title: titleOf(groups),
    rows,
    ...(baseline && { baseline: baseline.id }),
    differing: differingSettings(groups),
  };
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

async function rowOf(
  group: RunGroup,
  baseline: RunGroup | undefined,
  groups: readonly RunGroup[],
): Promise<ComparisonRow> {
  const outcome = baseline && group !== baseline ? await differenceBetween(group.counted, baseline.counted) : undefined;
  const published = group.records.find(({ resolved }) => resolved.published)?.resolved.published;
  const notes = notesFor(group, baseline, groups);
  return {
    id: group.id,
    experiment: group.experiment,
    variant: group.variant,
    settings: group.settings,
    metrics: meanMetrics(group.counted.map(({ summary }) => summary)),
    ...(isDifference(outcome) && { difference: inView(outcome, group, baseline) }),
    ...(published && { published: { testAccuracy: published.testAccuracy, source: published.source } }),
    basis: basisOf(group),
    runs: group.records.map(runOf),
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

/** The difference as it is shown: where networks learned nothing, that replaces the verdict. */
function inView(difference: Difference, group: RunGroup, baseline: RunGroup | undefined): Difference {
  const ofRow = withoutLearning(group).length > 0;
  const ofBaseline = baseline !== undefined && withoutLearning(baseline).length > 0;
  if (!ofRow && !ofBaseline) return difference;
  return { ...difference, ...nothingLearnedVerdict(difference, !ofRow) };
}

function isDifference(outcome: Difference | string | undefined): outcome is Difference {
  return typeof outcome === 'object';
}

function runOf({ directory, resolved, header, summary }: RunRecord): ComparisonRun {
  return {
    directory,
    runId: header.runId,
    repeat: resolved.repeat,
    seed: resolved.seed,
    state: header.state,
    status: statusWords(header, summary),
    ...(header.startedAt !== undefined && { startedAt: header.startedAt }),
    ...(header.engine !== undefined && { engine: header.engine }),
    metrics: summary ? runMetrics(summary) : {},
  };
}
