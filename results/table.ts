/** Makes a table of text from a comparison, for Markdown and the command line. */
import { importedWords, isMissingSetting } from '../words/imported';
import {
  comparedAs,
  differenceTitle,
  differenceWords,
  looksWords,
  metricTitle,
  metricWords,
  severalMetricsWords,
} from '../words/metrics';
import { percent, within } from '../words/numbers';
import { variantNames } from '../words/rowNames';
import { rowSetting, settingTitles } from '../words/settings';
import { shortVerdict } from '../words/verdicts';
import type { ComparedMetric, ComparisonRow, ComparisonView, Difference } from '../schemas/messages/comparison';

const none = '–';

export interface ComparisonTable {
  readonly head: string[];
  /** One for each row of the view, each as long as `head`. */
  readonly rows: string[][];
}

interface Column {
  readonly title: string;
  readonly cell: (row: ComparisonRow) => string;
}

export interface TableOptions {
  /** Only these rows; all if absent or empty. */
  readonly rows?: readonly string[];
  /** Makes the mark behind a published figure that refers to its source. */
  readonly mark?: (source: string) => string;
  /** With the columns of validation and time, for which a page has room. */
  readonly wide?: boolean;
}

/** The chosen rows of a view, in its order. */
export function chosenRows(view: ComparisonView, ids: readonly string[] | undefined): readonly ComparisonRow[] {
  return ids === undefined || ids.length === 0 ? view.rows : view.rows.filter(({ id }) => ids.includes(id));
}

/** What to know of the whole view, as sentences. */
export function viewNotes({ metric, looks }: ComparisonView): string[] {
  return [severalMetricsWords(metric), looks && looksWords(looks)].flatMap((note) => note ?? []);
}

/** The verdict as sentences, with what to plan. */
export function verdictText({ words, plan }: Difference): string {
  return plan === undefined ? `${words}.` : `${words}. ${plan}`;
}

function differenceCell(row: ComparisonRow, { baseline, metric }: ComparisonView): string {
  if (row.id === baseline) return 'baseline';
  if (!row.difference) return none;
  const { mean, interval } = differenceWords(metric).words(row.difference);
  return `${mean} (${interval}), ${shortVerdict(row.difference)}`;
}

/** The variant with the mark of an imported one, unless its name has that. */
function variantCell(rows: readonly ComparisonRow[]): Column['cell'] {
  const names = variantNames(rows);
  return ({ id, imported }) => {
    const name = names.get(id)!;
    const mark = imported && importedWords(imported);
    return mark === undefined || name.includes(mark) ? name : `${name} (${mark})`;
  };
}

/** More columns of settings are one column instead: variants that each change another setting would make a page of zeros. */
const mostSettings = 5;

/** Without the section of the setting (data, model, training, techniques), which adds little to its name. */
const titleOf = (path: string): string => path.slice(path.indexOf('.') + 1);

function settingColumns({ rows, differing, baseline: id }: ComparisonView): Column[] {
  const baseline = rows.find((row) => row.id === id);
  if (baseline === undefined || differing.length <= mostSettings) {
    return differing.map((path) => ({ title: titleOf(path), cell: (row: ComparisonRow) => rowSetting(row, path) }));
  }
  const titles = settingTitles(differing);
  const changed = (row: ComparisonRow): string[] =>
    differing.flatMap((path, index) => {
      const value = rowSetting(row, path);
      // What is unknown, of an imported network or an ensemble, differs from nothing.
      const isOther = value !== rowSetting(baseline, path) && !isMissingSetting(value);
      return isOther ? `${titles[index]!} ${value}` : [];
    });
  return [
    {
      title: 'Other than the baseline',
      cell: (row) => changed(row).join(', ') || none,
    },
  ];
}

function columnsOf(view: ComparisonView, options: TableOptions): Column[] {
  const metric = (name: ComparedMetric): Column => ({
    title: metricWords[name].title,
    cell: ({ metrics }) => {
      const estimate = metrics[name];
      return estimate ? within(metricWords[name].words(estimate.mean, estimate)) : none;
    },
  });
  const chosen: Column = {
    title: metricTitle(view.metric),
    cell: (row) => (row.chosen ? within(differenceWords(view.metric).value(row.chosen.mean, row.chosen)) : none),
  };
  const several = new Set(view.rows.map(({ experiment }) => experiment)).size > 1;
  const published: Column = {
    title: 'Published',
    cell: (row) =>
      row.published ? percent(row.published.testAccuracy) + (options.mark?.(row.published.source) ?? '') : none,
  };
  return [
    ...(several ? [{ title: 'Experiment', cell: (row: ComparisonRow) => row.experiment }] : []),
    { title: 'Variant', cell: variantCell(view.rows) },
    ...settingColumns(view),
    metric('testAccuracy'),
    ...(comparedAs(view.metric) === 'testAccuracy' ? [] : [chosen]),
    { title: differenceTitle(view.metric), cell: (row) => differenceCell(row, view) },
    ...(comparedAs(view.metric) === 'testMacroF1' ? [] : [metric('testMacroF1')]),
    ...(view.rows.some((row) => row.published) ? [published] : []),
    ...(options.wide === true
      ? [metric('bestValidationAccuracy'), metric('lastValidationAccuracy'), metric('trainingSeconds')]
      : []),
    { title: 'Runs', cell: ({ metrics }) => String(metrics.testAccuracy?.count ?? 0) },
  ];
}

/** Means with their 95 % intervals, differences to the baseline and only the settings that differ. */
export function comparisonTable(view: ComparisonView, options: TableOptions = {}): ComparisonTable {
  const columns = columnsOf(view, options);
  return {
    head: columns.map(({ title }) => title),
    rows: chosenRows(view, options.rows).map((row) => columns.map(({ cell }) => cell(row))),
  };
}
