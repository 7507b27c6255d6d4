/** Shows faces of findings, pair by pair or one by one, some at a time. */
import { useEffect, useState } from 'preact/hooks';
import type { AuditedFace } from '../../schemas/audit';
import { own } from '../../schemas/own';
import { count } from '../../words/numbers';
import { splitWords } from '../../words/faceNames';
import type { Pictures } from './usePictures';

/** One finding: a face, or faces that belong together, and what there is to say. */
export interface Finding {
  readonly faces: readonly AuditedFace[];
  readonly words: string;
}

const step = 12;
/** Faces of one finding; a picture may occur dozens of times. */
const mostFaces = 8;

interface Props {
  /** For screen readers. */
  readonly name: string;
  readonly findings: readonly Finding[];
  readonly pictures: Pictures;
}

export function Findings({ name, findings, pictures }: Props) {
  const [shown, setShown] = useState(step);
  useEffect(() => setShown(step), [findings]);
  const visible = findings.slice(0, shown);
  const ids = visible.flatMap(({ faces }) => faces.slice(0, mostFaces).map(({ id }) => id));
  useEffect(() => pictures.want(ids), [ids.join()]);
  if (findings.length === 0) return <p class="muted">None.</p>;
  return (
    <div>
      <ul class="findings" aria-label={name}>
        {visible.map(({ faces, words }) => (
          <li key={faces.map(({ id }) => id).join()}>
            <div class="together">
              {faces.slice(0, mostFaces).map((face) => (
                <Face key={face.id} face={face} pictures={pictures} />
              ))}
              {faces.length > mostFaces && <p class="muted">and {count(faces.length - mostFaces)} more</p>}
            </div>
            <p>{words}</p>
          </li>
        ))}
      </ul>
      {findings.length > shown && (
        <vscode-button secondary onClick={() => setShown(shown + 4 * step)}>
          Show More ({count(findings.length - shown)} left)
        </vscode-button>
      )}
    </div>
  );
}

function Face({ face, pictures }: { readonly face: AuditedFace; readonly pictures: Pictures }) {
  const known = pictures.of(face.id);
  const split = face.split === undefined ? 'In no split' : (own(splitWords, face.split) ?? face.split);
  return (
    <figure>
      {known ? (
        <img src={`data:image/png;base64,${known.image}`} alt={`Face ${face.id}, ${face.fer}`} />
      ) : (
        <span class="waiting" />
      )}
      <figcaption>
        {face.fer}
        <span class="muted">
          {split} · {face.id}
        </span>
      </figcaption>
    </figure>
  );
}
