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
import { useMemo, useState } from 'preact/hooks';
import type { ComparisonRow } from '../../schemas/messages/comparison';
import { own } from '../../schemas/own';
import { lineFilter } from './filter';
import type { Line } from './line';

/**
 * The runs of a row are lines of the table only while the row is open: thousands that nobody sees are neither filtered nor sorted.
 * @param baseline id of its row
 */
export function useTable(
  rows: readonly ComparisonRow[],
  columns: ColumnDef<Line>[],
  baseline: string | undefined,
  saved: Partial<TableState>,
): Table<Line> {
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
      getSubRows: ({ row, run, isOpen }) => (run || !isOpen ? undefined : row.runs.map((each) => ({ row, run: each }))),
      getRowCanExpand: ({ original }) => !original.run,
      // A filter is asked once for each line and column that it may search. It searches lines: one column is enough.
      getColumnCanGlobalFilter: ({ id }) => id === 'variant',
      enableSubRowSelection: false,
      autoResetExpanded: false,
      autoResetPageIndex: false,
    }),
  );
  const [state, setState] = useState<TableState>(() => ({ ...table.initialState, ...saved }));
  const { expanded } = state;
  const lines = useMemo(
    () => rows.map((row): Line => ({ row, isOpen: expanded === true || own(expanded, row.id) === true })),
    [rows, expanded],
  );
  table.setOptions((options) => ({
    ...options,
    data: lines,
    columns,
    state,
    globalFilterFn: lineFilter(baseline),
    onStateChange: (updater: Updater<TableState>) =>
      setState((old) => (typeof updater === 'function' ? updater(old) : updater)),
  }));
  return table;
}
