/** Keeps rows from moving under the pointer: while it is over the table, new figures do not change the order. */
import type { Row, SortingState } from '@tanstack/table-core';
import { useRef, useState } from 'preact/hooks';
import type { Line } from './line';

export function useStableOrder(rows: Row<Line>[], sorting: SortingState) {
  const [held, setHeld] = useState(false);
  const order = useRef<{ ids: string[]; sorting: SortingState }>({ ids: [], sorting });
  const sortingChanged = order.current.sorting !== sorting;
  let shown = rows;
  if (held && !sortingChanged) {
    const place = new Map(order.current.ids.map((id, index) => [id, index]));
    // A new row goes behind the row that it follows in the new order.
    let last = -1;
    const keyed = rows.map((row, index) => {
      const known = place.get(row.id);
      if (known !== undefined) last = known;
      return { row, key: known ?? last + 0.5, index };
    });
    shown = keyed.sort((a, b) => a.key - b.key || a.index - b.index).map(({ row }) => row);
  }
  order.current = { ids: shown.map(({ id }) => id), sorting };
  return { rows: shown, hold: () => setHeld(true), release: () => setHeld(false) };
}
