/** Shows the faces that match the filters, and the details of the chosen one. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { DataOverview, FaceFilter, ShownFace } from '../../schemas/faces';
import { Details } from './details';
import { FaceGrid } from './faceGrid';
import { Filters } from './filters';
import type { Pages } from './usePages';

interface Props {
  readonly overview: DataOverview;
  readonly filter: FaceFilter;
  readonly pages: Pages;
  readonly onFilter: (filter: FaceFilter) => void;
  /** The faces of the latest request by number. */
  readonly others: readonly ShownFace[];
  readonly onSelect: (face: ShownFace) => void;
}

export function Browser({ overview, filter, pages, onFilter, others, onSelect }: Props) {
  const [face, setFace] = useState<ShownFace>();
  const grid = useRef<HTMLDivElement>(null);
  useEffect(() => setFace(undefined), [overview]);
  const select = (chosen: ShownFace): void => {
    setFace(chosen);
    onSelect(chosen);
  };
  const close = (): void => {
    setFace(undefined);
    grid.current?.querySelector<HTMLElement>('.face[tabindex="0"]')?.focus();
  };
  return (
    <section id="faces" tabIndex={-1} aria-label="Faces">
      <div class="section-head">
        <h2>Faces</h2>
        <Filters overview={overview} filter={filter} onChange={onFilter} />
      </div>
      <div class={`browser ${face ? 'with-details' : ''}`}>
        <div class="grid-side" ref={grid}>
          {pages.total === undefined ? (
            <p class="muted" role="status">
              Drawing the faces …
            </p>
          ) : pages.total === 0 ? (
            <p class="empty muted" role="status">
              No face matches these filters.
            </p>
          ) : (
            <FaceGrid
              key={JSON.stringify(filter)}
              overview={overview}
              filter={filter}
              pages={pages}
              total={pages.total}
              selected={face?.id}
              onSelect={select}
            />
          )}
        </div>
        {face && (
          <Details
            overview={overview}
            face={face}
            identical={others.filter(({ id }) => face.identical.includes(id))}
            onSelect={select}
            onClose={close}
          />
        )}
      </div>
    </section>
  );
}
