/** The table itself: sortable, expandable to repeats, only the rows in view drawn. */
import type { Cell, Header, Row, Table } from '@tanstack/table-core';
import type { ComponentChildren, TargetedKeyboardEvent } from 'preact';
import { useRef } from 'preact/hooks';
import type { ComparisonView } from '../../schemas/messages';
import type { ComparisonPanelRequest } from '../../schemas/panelRequests';
import { exactTime, relativeTime } from '../../words/times';
import { stateIcons } from '../shared/state';
import { useVirtualRows } from '../shared/useVirtualRows';
import type { Line } from './columns';
import { useStableOrder } from './useStableOrder';

/** Pixels, as in the style sheet. */
const rowHeight = 28;

interface Props {
  readonly table: Table<Line>;
  readonly view: ComparisonView;
  readonly post: (request: ComparisonPanelRequest) => void;
}

interface Meta {
  readonly hint?: string;
  readonly numeric?: boolean;
}

const metaOf = (meta: unknown): Meta => (meta ?? {}) as Meta;

export function ComparisonTable({ table, view, post }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const { rows, hold, release } = useStableOrder(table.getRowModel().rows, table.getState().sorting);
  const virtualizer = useVirtualRows(rows.length, scroller, rowHeight);
  const items = virtualizer.getVirtualItems();
  const above = items[0]?.start ?? 0;
  const below = virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0);
  const columns = table.getVisibleLeafColumns().length + 1;
  const several = new Set(view.rows.map(({ experiment }) => experiment)).size > 1;
  return (
    <div class="scroller" ref={scroller} onPointerEnter={hold} onPointerLeave={release} tabIndex={-1}>
      <table aria-rowcount={rows.length + 1}>
        <caption class="visually-hidden">{view.title}</caption>
        <thead>
          <tr>
            <th class="select">
              <span class="visually-hidden">Select</span>
            </th>
            {table.getLeafHeaders().map((header) => (
              <HeaderCell key={header.id} header={header} />
            ))}
          </tr>
        </thead>
        <tbody>
          <Space height={above} columns={columns} />
          {items.map(({ index }) => {
            const row = rows[index]!;
            const { run } = row.original;
            return (
              <tr
                key={row.id}
                aria-rowindex={index + 2}
                onKeyDown={moveInRow}
                class={`${run ? 'run' : ''} ${row.original.row.id === view.baseline ? 'baseline' : ''} ${row.getIsSelected() ? 'selected' : ''}`}
              >
                <td class="select">
                  {!run && (
                    <input
                      type="checkbox"
                      tabIndex={-1}
                      title="Select: left arrow key from the name"
                      aria-label={`Select ${row.original.row.variant}`}
                      checked={row.getIsSelected()}
                      onChange={row.getToggleSelectedHandler()}
                    />
                  )}
                </td>
                {row
                  .getVisibleCells()
                  .map((cell) =>
                    cell.column.id === 'variant' ? (
                      <NameCell key={cell.id} row={row} several={several} post={post} />
                    ) : (
                      <ValueCell key={cell.id} cell={cell} />
                    ),
                  )}
              </tr>
            );
          })}
          <Space height={below} columns={columns} />
        </tbody>
      </table>
      {rows.length === 0 && <p class="empty muted">No variant matches the filter.</p>}
    </div>
  );
}

/** Tab goes from row to row; the arrows go to what else a row has: left to its checkbox, right back to its name. */
function moveInRow(event: TargetedKeyboardEvent<HTMLTableRowElement>): void {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (step === undefined) return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('input, button')];
  const target = stops[stops.findIndex((stop) => stop === event.target) + step];
  if (!target) return;
  event.preventDefault();
  target.focus();
}

/** Stands for the rows out of view. */
function Space({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden="true">
      <td colSpan={columns} style={{ height: `${height}px`, padding: 0, border: 0 }} />
    </tr>
  );
}

function HeaderCell({ header }: { header: Header<Line, unknown> }) {
  const { column } = header;
  const { hint, numeric } = metaOf(column.columnDef.meta);
  const sorted = column.getIsSorted();
  const order = sorted === 'asc' ? 'ascending' : sorted === 'desc' ? 'descending' : 'none';
  return (
    <th scope="col" class={numeric ? 'number' : ''} aria-sort={order}>
      <button type="button" class="sort" title={hint ?? ''} onClick={column.getToggleSortingHandler()}>
        {String(column.columnDef.header)}
        {sorted && <vscode-icon name={sorted === 'asc' ? 'arrow-up' : 'arrow-down'} size={12} />}
      </button>
    </th>
  );
}

function NameCell({ row, several, post }: { row: Row<Line>; several: boolean; post: Props['post'] }) {
  const { row: variant, run } = row.original;
  if (run) {
    return (
      <th scope="row" class="name">
        <button type="button" class="link" onClick={() => post({ type: 'openRun', directory: run.directory })}>
          <vscode-icon name={stateIcons[run.state]} /> seed {run.seed}
        </button>{' '}
        <span class="muted" title={run.startedAt ? exactTime(run.startedAt) : ''}>
          {run.status}
          {run.startedAt ? `, ${relativeTime(run.startedAt)}` : ''}
        </span>
      </th>
    );
  }
  const expanded = row.getIsExpanded();
  const running = variant.runs.find(({ state }) => state === 'running');
  const label = several ? `${variant.experiment} / ${variant.variant}` : variant.variant;
  return (
    <th scope="row" class="name">
      <button
        type="button"
        class="link expander"
        aria-expanded={expanded}
        aria-label={`${label}, ${runsWords(variant.runs.length)}`}
        onClick={row.getToggleExpandedHandler()}
      >
        <vscode-icon name={expanded ? 'chevron-down' : 'chevron-right'} />
        {label}
      </button>{' '}
      <span class="muted">
        {running ? running.status : variant.runs.length > 1 ? runsWords(variant.runs.length) : ''}
      </span>
      {variant.notes.length > 0 && (
        <vscode-icon name="info" title={variant.notes.join('\n')} label={variant.notes.join(' ')} />
      )}
    </th>
  );
}

const runsWords = (count: number): string => (count === 1 ? '1 run' : `${count} runs`);

function ValueCell({ cell }: { cell: Cell<Line, unknown> }) {
  const { numeric } = metaOf(cell.column.columnDef.meta);
  const render = cell.column.columnDef.cell;
  const content: ComponentChildren = typeof render === 'function' ? render(cell.getContext()) : render;
  return <td class={numeric ? 'number' : ''}>{content}</td>;
}
