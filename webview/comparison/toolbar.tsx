/** The toolbar: filter, baseline, columns, curves of the selected rows, export. */
import type { Table } from '@tanstack/table-core';
import { Select } from '../shared/select';
import { differenceWords } from '../../words/metrics';
import { own } from '../../schemas/own';
import type { Line } from './line';
import {
  exportFormats,
  type ComparisonPanelRequest,
  type ComparisonRow,
  type ComparisonView,
  type ExportFormat,
  type ParquetTable,
  parquetTables,
} from '../../schemas/messages/comparison';

interface Props {
  readonly table: Table<Line>;
  readonly view: ComparisonView;
  readonly nameOf: (row: ComparisonRow) => string;
  readonly post: (request: ComparisonPanelRequest) => void;
  /** Whether what is published stands below the table, and how to change that; absent where nothing is published. */
  readonly publishedRange?: { readonly shown: boolean; readonly toggle: () => void } | undefined;
}

const exportNames: Readonly<Record<ExportFormat, string>> = {
  markdown: 'Markdown',
  csv: 'CSV',
  latex: 'LaTeX',
  html: 'HTML',
  methods: 'Methods',
  json: 'JSON',
};

const exportHints: Readonly<Record<ExportFormat, string>> = {
  markdown: 'The table, its verdicts and notes',
  csv: 'Every figure with full precision, also of each run',
  latex: 'A table with booktabs',
  html: 'A page that needs no other file',
  methods: 'The methods section of a paper: data, network, training, statistics',
  json: 'Everything that is shown, for programs',
};

const exportIcons: Readonly<Record<ExportFormat, string>> = {
  markdown: 'markdown',
  csv: 'table',
  latex: 'file-code',
  html: 'browser',
  methods: 'book',
  json: 'json',
};

const parquetNames: Readonly<Record<ParquetTable, string>> = { runs: 'Parquet: runs', faces: 'Parquet: faces' };

const parquetHints: Readonly<Record<ParquetTable, string>> = {
  runs: 'For pandas, R and others: a line for each run, with its settings and figures',
  faces: 'For pandas, R and others: a line for each run and test face, with label, answer and probabilities',
};

function closeMenu({ target }: Event): void {
  const menu = (target as HTMLElement).closest('details');
  if (menu) menu.open = false;
}

/** Whether a row was trained and tested on other data than the baseline. */
function hasOtherData({ rows, baseline }: ComparisonView): boolean {
  const fingerprint = rows.find(({ id }) => id === baseline)?.basis.fingerprint;
  return rows.some(({ basis }) => basis.fingerprint !== fingerprint);
}

const valueOf = (event: Event): string => (event.target as HTMLInputElement).value;

export function Toolbar({ table, view, nameOf, post, publishedRange }: Props) {
  const shown = table.getSortedRowModel().rows.map(({ original }) => original.row.id);
  const selected = view.rows.filter(({ id }) => own(table.getState().rowSelection, id));
  const directories = selected.flatMap(({ runs }) => runs.map(({ directory }) => directory));
  return (
    <div class="toolbar" role="toolbar" aria-label="Comparison">
      <vscode-textfield
        placeholder="Filter by variant, setting, state"
        title="Also by note; starred shows runs with a star, beside the baseline"
        label="Filter"
        value={String(table.getState().globalFilter ?? '')}
        onInput={(event) => table.setGlobalFilter(valueOf(event))}
      />
      <Select
        name="Baseline"
        value={view.baseline ?? ''}
        options={view.rows.map((row) => [row.id, nameOf(row)])}
        onChoose={(row) => post({ type: 'setBaseline', row })}
      />
      <Select
        name="Difference in"
        value={view.metric}
        options={view.metrics.map((metric) => [metric, differenceWords(metric).title])}
        onChoose={(metric) => post({ type: 'setMetric', metric })}
      />
      {(view.commonFaces || hasOtherData(view)) && (
        <vscode-checkbox
          label="Common faces"
          title="Compare a row that was tested on other faces than the baseline on those that both were tested on with the same labels"
          checked={view.commonFaces === true}
          onChange={() => post({ type: 'setCommonFaces', on: view.commonFaces !== true })}
        />
      )}
      <details class="dropdown">
        <summary>
          <vscode-icon name="layout" /> Columns
        </summary>
        <div class="menu">
          {publishedRange && (
            <vscode-checkbox
              class="apart"
              label="Published range"
              title="What publications state for these labels, below the table"
              checked={publishedRange.shown}
              onChange={publishedRange.toggle}
            />
          )}
          {table
            .getAllLeafColumns()
            .filter((column) => column.id !== 'variant')
            .map((column) => (
              <vscode-checkbox
                key={column.id}
                label={String(column.columnDef.header)}
                checked={column.getIsVisible()}
                onChange={() => column.toggleVisibility()}
              />
            ))}
        </div>
      </details>
      <vscode-button
        secondary
        icon="graph-line"
        disabled={directories.length === 0}
        title={directories.length === 0 ? 'Select rows first' : 'Show the curves of the selected runs in one chart'}
        onClick={() => post({ type: 'curves', directories })}
      >
        Curves
      </vscode-button>
      <details class="dropdown last">
        <summary>
          <vscode-icon name="export" /> Export
        </summary>
        <div class="menu">
          {exportFormats.map((format) => (
            <vscode-button
              key={format}
              secondary
              icon={exportIcons[format]}
              title={exportHints[format]}
              onClick={(event) => {
                closeMenu(event);
                post({ type: 'export', format, rows: shown });
              }}
            >
              {exportNames[format]}
            </vscode-button>
          ))}
          {parquetTables.map((columns) => (
            <vscode-button
              key={columns}
              secondary
              icon="database"
              title={parquetHints[columns]}
              onClick={(event) => {
                closeMenu(event);
                post({ type: 'exportParquet', table: columns, rows: shown });
              }}
            >
              {parquetNames[columns]}
            </vscode-button>
          ))}
        </div>
      </details>
    </div>
  );
}
