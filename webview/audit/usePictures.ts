/** Fetches the pictures of the faces that a page shows, each once. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ShownFace } from '../../schemas/faces';

export interface Pictures {
  of(id: number): ShownFace | undefined;
  want(ids: readonly number[]): void;
  receive(faces: readonly ShownFace[]): void;
}

/** @param version of the data: pictures of another version are dropped */
export function usePictures(version: unknown, ask: (ids: readonly number[]) => void): Pictures {
  const [, redraw] = useState({});
  const known = useRef(new Map<number, ShownFace>());
  const asked = useRef(new Set<number>());
  useEffect(() => {
    known.current = new Map();
    asked.current = new Set();
    redraw({});
  }, [version]);
  return {
    of: (id) => known.current.get(id),
    want: (ids) => {
      const missing = ids.filter((id) => !asked.current.has(id));
      for (const id of missing) asked.current.add(id);
      if (missing.length > 0) ask(missing);
    },
    receive: (faces) => {
      for (const face of faces) known.current.set(face.id, face);
      redraw({});
    },
  };
}
