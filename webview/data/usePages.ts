/** Faces of a filter by their place, fetched a page at a time as they come into view. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { DataPanelEvent, FaceFilter, FacesRequest, ShownFace } from '../../schemas/faces';

/** Faces a request: more than fit a screen, little enough to draw at once. */
export const pageSize = 120;
/** Who scrolls through thousands wants those where it ends. */
const restMs = 80;

type PageEvent = Extract<DataPanelEvent, { type: 'page' }>;
type ListRequest = Extract<FacesRequest, { type: 'list' }>;

export interface Pages {
  /** Undefined until the first page is there. */
  readonly total: number | undefined;
  face(index: number): ShownFace | undefined;
  /** These will be seen: fetches what is missing. */
  want(first: number, last: number): void;
  /** A page has come. */
  receive(event: PageEvent): void;
}

/** @param version of the data: what was fetched of another is forgotten */
export function usePages(filter: FaceFilter, version: unknown, ask: (request: ListRequest) => void): Pages {
  const key = JSON.stringify(filter);
  const [, redraw] = useState({});
  const known = useRef({ key, version, total: undefined as number | undefined, pages: new Map<number, PageEvent>() });
  const asked = useRef(new Set<number>());
  const timer = useRef<number>();
  if (known.current.key !== key || known.current.version !== version) {
    known.current = { key, version, total: undefined, pages: new Map() };
    asked.current = new Set();
  }
  const fetch = (page: number): void => {
    if (asked.current.has(page)) return;
    asked.current.add(page);
    ask({ type: 'list', filter, offset: page * pageSize, limit: pageSize });
  };
  useEffect(() => {
    if (version !== undefined) fetch(0);
    return () => clearTimeout(timer.current);
  }, [key, version]);
  return {
    total: known.current.total,
    face: (index) => known.current.pages.get(Math.floor(index / pageSize))?.page.faces[index % pageSize],
    want: (first, last) => {
      clearTimeout(timer.current);
      timer.current = window.setTimeout(() => {
        for (let page = Math.floor(first / pageSize); page <= Math.floor(last / pageSize); page++) fetch(page);
      }, restMs);
    },
    receive: (event) => {
      if (JSON.stringify(event.filter) !== known.current.key) return;
      known.current.total = event.page.total;
      known.current.pages.set(event.offset / pageSize, event);
      redraw({});
    },
  };
}
