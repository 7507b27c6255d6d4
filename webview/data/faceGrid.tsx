/** Shows faces side by side; only those in view are drawn. One face has the focus; arrow keys move it. */
import { Fragment } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { faceLines, facesFigure } from '../../figures/dataFigures';
import type { Figure } from '../../figures/figure';
import type { DataOverview, FaceFilter, FaceTrait, ShownFace } from '../../schemas/faces';
import { ExportPicture } from '../shared/exportPicture';
import { counted } from '../../words/numbers';
import { useVirtualRows } from '../shared/useVirtualRows';
import type { Pages } from './usePages';
import { namesOf } from '../../words/faceNames';
import { traitMarks } from './words';
import { own } from '../../schemas/own';

interface Props {
  readonly overview: DataOverview;
  /** What the faces were chosen by. */
  readonly filter: FaceFilter;
  readonly pages: Pages;
  readonly total: number;
  readonly selected: number | undefined;
  readonly onSelect: (face: ShownFace) => void;
}

/** Pixels, as in the style sheet. */
const tileWidth = 104;
const tileHeight = 140;
/** Number of faces in a saved picture. */
const mostInPicture = 40;

export function FaceGrid({ overview, filter, pages, total, selected, onSelect }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const columns = useColumns(scroller);
  const rows = Math.ceil(total / columns);
  const virtualizer = useVirtualRows(rows, scroller, tileHeight, 2);
  const [focused, setFocused] = useState(0);
  const moved = useRef(false);
  const items = virtualizer.getVirtualItems();
  const first = (items[0]?.index ?? 0) * columns;
  const last = Math.min(total, ((items.at(-1)?.index ?? 0) + 1) * columns) - 1;
  useEffect(() => pages.want(first, last), [first, last, pages]);
  const current = Math.min(focused, total - 1);

  const move = (event: KeyboardEvent): void => {
    const screen = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / tileHeight)) * columns;
    const steps: Readonly<Record<string, number>> = {
      ArrowLeft: -1,
      ArrowRight: 1,
      ArrowUp: -columns,
      ArrowDown: columns,
      PageUp: -screen,
      PageDown: screen,
      Home: -total,
      End: total,
    };
    const step = own(steps, event.key);
    if (step === undefined) return;
    event.preventDefault();
    const target = Math.min(total - 1, Math.max(0, current + step));
    moved.current = true;
    setFocused(target);
    virtualizer.scrollToIndex(Math.floor(target / columns));
  };
  // The tile may have to be drawn first.
  useLayoutEffect(() => {
    if (!moved.current) return;
    const tile = scroller.current?.querySelector<HTMLElement>(`[data-index="${current}"]`);
    if (!tile) return;
    tile.focus({ preventScroll: true });
    moved.current = false;
  });

  const draw = (subject: string): Figure => {
    const start = Math.floor((scroller.current?.scrollTop ?? 0) / tileHeight) * columns;
    const faces = Array.from({ length: Math.min(mostInPicture, total - start) }, (_, i) => pages.face(start + i));
    return facesFigure(
      overview,
      filter,
      faces.flatMap((face) => face ?? []),
      subject,
    );
  };
  return (
    <>
      <div class="grid-head">
        <span role="status">{counted(total, 'face')}</span>
        <ExportPicture title="Faces" draw={draw} />
      </div>
      <div
        class="face-grid"
        ref={scroller}
        role="grid"
        aria-label="Faces"
        aria-rowcount={rows}
        aria-colcount={columns}
        tabIndex={-1}
        onKeyDown={move}
      >
        <div style={{ height: `${virtualizer.getTotalSize()}px`, position: 'relative' }}>
          {items.map(({ index: row, start }) => (
            <div
              key={row}
              role="row"
              aria-rowindex={row + 1}
              class="face-row"
              style={{ transform: `translateY(${start}px)` }}
            >
              {Array.from({ length: Math.min(columns, total - row * columns) }, (_, column) => {
                const index = row * columns + column;
                const face = pages.face(index);
                return (
                  <div role="gridcell" key={column}>
                    <button
                      type="button"
                      class={`face ${face !== undefined && face.id === selected ? 'selected' : ''}`}
                      data-index={index}
                      tabIndex={index === current ? 0 : -1}
                      aria-label={face ? spoken(face, overview) : `Face ${index + 1} of ${total}, not read yet`}
                      onFocus={() => setFocused(index)}
                      onClick={() => face && onSelect(face)}
                    >
                      {face ? <Tile face={face} overview={overview} /> : <span class="waiting" />}
                    </button>
                  </div>
                );
              })}
            </div>
          ))}
        </div>
      </div>
    </>
  );
}

function Tile({ face, overview }: { face: ShownFace; overview: DataOverview }) {
  const [label, ...others] = faceLines(face, overview);
  return (
    <>
      <span class="picture">
        <img src={`data:image/png;base64,${face.image}`} width={overview.width} height={overview.height} alt="" />
        <span class="marks">
          {marked(face).map((trait) => (
            <span key={trait} title={traitMarks[trait].words}>
              <vscode-icon name={traitMarks[trait].icon} size={12} />
            </span>
          ))}
        </span>
      </span>
      <span class="name">{label}</span>{' '}
      {others.map((line) => (
        <Fragment key={line}>
          <span class="muted line">{line}</span>{' '}
        </Fragment>
      ))}
    </>
  );
}

/** The traits that have a mark: not those that the labels below show, and not weaker marks for the same thing. */
function marked({ traits }: ShownFace): FaceTrait[] {
  const redundant = traits.includes('conflicting') ? ['duplicate', 'unused', 'disagree'] : ['unused', 'disagree'];
  return traits.filter((trait) => !redundant.includes(trait));
}

function spoken(face: ShownFace, overview: DataOverview): string {
  const { fer, ferPlus } = namesOf(face, overview);
  const marks = face.traits.map((trait) => traitMarks[trait].words);
  // The visible text comes first and unchanged, so that voice control understands what the user reads.
  const shown = faceLines(face, overview);
  const labels = [`FER ${fer}`, ...(ferPlus === undefined ? [] : [`FER+ ${ferPlus}`])];
  return `Face ${face.id}: ${[...shown, ...labels.filter((label) => !shown.includes(label)), ...marks].join(', ')}`;
}

function useColumns(element: { readonly current: HTMLElement | null }): number {
  const [columns, setColumns] = useState(8);
  useLayoutEffect(() => {
    const measure = (): void => setColumns(Math.max(1, Math.floor(element.current!.clientWidth / tileWidth)));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element.current!);
    return () => observer.disconnect();
  }, []);
  return columns;
}
