/** Lists other faces with the same pixels, as links. */
import type { DataOverview, ShownFace } from '../../schemas/faces';
import { namesOf, splitWords } from '../../words/faceNames';

interface Props {
  /** The faces that have been received so far. */
  readonly faces: readonly ShownFace[];
  readonly names: Pick<DataOverview, 'classNames' | 'ferNames' | 'voteNames'>;
  readonly onSelect: (face: ShownFace) => void;
}

export function SamePixels({ faces, names, onSelect }: Props) {
  return (
    <div>
      <h3>Same pixels</h3>
      <ul class="identical">
        {faces.map((face) => {
          const { label, fer } = namesOf(face, names);
          return (
            <li key={face.id}>
              <button type="button" class="link" onClick={() => onSelect(face)}>
                Face {face.id}
              </button>
              : {label}, FER {fer}, {face.split ? splitWords[face.split].toLowerCase() : 'in no split'}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
