/** Lists the training faces that a run relabelled, with both labels and what people voted for. */
import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import type { ShownFace } from '../../schemas/faces';
import type { RelabelledFace, RelabelledRecord } from '../../schemas/generated/relabelled';
import { count, unbrokenPercent } from '../../words/numbers';
import { relabelledWords, votesInWords } from '../../words/relabelled';
import { Problem } from '../shared/problem';
import { Scroll } from '../shared/scroll';
import { FacesContext } from './facesContext';
import { useSeen } from './useSeen';

/** Faces that are shown at first, and how many more each time. */
const pageSize = 24;

export function Relabelled({ record }: { readonly record: RelabelledRecord }) {
  const { faces, voteNames } = record;
  const { attempt, post, relabelled } = useContext(FacesContext);
  const section = useRef<HTMLElement>(null);
  const seen = useSeen(section);
  const [most, setMost] = useState(pageSize);
  const [pictures, setPictures] = useState<ReadonlyMap<number, ShownFace>>(new Map());
  const shown = faces.slice(0, most);
  const missing = shown.map(({ face }) => face).filter((id) => !pictures.has(id));
  // Faces need a process of their own: it starts only when the section comes into view.
  useEffect(() => {
    if (seen && missing.length > 0) post({ type: 'relabelled', ids: missing });
  }, [seen, attempt, missing.join()]);
  useEffect(() => {
    if (!relabelled || relabelled.faces.length === 0) return;
    setPictures((before) => new Map([...before, ...relabelled.faces.map((face) => [face.id, face] as const)]));
  }, [relabelled]);
  return (
    <section class="relabelled" ref={section} aria-label="Relabelled faces">
      <div class="section-head">
        <h2>Relabelled faces</h2>
        {faces.length > 0 && <span class="muted">{count(faces.length)}, by number</span>}
      </div>
      {relabelledWords(record).map((sentence) => (
        <p key={sentence}>{unbrokenPercent(sentence)}</p>
      ))}
      {relabelled?.problem && (
        <Problem problem={relabelled.problem} onAct={(type) => type !== 'openFile' && post({ type })} />
      )}
      {shown.length > 0 && (
        <Scroll label="Table of relabelled faces">
          <table class="grid">
            <thead>
              <tr>
                <th scope="col">Face</th>
                <th scope="col">Given</th>
                <th scope="col">New</th>
                <th scope="col" class="number">
                  Epoch
                </th>
                {voteNames && <th scope="col">Votes</th>}
              </tr>
            </thead>
            <tbody>
              {shown.map((face) => (
                <Row key={face.face} face={face} record={record} picture={pictures.get(face.face)?.image} />
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      {shown.length < faces.length && (
        <vscode-button secondary onClick={() => setMost(most + pageSize)}>
          Show more
        </vscode-button>
      )}
    </section>
  );
}

interface RowProps {
  readonly face: RelabelledFace;
  readonly record: RelabelledRecord;
  /** PNG, base64; absent until it was read. */
  readonly picture: string | undefined;
}

function Row({ face, record: { classNames, voteNames }, picture }: RowProps) {
  return (
    <tr>
      <th scope="row">
        {picture !== undefined && <img src={`data:image/png;base64,${picture}`} width={48} height={48} alt="" />}
        <span class="number">{face.face}</span>
      </th>
      <td>{classNames[face.given]}</td>
      <td>{classNames[face.label]}</td>
      <td class="number">{face.epoch}</td>
      {voteNames && <td>{votesInWords(face, voteNames)}</td>}
    </tr>
  );
}
