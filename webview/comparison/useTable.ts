/** Adapts TanStack Table's core to Preact: keeps its state, and sets its options on every render. */
import {
  createTable,
  getCoreRowModel,
  getExpandedRowModel,
  getFilteredRowModel,
  getSortedRowModel,
  type ColumnDef,
  type Table,
  type TableState,
  type Updater,
} from '@tanstack/table-core';
import { useState } from 'preact/hooks';
import { importedWords } from '../../words/imported';
import { settingWords } from '../../words/settings';
import type { Line } from './line';

/** The text of a line that the filter searches: of a row also the stars and notes of its runs. */
function searchable({ row, run }: Line): string {
  return [
    row.experiment,
    row.variant,
    ...(row.imported ? [importedWords(row.imported)] : []),
    ...Object.entries(row.settings).map(([path, value]) => settingWords(path, value)),
    ...(run ? [run] : row.runs).flatMap(({ starred, note }) => [starred ? 'starred' : '', note ?? '']),
    run?.status ?? '',
    run?.runId ?? '',
  ]
    .join(' ')
    .toLowerCase();
}

const matches = (line: Line, filter: string): boolean =>
  filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => searchable(line).includes(word));

export function useTable(lines: readonly Line[], columns: ColumnDef<Line>[], saved: Partial<TableState>): Table<Line> {
  const [table] = useState(() =>
    createTable<Line>({
      data: [],
      columns,
      state: {},
      initialState: saved,
      renderFallbackValue: null,
      onStateChange: () => undefined,
      getCoreRowModel: getCoreRowModel(),
      getFilteredRowModel: getFilteredRowModel(),
      getSortedRowModel: getSortedRowModel(),
      getExpandedRowModel: getExpandedRowModel(),
      getRowId: ({ row, run }) => run?.directory ?? row.id,
      getSubRows: ({ row, run }) => (run ? undefined : row.runs.map((each) => ({ row, run: each }))),
      globalFilterFn: (line, _, filter) => matches(line.original, String(filter)),
      getColumnCanGlobalFilter: () => true,
      enableSubRowSelection: false,
      autoResetExpanded: false,
      autoResetPageIndex: false,
    }),
  );
  const [state, setState] = useState<TableState>(() => ({ ...table.initialState, ...saved }));
  table.setOptions((options) => ({
    ...options,
    data: lines as Line[],
    columns,
    state,
    onStateChange: (updater: Updater<TableState>) =>
      setState((old) => (typeof updater === 'function' ? updater(old) : updater)),
  }));
  return table;
}
