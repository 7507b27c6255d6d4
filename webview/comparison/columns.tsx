/** Defines the columns of the comparison: differing settings, metrics, difference to the baseline, published figure. */
import type { ColumnDef } from '@tanstack/table-core';
import {
  comparedAs,
  differenceTitle,
  differenceWords,
  metricTitle,
  metricWords,
  type MetricWords,
} from '../../words/metrics';
import { percent, within, type Within } from '../../words/numbers';
import { rowSetting, settingTitles } from '../../words/settings';
import { DifferenceBar, differenceBarWidth } from './differenceBar';
import { nameExtra, nameText } from './nameCell';
import type { Line } from './line';
import {
  comparedMetrics,
  type ComparedMetric,
  type ComparisonRow,
  type DifferenceMetric,
  type Estimate,
} from '../../schemas/messages/comparison';

/** What the table needs to know about a column besides TanStack's own fields. */
export interface ColumnMeta {
  readonly hint?: string;
  readonly numeric?: boolean;
  /** The text of a cell. A cell may cut it off, and shows all of it on hover. */
  readonly text: (line: Line) => string;
  /** Width in pixels that a cell needs besides its text. */
  readonly extra?: number;
}

/** Metrics that are shown by default. */
const initial: ReadonlySet<ComparedMetric> = new Set([
  'testAccuracy',
  'testMacroF1',
  'bestValidationAccuracy',
  'lastValidationAccuracy',
  'trainingSeconds',
]);

/** The visibility of each metric's column by default. */
export const initialVisibility: Readonly<Record<string, boolean>> = Object.fromEntries(
  comparedMetrics.map((metric) => [metric, initial.has(metric)]),
);

function Estimated({ value, spread }: Within) {
  return (
    <>
      {value}
      {spread !== undefined && <span class="muted"> {spread}</span>}
    </>
  );
}

function metricText(words: MetricWords['words'], of: Estimate | undefined, single: number | undefined): string {
  if (single !== undefined) return within(words(single));
  return of ? within(words(of.mean, of)) : '–';
}

function metricColumn(metric: ComparedMetric): ColumnDef<Line> {
  const { title, hint, words } = metricWords[metric];
  return {
    id: metric,
    header: title,
    meta: {
      hint,
      numeric: true,
      text: ({ row, run }) => metricText(words, row.metrics[metric], run?.metrics[metric]),
    } satisfies ColumnMeta,
    sortDescFirst: true,
    sortUndefined: 'last',
    accessorFn: ({ row, run }) => (run ? run.metrics[metric] : row.metrics[metric]?.mean),
    cell: ({ row: { original } }) => {
      const { row, run } = original;
      const value = run?.metrics[metric];
      if (run) return value === undefined ? '' : within(words(value));
      const estimate = row.metrics[metric];
      return estimate ? <Estimated {...words(estimate.mean, estimate)} /> : '–';
    },
  };
}

/** The metric that the differences are of. */
function chosenColumn(metric: DifferenceMetric): ColumnDef<Line> {
  const { value } = differenceWords(metric);
  return {
    id: 'chosen',
    header: metricTitle(metric),
    meta: {
      hint: 'The metric that the differences are of',
      numeric: true,
      text: ({ row, run }) => (run || !row.chosen ? '' : within(value(row.chosen.mean, row.chosen))),
    } satisfies ColumnMeta,
    sortDescFirst: true,
    sortUndefined: 'last',
    accessorFn: ({ row, run }) => (run ? undefined : row.chosen?.mean),
    cell: ({ row: { original } }) => {
      const { row, run } = original;
      if (run) return '';
      return row.chosen ? <Estimated {...value(row.chosen.mean, row.chosen)} /> : '–';
    },
  };
}

function differenceText(row: ComparisonRow, { baseline, metric }: ColumnsOf): string {
  if (row.id === baseline) return 'baseline';
  if (!row.difference) return '–';
  const { mean, interval } = differenceWords(metric).words(row.difference);
  return `${mean} (${interval})`;
}

const others = comparedMetrics.filter((metric) => metric !== 'testAccuracy');

export interface ColumnsOf {
  readonly differing: readonly string[];
  /** Id of the baseline's row. */
  readonly baseline: string | undefined;
  /** What the differences are of. */
  readonly metric: DifferenceMetric;
  /** The largest distance from 0 that a difference's bar shows. */
  readonly scale: number;
  readonly nameOf: (row: ComparisonRow) => string;
}

export function columnsOf(view: ColumnsOf): ColumnDef<Line>[] {
  const { differing, baseline, metric, scale, nameOf } = view;
  const titles = settingTitles(differing);
  return [
    {
      id: 'variant',
      header: 'Variant',
      meta: { text: (line) => nameText(line, nameOf), extra: nameExtra } satisfies ColumnMeta,
      accessorFn: ({ row }) => nameOf(row),
    },
    ...differing.map((path, index): ColumnDef<Line> => ({
      id: `setting:${path}`,
      header: titles[index]!,
      meta: {
        hint: path,
        text: ({ row, run }) => (run ? '' : rowSetting(row, path)),
      } satisfies ColumnMeta,
      accessorFn: ({ row }) => rowSetting(row, path),
      cell: ({ row: { original } }) => (original.run ? '' : rowSetting(original.row, path)),
    })),
    metricColumn('testAccuracy'),
    ...(comparedAs(metric) === 'testAccuracy' ? [] : [chosenColumn(metric)]),
    {
      id: 'difference',
      header: differenceTitle(metric),
      meta: {
        hint: 'To the baseline, with its 95 % interval for another seed and other faces of this kind; the thick bar is for these test faces alone',
        numeric: true,
        text: ({ row, run }) => (run ? '' : differenceText(row, view)),
        extra: differenceBarWidth,
      } satisfies ColumnMeta,
      sortDescFirst: true,
      sortUndefined: 'last',
      accessorFn: ({ row }) => row.difference?.mean,
      cell: ({ row: { original } }) => {
        if (original.run) return '';
        if (original.row.id === baseline) return <span class="muted">baseline</span>;
        return original.row.difference ? (
          <DifferenceBar difference={original.row.difference} metric={metric} scale={scale} />
        ) : (
          '–'
        );
      },
    },
    {
      id: 'published',
      header: 'Published',
      meta: {
        hint: 'Test accuracy in the publication',
        numeric: true,
        text: ({ row, run }) => (run || !row.published ? '' : percent(row.published.testAccuracy)),
      } satisfies ColumnMeta,
      sortDescFirst: true,
      sortUndefined: 'last',
      accessorFn: ({ row }) => row.published?.testAccuracy,
      cell: ({ row: { original } }) => {
        const { published } = original.row;
        if (original.run || !published) return '';
        return <span title={published.source}>{percent(published.testAccuracy)}</span>;
      },
    },
    ...others.filter((each) => each !== comparedAs(metric)).map(metricColumn),
  ];
}
