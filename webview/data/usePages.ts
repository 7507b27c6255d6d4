/** Fetches the faces of a filter page by page, as they come into view. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { FaceFilter, FacesRequest, ShownFace } from '../../schemas/faces';
import type { DataPanelEvent } from '../../schemas/messages/data';

/** Faces per request: more than fit on a screen, few enough to draw at once. */
export const pageSize = 120;
/** Faces are fetched only after scrolling has paused for this long. */
const restMs = 80;

type PageEvent = Extract<DataPanelEvent, { type: 'page' }>;
type ListRequest = Extract<FacesRequest, { type: 'list' }>;

export interface Pages {
  /** Undefined until the first page was received. */
  readonly total: number | undefined;
  face(index: number): ShownFace | undefined;
  /** Fetches missing faces of a range that is in view. */
  want(first: number, last: number): void;
  /** Takes a page that was received. */
  receive(event: PageEvent): void;
}

/** @param version of the data: pages of another version are dropped */
export function usePages(filter: FaceFilter, version: unknown, ask: (request: ListRequest) => void): Pages {
  const key = JSON.stringify(filter);
  const [, redraw] = useState({});
  const known = useRef({ key, version, total: undefined as number | undefined, pages: new Map<number, PageEvent>() });
  const requested = useRef(new Set<number>());
  const timer = useRef<number>();
  if (known.current.key !== key || known.current.version !== version) {
    known.current = { key, version, total: undefined, pages: new Map() };
    requested.current = new Set();
  }
  const fetch = (page: number): void => {
    if (requested.current.has(page)) return;
    requested.current.add(page);
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
