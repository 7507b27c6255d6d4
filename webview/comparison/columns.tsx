/** Columns of the comparison: what differs, then metrics, the difference to the baseline, the published figure. */
import type { ColumnDef } from '@tanstack/table-core';
import {
  comparedMetrics,
  type ComparedMetric,
  type ComparisonRow,
  type ComparisonRun,
  type Estimate,
  type SettingValue,
} from '../../schemas/messages';
import { duration, percent } from '../shared/format';
import { DifferenceBar } from './differenceBar';
import { own } from '../../schemas/own';

/** A line of the table: a row, or one of its runs below it. */
export type Line = { readonly row: ComparisonRow; readonly run?: ComparisonRun };

interface MetricColumn {
  readonly title: string;
  readonly hint: string;
  readonly format: (value: number, halfWidth?: number) => string;
  /** Shown before the person chooses columns. */
  readonly initially: boolean;
}

export const metricColumns: Readonly<Record<ComparedMetric, MetricColumn>> = {
  testAccuracy: { title: 'Test accuracy', hint: 'Mean ± 95 % interval over repeats', format: percent, initially: true },
  testMacroF1: {
    title: 'Macro-F1',
    hint: 'Unweighted mean of the classes’ F1 on test',
    format: percent,
    initially: true,
  },
  testLoss: { title: 'Test loss', hint: 'Cross-entropy on test', format: fixed(3), initially: false },
  testUnseenAccuracy: {
    title: 'Test, unseen',
    hint: 'Accuracy on test faces that are not byte-identical to a training or validation face',
    format: percent,
    initially: false,
  },
  bestValidationAccuracy: {
    title: 'Best validation',
    hint: 'Validation accuracy of the best epoch',
    format: percent,
    initially: true,
  },
  lastValidationAccuracy: {
    title: 'Last validation',
    hint: 'Validation accuracy of the last epoch',
    format: percent,
    initially: true,
  },
  trainAccuracy: {
    title: 'Training',
    hint: 'Accuracy on the training faces, without augmentation',
    format: percent,
    initially: false,
  },
  bestEpoch: {
    title: 'Best epoch',
    hint: 'The epoch whose weights were evaluated',
    format: fixed(0),
    initially: false,
  },
  trainingSeconds: {
    title: 'Training time',
    hint: 'Training and validating, without loading, evaluating and saving: less than the run took in all',
    format: (value) => duration(value),
    initially: true,
  },
};

function fixed(digits: number): (value: number) => string {
  return (value) => value.toFixed(digits);
}

export function settingText(value: SettingValue | undefined): string {
  if (value === undefined || value === null) return '–';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return Array.isArray(value) ? value.join(' to ') : String(value);
}

/** The last name of the path, with its parent where that alone says nothing. */
export function settingTitle(path: string): string {
  const names = path.split('.');
  const last = names.at(-1)!;
  return ['type', 'source', 'fraction', 'seed', 'samples', 'epsilon'].includes(last) && names.length > 1
    ? `${names.at(-2)!} ${last}`
    : last;
}

function estimateText(estimate: Estimate, format: MetricColumn['format']) {
  const { mean, halfWidth } = estimate;
  return (
    <>
      {format(mean, halfWidth)}
      {halfWidth !== undefined && <span class="muted"> ± {format(halfWidth, halfWidth).replace(/\s%$/u, '')}</span>}
    </>
  );
}

function metricColumn(metric: ComparedMetric): ColumnDef<Line> {
  const { title, hint, format } = metricColumns[metric];
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
      if (run) return value === undefined ? '' : format(value);
      const estimate = row.metrics[metric];
      return estimate ? estimateText(estimate, format) : '–';
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
      accessorFn: ({ row }) => settingText(own(row.settings, path)),
      cell: ({ row: { original } }) => (original.run ? '' : settingText(own(original.row.settings, path))),
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
