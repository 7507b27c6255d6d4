/** Shows everything that is known about one face. */
import { useEffect, useRef } from 'preact/hooks';
import type { DataOverview, ShownFace } from '../../schemas/faces';
import { SamePixels } from '../shared/samePixels';
import { Votes } from '../shared/votes';
import { namesOf, splitWords } from '../../words/faceNames';
import { traitMarks } from './words';

interface Props {
  readonly overview: DataOverview;
  readonly face: ShownFace;
  /** Faces with the same pixels, as far as they have been received. */
  readonly identical: readonly ShownFace[];
  readonly onSelect: (face: ShownFace) => void;
  readonly onClose: () => void;
}

export function Details({ overview, face, identical, onSelect, onClose }: Props) {
  const { label, fer, ferPlus } = namesOf(face, overview);
  const heading = useRef<HTMLHeadingElement>(null);
  // In a narrow window the details are below the faces.
  useEffect(() => heading.current?.scrollIntoView({ block: 'nearest' }), [face.id]);
  return (
    <aside class="details" aria-label={`Face ${face.id}`} onKeyDown={(event) => event.key === 'Escape' && onClose()}>
      <div class="details-head">
        <h2 ref={heading}>Face {face.id}</h2>
        <vscode-toolbar-button icon="close" label="Close" onClick={onClose} />
      </div>
      <img
        class="large"
        src={`data:image/png;base64,${face.image}`}
        width={overview.width}
        height={overview.height}
        alt={`Face ${face.id}, ${label}`}
      />
      <dl>
        <Fact name="Label">{label}</Fact>
        <Fact name="FER">{fer}</Fact>
        {ferPlus !== undefined && <Fact name="FER+">{ferPlus}</Fact>}
        <Fact name="Split">{face.split ? splitWords[face.split] : 'none'}</Fact>
        <Fact name="Part">{face.part}</Fact>
        {face.dropped !== undefined && <Fact name="Dropped">{face.dropped}</Fact>}
      </dl>
      <ul class="traits">
        {face.traits
          .filter((trait) => trait !== 'dropped')
          .map((trait) => (
            <li key={trait}>
              <vscode-icon name={traitMarks[trait].icon} size={14} /> {sentence(traitMarks[trait].words)}
            </li>
          ))}
      </ul>
      {face.votes && overview.voteNames && <Votes names={overview.voteNames} votes={face.votes} />}
      {face.identical.length > 0 && <SamePixels faces={identical} names={overview} onSelect={onSelect} />}
    </aside>
  );
}

const sentence = (words: string): string => words[0]!.toUpperCase() + words.slice(1);

function Fact({ name, children }: { name: string; children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
