/** The runs of a comparison as columns, for pandas and other tools: named as in JSON. */
import { own } from '../../../schemas/own';
import {
  comparedMetrics,
  type ComparisonRow,
  type ComparisonRun,
  type ComparisonView,
} from '../../../schemas/messages/comparison';
import { importedWords } from '../../../words/imported';
import { nameIn } from '../../../words/rowNames';
import { chosenRows } from '../../table';
import type { ParquetColumn, ParquetType, ParquetValue } from './encodeParquet';

/** One run, with the row that it is of. */
export interface Line {
  readonly row: ComparisonRow;
  readonly run: ComparisonRun;
}

interface Column extends ParquetColumn {
  readonly value: (line: Line) => ParquetValue;
}

export interface Table {
  readonly columns: readonly ParquetColumn[];
  /** Values by column. */
  readonly values: readonly (readonly ParquetValue[])[];
}

/** What tells a run from the others, in every table. */
export function runColumns({ rows, baseline }: ComparisonView): Column[] {
  const nameOf = nameIn(rows);
  return [
    { name: 'experiment', type: 'STRING', value: ({ row }) => row.experiment },
    { name: 'variant', type: 'STRING', value: ({ row }) => row.variant },
    { name: 'row', type: 'STRING', value: ({ row }) => nameOf(row) },
    { name: 'rowId', type: 'STRING', value: ({ row }) => row.id },
    { name: 'baseline', type: 'BOOLEAN', value: ({ row }) => row.id === baseline },
    { name: 'runId', type: 'STRING', value: ({ run }) => run.runId },
    { name: 'repeat', type: 'INT64', value: ({ run }) => whole(run.repeat) },
    { name: 'seed', type: 'INT64', value: ({ run }) => whole(run.seed) },
    { name: 'fold', type: 'INT64', value: ({ run }) => whole(run.fold) },
    { name: 'network', type: 'INT64', value: ({ run }) => whole(run.network) },
  ];
}

const whole = (value: number | undefined): bigint | undefined => (value === undefined ? undefined : BigInt(value));

/** All numbers or all switches as such, anything else as text. */
function settingColumn(path: string, rows: readonly ComparisonRow[]): Column {
  const found = rows
    .map(({ settings }) => own(settings, path))
    .filter((value) => value !== undefined && value !== null);
  const all = (type: 'number' | 'boolean') => found.length > 0 && found.every((value) => typeof value === type);
  const type: ParquetType = all('number') ? 'DOUBLE' : all('boolean') ? 'BOOLEAN' : 'STRING';
  return {
    name: path,
    type,
    value: ({ row }) => {
      const value = own(row.settings, path);
      if (value === undefined || value === null) return undefined;
      if (type !== 'STRING' && typeof value !== 'object') return value;
      return typeof value === 'object' ? JSON.stringify(value) : String(value);
    },
  };
}

/**
 * One line for each run: what it is, its settings by dotted path, and its figures with full precision. A metric or setting that
 * a run has not is missing.
 * @param rowIds only these rows; all if absent or empty
 */
export function runsTable(view: ComparisonView, rowIds?: readonly string[]): Table {
  const rows = chosenRows(view, rowIds);
  const paths = [...new Set(rows.flatMap(({ settings }) => Object.keys(settings)))];
  const columns: Column[] = [
    ...runColumns(view),
    { name: 'state', type: 'STRING', value: ({ run }) => run.state },
    {
      name: 'startedAt',
      type: 'TIMESTAMP',
      value: ({ run: { startedAt } }) => (startedAt === undefined ? undefined : new Date(startedAt)),
    },
    { name: 'engine', type: 'STRING', value: ({ run }) => run.engine },
    { name: 'imported', type: 'STRING', value: ({ row }) => row.imported && importedWords(row.imported) },
    { name: 'source', type: 'STRING', value: ({ row }) => row.basis.source },
    {
      name: 'fingerprint',
      type: 'STRING',
      value: ({ row: { basis } }) => (basis.folds === undefined ? basis.fingerprint : undefined),
    },
    {
      name: 'testFaces',
      type: 'INT64',
      value: ({ row: { basis } }) => whole(basis.folds === undefined ? basis.testFaces : undefined),
    },
    ...paths.map((path) => settingColumn(path, rows)),
    ...comparedMetrics.map((name): Column => ({ name, type: 'DOUBLE', value: ({ run }) => run.metrics[name] })),
  ];
  const lines = rows.flatMap((row) => row.runs.map((run): Line => ({ row, run })));
  return { columns, values: columns.map(({ value }) => lines.map(value)) };
}
