/** Columns of the comparison: what differs, then metrics, the difference to the baseline, the published figure. */
import type { ColumnDef } from '@tanstack/table-core';
import { comparedMetrics, type ComparedMetric, type ComparisonRow, type ComparisonRun } from '../../schemas/messages';
import { metricWords } from '../../words/metrics';
import { percent, within, type Within } from '../../words/numbers';
import { settingWords } from '../../words/settings';
import { DifferenceBar } from './differenceBar';
import { own } from '../../schemas/own';

/** A line of the table: a row, or one of its runs below it. */
export type Line = { readonly row: ComparisonRow; readonly run?: ComparisonRun };

/** Shown before the person chooses columns. */
const initial: ReadonlySet<ComparedMetric> = new Set([
  'testAccuracy',
  'testMacroF1',
  'bestValidationAccuracy',
  'lastValidationAccuracy',
  'trainingSeconds',
]);

/** Which metrics have a column before the person chooses. */
export const initialVisibility: Readonly<Record<string, boolean>> = Object.fromEntries(
  comparedMetrics.map((metric) => [metric, initial.has(metric)]),
);

/** The last name of the path, with its parent where that alone says nothing. */
export function settingTitle(path: string): string {
  const names = path.split('.');
  const last = names.at(-1)!;
  return ['type', 'source', 'fraction', 'seed', 'samples', 'epsilon'].includes(last) && names.length > 1
    ? `${names.at(-2)!} ${last}`
    : last;
}

function Estimated({ value, spread }: Within) {
  return (
    <>
      {value}
      {spread !== undefined && <span class="muted"> {spread}</span>}
    </>
  );
}

function metricColumn(metric: ComparedMetric): ColumnDef<Line> {
  const { title, hint, words } = metricWords[metric];
  return {
    id: metric,
    header: title,
    meta: { hint, numeric: true },
    sortDescFirst: true,
    sortUndefined: 'last',
    accessorFn: ({ row, run }) => (run ? run.metrics[metric] : row.metrics[metric]?.mean),
    cell: ({ row: { original } }) => {
      const { row, run } = original;
      const value = run?.metrics[metric];
      if (run) return value === undefined ? '' : within(words(value));
      const estimate = row.metrics[metric];
      return estimate ? <Estimated {...words(estimate.mean, estimate.halfWidth)} /> : '–';
    },
  };
}

const others = comparedMetrics.filter((metric) => metric !== 'testAccuracy');

export function columnsOf(
  differing: readonly string[],
  baseline: string | undefined,
  scale: number,
): ColumnDef<Line>[] {
  return [
    {
      id: 'variant',
      header: 'Variant',
      accessorFn: ({ row }) => `${row.experiment} ${row.variant}`,
    },
    ...differing.map((path): ColumnDef<Line> => ({
      id: `setting:${path}`,
      header: settingTitle(path),
      meta: { hint: path },
      accessorFn: ({ row }) => settingWords(path, own(row.settings, path)),
      cell: ({ row: { original } }) => (original.run ? '' : settingWords(path, own(original.row.settings, path))),
    })),
    metricColumn('testAccuracy'),
    {
      id: 'difference',
      header: 'Difference',
      meta: { hint: 'Test accuracy against the baseline, in points, with its 95 % interval', numeric: true },
      sortDescFirst: true,
      sortUndefined: 'last',
      accessorFn: ({ row }) => row.difference?.mean,
      cell: ({ row: { original } }) => {
        if (original.run) return '';
        if (original.row.id === baseline) return <span class="muted">baseline</span>;
        return original.row.difference ? <DifferenceBar difference={original.row.difference} scale={scale} /> : '–';
      },
    },
    {
      id: 'published',
      header: 'Published',
      meta: { hint: 'Test accuracy in the publication', numeric: true },
      sortDescFirst: true,
      sortUndefined: 'last',
      accessorFn: ({ row }) => row.published?.testAccuracy,
      cell: ({ row: { original } }) => {
        const { published } = original.row;
        if (original.run || !published) return '';
        return <span title={published.source}>{percent(published.testAccuracy)}</span>;
      },
    },
    ...others.map(metricColumn),
  ];
}
