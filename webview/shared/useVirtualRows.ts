/** Adapts TanStack Virtual's core to Preact: only rows in view are in the document, so thousands of rows open quickly. */
import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from '@tanstack/virtual-core';
import { useLayoutEffect, useReducer, useState } from 'preact/hooks';
import type { RefObject } from 'preact';

/** @param rowHeight pixels, the same for all rows */
export function useVirtualRows(
  count: number,
  scroller: RefObject<HTMLElement>,
  rowHeight: number,
  overscan = 12,
): Virtualizer<HTMLElement, HTMLElement> {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const [virtualizer] = useState(
    () =>
      new Virtualizer<HTMLElement, HTMLElement>({
        count,
        getScrollElement: () => scroller.current,
        estimateSize: () => rowHeight,
        overscan,
        observeElementRect,
        observeElementOffset,
        scrollToFn: elementScroll,
        onChange: () => redraw(undefined),
      }),
  );
  virtualizer.setOptions({ ...virtualizer.options, count, estimateSize: () => rowHeight });
  useLayoutEffect(() => virtualizer._didMount(), []);
  useLayoutEffect(() => virtualizer._willUpdate());
  // TanStack caches the size of each row: after a change of the height all must be measured again.
  useLayoutEffect(() => virtualizer.measure(), [rowHeight]);
  return virtualizer;
}
