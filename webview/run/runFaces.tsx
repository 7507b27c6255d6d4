/** Shows the most confident mistakes of a split, or the faces of a cell of its confusion matrix. */
import { Fragment } from 'preact';
import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import { inTitle, predictedFigure, predictedLines, predictedTitle } from '../../figures/runFigures';
import type { PredictedFace, PredictedFaces, PredictionQuery } from '../../schemas/faces';
import { ExportPicture } from '../shared/exportPicture';
import { Problem } from '../shared/problem';
import { FaceDetails } from './faceDetails';
import { FacesContext } from './facesContext';
import { useSeen } from './useSeen';
import './faces.css';
import { counted, unbrokenPercent } from '../../words/numbers';

interface Props {
  /** The split's name in the summary. */
  readonly split: string;
  readonly cell: PredictionQuery['cell'];
  readonly onMistakes: () => void;
}

/** Faces per request. */
const pageSize = 24;

export function RunFaces({ split, cell, onMistakes }: Props) {
  const { attempt, post } = useContext(FacesContext);
  const section = useRef<HTMLElement>(null);
  const seen = useSeen(section);
  const { found, faces } = useFound(split, cell);
  const [selected, setSelected] = useState<number>();
  const ask = (offset: number): void =>
    post({ type: 'faces', query: { split, ...(cell && { cell: only(cell) }), offset, limit: pageSize } });
  // Faces need a process of their own: it starts only when the section comes into view.
  useEffect(() => {
    if (seen) ask(0);
  }, [seen, attempt]);
  useEffect(() => {
    if (cell) section.current?.scrollIntoView({ block: 'nearest' });
  }, []);

  const { classNames = [], classesOnly = false } = found ?? {};
  const title = predictedTitle(cell, { classNames, classesOnly });
  const chosen = faces.find(({ id }) => id === selected);
  return (
    <section class="run-faces" ref={section} aria-label={title}>
      <div class="section-head">
        <h2>{title}</h2>
        {found && (
          <span class="muted" role="status">
            {counted(found.total, 'face')} of {inTitle(split)}
            {classesOnly ? '' : ', most confident first'}
          </span>
        )}
        {found && faces.some(({ face }) => face) && (
          <ExportPicture title={title} draw={(subject) => predictedFigure(found, faces, subject)} />
        )}
        {cell && (
          <vscode-button secondary icon="arrow-left" onClick={onMistakes}>
            All mistakes
          </vscode-button>
        )}
      </div>
      {found?.problem && <Problem problem={found.problem} onAct={(type) => type !== 'openFile' && post({ type })} />}
      {!found && seen && <p class="muted">Reading the faces …</p>}
      <ul class="predicted">
        {faces.map((each) => (
          <li key={each.id}>
            <button
              type="button"
              class={`face ${each.id === selected ? 'selected' : ''}`}
              aria-expanded={each.id === selected}
              aria-label={`Face ${each.id}: ${linesOf(each, found!).join(', ')}`}
              onClick={() => setSelected(each.id === selected ? undefined : each.id)}
            >
              {each.face ? (
                <img src={`data:image/png;base64,${each.face.image}`} width={48} height={48} alt="" />
              ) : (
                <span class="no-image muted">{each.id}</span>
              )}
              {linesOf(each, found!).map((line, index) => (
                <Fragment key={line}>
                  {' '}
                  <span class={index === 0 ? 'name' : 'muted line'}>{line}</span>
                </Fragment>
              ))}
            </button>
          </li>
        ))}
      </ul>
      {found && faces.length < found.total && faces.length > 0 && (
        <vscode-button secondary onClick={() => ask(faces.length)}>
          Show more
        </vscode-button>
      )}
      {chosen && found && <FaceDetails predicted={chosen} found={found} onClose={() => setSelected(undefined)} />}
    </section>
  );
}

/** Only the fields of the query: the caller's cell has more. */
const only = ({ truth, predicted }: NonNullable<PredictionQuery['cell']>) => ({ truth, predicted });

const linesOf = (face: PredictedFace, found: PredictedFaces): string[] =>
  predictedLines(face, found).map(unbrokenPercent);

/** Collects the found faces page by page. */
function useFound(
  split: string,
  cell: PredictionQuery['cell'],
): { found: PredictedFaces | undefined; faces: readonly PredictedFace[] } {
  const { found } = useContext(FacesContext);
  const [kept, setKept] = useState<readonly PredictedFace[]>([]);
  const [last, setLast] = useState<PredictedFaces>();
  useEffect(() => {
    if (found?.query.split !== split) return;
    if (found.query.cell?.truth !== cell?.truth || found.query.cell?.predicted !== cell?.predicted) return;
    setKept((before) => [...before.slice(0, found.query.offset), ...found.faces]);
    setLast(found);
  }, [found]);
  return { found: last, faces: kept };
}
