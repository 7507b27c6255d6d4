/** What a run predicted of one face, beside what is known of it. */
import { useEffect, useRef } from 'preact/hooks';
import type { PredictedFace, PredictedFaces } from '../../schemas/faces';
import { percent } from '../shared/format';
import { Votes } from '../shared/votes';

interface Props {
  readonly predicted: PredictedFace;
  readonly found: PredictedFaces;
  readonly onClose: () => void;
}

export function FaceDetails({ predicted: { id, truth, probabilities, face }, found, onClose }: Props) {
  const { classNames, names } = found;
  const most = Math.max(...probabilities);
  const aside = useRef<HTMLElement>(null);
  // They stand below the faces.
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
            alt={`Face ${id}, ${classNames[truth]!}`}
          />
        )}
        <table class="bars">
          <caption>Probabilities</caption>
          <tbody>
            {classNames.map((name, index) => (
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
        {face?.votes && names?.voteNames && <Votes names={names.voteNames} votes={face.votes} />}
      </div>
      {face && face.identical.length > 0 && (
        <p class="muted">
          The same pixels are face {face.identical.join(', ')}
          {face.traits.includes('leaked') ? ', in training or validation' : ''}.
        </p>
      )}
    </aside>
  );
}
