/** The table: it can be sorted and its rows expanded to runs; only the rows in view are drawn. */
import type { Cell, Header, Table } from '@tanstack/table-core';
import { Fragment, type ComponentChildren, type TargetedKeyboardEvent } from 'preact';
import { useRef } from 'preact/hooks';
import { Scroll } from '../shared/scroll';
import { useVirtualRows } from '../shared/useVirtualRows';
import type { ColumnMeta } from './columns';
import { keepsBaseline } from './filter';
import { NameCell } from './nameCell';
import { headingWords, useColumnWidths } from './useColumnWidths';
import { useStableOrder } from './useStableOrder';
import type { Line } from './line';
import type { ComparisonPanelRequest, ComparisonRow, ComparisonView } from '../../schemas/messages/comparison';

/** Pixels, as in the style sheet. */
const rowHeight = 28;

interface Props {
  readonly table: Table<Line>;
  readonly view: ComparisonView;
  readonly nameOf: (row: ComparisonRow) => string;
  readonly post: (request: ComparisonPanelRequest) => void;
}

/** Width of the column of checkboxes, in pixels. */
const selectWidth = 36;
/** Width of the names in pixels: at least on a narrow page, and at most on a wide one. */
const [leastName, mostName] = [150, 420];
/** On a page that scrolls sideways, names have at least this share of the page's width. */
const nameShare = '30vw';

const metaOf = (meta: unknown): ColumnMeta => meta as ColumnMeta;

export function ComparisonTable({ table, view, nameOf, post }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const { rows, hold, release } = useStableOrder(table.getRowModel().rows, table.getState().sorting);
  const virtualizer = useVirtualRows(rows.length, scroller, rowHeight);
  const items = virtualizer.getVirtualItems();
  const above = items[0]?.start ?? 0;
  const below = virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0);
  const shown = table.getVisibleLeafColumns();
  const columns = shown.length + 1;
  const widths = useColumnWidths(shown, view.rows);
  const isBaselineKept =
    keepsBaseline(String(table.getState().globalFilter ?? '')) &&
    rows.length > 0 &&
    rows.every(({ original }) => original.row.id === view.baseline);
  const values = shown.filter(({ id }) => id !== 'variant');
  const fixed = values.reduce((sum, { id }) => sum + widths.get(id)!, selectWidth);
  const name = Math.min(mostName, widths.get('variant')!);
  const size = {
    width: `min(100%, ${fixed + name}px)`,
    'min-width': `calc(${fixed}px + min(${name}px, max(${leastName}px, ${nameShare})))`,
  };
  return (
    <Scroll label={`Results of ${view.title}`} scroller={scroller} onPointerEnter={hold} onPointerLeave={release}>
      <table aria-rowcount={rows.length + 1} style={size}>
        <colgroup>
          <col style={{ width: `${selectWidth}px` }} />
          {/* Names take the remaining width. */}
          {shown.map(({ id }) => (
            <col key={id} style={id === 'variant' ? {} : { width: `${widths.get(id)!}px` }} />
          ))}
        </colgroup>
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
                      aria-label={`Select ${nameOf(row.original.row)}`}
                      checked={row.getIsSelected()}
                      onChange={row.getToggleSelectedHandler()}
                    />
                  )}
                </td>
                {row
                  .getVisibleCells()
                  .map((cell) =>
                    cell.column.id === 'variant' ? (
                      <NameCell key={cell.id} row={row} nameOf={nameOf} post={post} />
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
      {isBaselineKept && <p class="empty muted">No other variant matches the filter.</p>}
    </Scroll>
  );
}

/** Tab moves from row to row. Within a row, the left arrow moves to its checkbox and the right arrow back to its name. */
function moveInRow(event: TargetedKeyboardEvent<HTMLTableRowElement>): void {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (step === undefined) return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('input, button')];
  const target = stops[stops.findIndex((stop) => stop === event.target) + step];
  if (!target) return;
  event.preventDefault();
  target.focus();
}

/** Takes the space of rows that are not in view. */
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
        <span>
          {headingWords(String(column.columnDef.header)).map((word, index) => (
            <Fragment key={index}>
              {index > 0 && <wbr />}
              {word}
            </Fragment>
          ))}
        </span>
        {sorted && <vscode-icon name={sorted === 'asc' ? 'arrow-up' : 'arrow-down'} size={12} />}
      </button>
    </th>
  );
}

function ValueCell({ cell }: { cell: Cell<Line, unknown> }) {
  const { numeric, text, extra } = metaOf(cell.column.columnDef.meta);
  const render = cell.column.columnDef.cell;
  const content: ComponentChildren = typeof render === 'function' ? render(cell.getContext()) : render;
  return (
    <td class={numeric ? 'number' : ''} title={extra ? undefined : text(cell.row.original)}>
      {content}
    </td>
  );
}
