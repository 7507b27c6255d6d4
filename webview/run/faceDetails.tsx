/** Shows what a run predicted for one face, what is known about the face, and its duplicates: faces with the same pixels. */
import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import type { PredictedFace, PredictedFaces, ShownFace } from '../../schemas/faces';
import { percent } from '../shared/format';
import { namesOf, splitWords } from '../../words/faceNames';
import { SamePixels } from '../shared/samePixels';
import { Votes } from '../shared/votes';
import { FacesContext } from './facesContext';

interface Props {
  readonly predicted: PredictedFace;
  readonly found: PredictedFaces;
  readonly onClose: () => void;
}

export function FaceDetails({ predicted, found, onClose }: Props) {
  const { classNames, names } = found;
  const { post, duplicates = [] } = useContext(FacesContext);
  const [duplicate, setDuplicate] = useState<ShownFace>();
  const aside = useRef<HTMLElement>(null);
  const face = duplicate ?? predicted.face;
  const id = face?.id ?? predicted.id;
  const identical = face?.identical ?? [];
  useEffect(() => setDuplicate(undefined), [predicted.id]);
  useEffect(() => {
    if (identical.length > 0) post({ type: 'duplicates', split: found.query.split, ids: identical });
  }, [id]);
  // The details are below the faces.
  useEffect(() => aside.current?.scrollIntoView({ block: 'nearest' }), [id]);
  return (
    <aside class="face-details" ref={aside} aria-label={`Face ${id}`}>
      <div class="details-head">
        <h3>Face {id}</h3>
        <vscode-button secondary icon="close" onClick={onClose}>
          Close
        </vscode-button>
      </div>
      <div class="details-body">
        {face && (
          <img
            src={`data:image/png;base64,${face.image}`}
            width={48}
            height={48}
            alt={`Face ${id}, ${duplicate && names ? namesOf(duplicate, names).label : classNames[predicted.truth]!}`}
          />
        )}
        {duplicate ? (
          names && <Labels face={duplicate} names={names} />
        ) : (
          <Probabilities predicted={predicted} names={classNames} />
        )}
        {face?.votes && names?.voteNames && <Votes names={names.voteNames} votes={face.votes} />}
        {names && identical.length > 0 && (
          <SamePixels
            faces={duplicates.filter((each) => identical.includes(each.id))}
            names={names}
            onSelect={(each) => setDuplicate(each.id === predicted.id ? undefined : each)}
          />
        )}
      </div>
      {face?.traits.includes('leaked') && <p class="muted">Also in training or validation.</p>}
    </aside>
  );
}

/** The labels of a duplicate: the run may have no prediction for it. */
function Labels({ face, names }: { readonly face: ShownFace; readonly names: Parameters<typeof namesOf>[1] }) {
  const { label, fer, ferPlus } = namesOf(face, names);
  const facts = [
    ['Label', label],
    ['FER', fer],
    ...(ferPlus === undefined ? [] : [['FER+', ferPlus] as const]),
    ['Split', face.split ? splitWords[face.split] : 'none'],
  ] as const;
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Probabilities({ predicted, names }: { readonly predicted: PredictedFace; readonly names: readonly string[] }) {
  const { truth, probabilities } = predicted;
  const most = Math.max(...probabilities);
  return (
    <table class="bars">
      <caption>Probabilities</caption>
      <tbody>
        {names.map((name, index) => (
          <tr key={name} class={index === truth ? 'truth' : ''}>
            <th scope="row">
              {name}
              {index === truth && <span class="visually-hidden"> (the true class)</span>}
            </th>
            <td>
              <span class="bar" style={{ '--share': probabilities[index]! / most }} />
              <span class="number">{percent(probabilities[index]!)}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
